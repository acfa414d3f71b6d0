//! An edit in a clone: judged on its last commit plus the change, committed, then brought to index and files.
//!
//! Order: the commit is built beside everything; git's lock on the index is taken; what comes next is written down; the
//! branch moves, which is the one moment that decides; the index follows, then the files. Before that moment nothing
//! has changed, after it [`recover`] can do the rest.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::Ordering;

use git2::Oid;

use super::context::{Applied, EditContext, FailPoints, message};
use super::intent::{FileIntent, IntendedEdit, Intent, Step, behind, id_of, occupant, recover};
use super::{CatalogEdit, Judgement, Proposal, propose};
use crate::catalog::{Below, Entity, Files, Memory};
use crate::error::{Error, Kind, Result};
use crate::git::{Commit, Identity, LocalClone, NextIndex, Obstacle, Revision, commit};
use crate::ops::FileChange;
use crate::ops::staging::{
    Staging, check_path, interrupted, is_a_link, link_on_the_way, read_file,
};
use crate::platform::{FILE, Snapshot};
use crate::printable::Printable;

/// How often the branch may be moved by somebody else meanwhile.
const ATTEMPTS: u32 = 5;

/// Works out `edit` on what the clone has committed.
///
/// # Errors
/// As [`propose`]; conflict (6) where it is only possible with files that aren't committed.
pub(super) fn judge(
    edit: &CatalogEdit,
    snapshot: &Snapshot,
    tree: &LocalClone,
    head: Option<Oid>,
    judgement: Judgement,
) -> Result<Proposal> {
    let files: Box<dyn Files> = match tree.head()?.filter(|_| head.is_some()) {
        Some(head) => Box::new(Below::new(head, tree.folder())),
        None => Box::new(Memory::default()),
    };
    let Some(committed) = snapshot.committed(files)? else {
        return Err(uncommitted(&[FILE.to_owned()]));
    };
    let refusal = match propose(&committed, edit, judgement) {
        Ok(proposal) => return Ok(proposal),
        Err(refusal) => refusal,
    };
    let changed = tree.all_changed()?;
    let known = [snapshot, &committed].map(|snapshot| snapshot.catalog());
    let known = known.iter().flatten().flat_map(|catalog| &catalog.entities);
    let known: BTreeSet<&str> = known.map(Entity::file).chain([FILE]).collect();
    let concerned = changed
        .into_iter()
        .filter(|path| known.contains(path.as_str()));
    let concerned: Vec<String> = concerned.collect();
    if concerned.is_empty() {
        return Err(refusal);
    }
    // What the user sees counts: where it is refused there, too, that is the reason to show.
    propose(snapshot, edit, judgement)?;
    Err(uncommitted(&concerned))
}

fn uncommitted(files: &[String]) -> Error {
    let shown: Vec<String> = files
        .iter()
        .take(3)
        .map(|file| Printable(file).to_string())
        .collect();
    let more = match files.len().saturating_sub(3) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "this change needs files that are not committed: {}{more}",
        shown.join(", ")
    );
    Error::conflict(message).hint("commit them first, or add --no-commit")
}

/// A clone in which an edit is made.
pub(super) struct InClone<'a> {
    pub(super) edit: &'a CatalogEdit,
    pub(super) snapshot: &'a Snapshot,
    pub(super) root: &'a Path,
    pub(super) tree: &'a LocalClone,
    pub(super) identity: &'a Identity,
    pub(super) context: &'a EditContext<'a>,
}

impl InClone<'_> {
    /// Does it, once nobody else changes the clone.
    ///
    /// # Errors
    /// As [`judge`]; conflict (6) where a file to be changed has uncommitted changes, or git is in the middle of
    /// something; what keeps a commit that was made from index and files, with the commit.
    pub(super) fn apply(&self) -> Result<Applied> {
        let context = self.context;
        let moments = FailPoints::of(context);
        let staging = Staging::enter(self.root, Some(self.tree), context.waiting())?;
        let intended = IntendedEdit {
            edit: self.edit,
            commits: true,
        };
        let (root, tree) = (self.root, Some(self.tree));
        if let Some(finished) = recover(&staging, root, tree, Some(intended), context.waiting())? {
            return Ok(finished);
        }
        moments.pass();
        if let Some(what) = self.tree.in_progress()? {
            return Err(
                Error::conflict(format!("a {what} is in progress in this clone"))
                    .hint("finish or abort it first"),
            );
        }
        for _ in 0..ATTEMPTS {
            match self.attempt(&staging, &moments) {
                Err(error) if context.stop.load(Ordering::Relaxed) => {
                    return Err(interrupted().caused_by(error));
                }
                Err(error) => return Err(error),
                Ok(Attempt::Idle(proposal)) => return Ok(Applied::nothing(proposal)),
                Ok(Attempt::Committed(committed)) => {
                    return self.follow(&staging, &moments, *committed);
                }
                Ok(Attempt::Overtaken) => {}
            }
        }
        Err(Error::conflict("another process keeps moving the branch")
            .hint("run the same command again"))
    }

    /// Moves the branch, or changes nothing.
    fn attempt(&self, staging: &Staging, moments: &FailPoints) -> Result<Attempt> {
        let (tree, context) = (self.tree, self.context);
        let head = tree.head()?;
        let before = head.as_ref().map(Revision::commit);
        let proposal = judge(self.edit, self.snapshot, tree, before, context.judgement())?;
        if proposal.changes.is_empty() {
            return Ok(Attempt::Idle(proposal));
        }
        self.guard(before, &proposal)?;
        staging.begin_objects()?;
        let after = self.commit(head.as_ref(), &proposal)?;
        moments.pass();
        let mut files = self.drafts(staging, before, after, &proposal)?;
        staging.sync()?;
        moments.pass();
        let index = staging.file("index");
        let paths: Vec<&str> = proposal.paths().collect();
        let next = tree.next_index(&index, after, &paths, context.stop)?;
        moments.pass();
        let left_out = tree.left_out(&index)?;
        for file in &mut files {
            file.checked_out &= !left_out.contains(&file.path);
        }
        let intent = Intent::new(self.edit, &proposal, Some(tree), Some(after), files);
        intent.write(staging)?;
        moments.pass();
        if context.stop.load(Ordering::Relaxed) {
            staging.clear();
            return Err(interrupted());
        }
        if let Err(error) = tree.move_head(before, after, intent.subject()) {
            let now = tree.head()?.map(|head| head.commit());
            if now != Some(after) {
                staging.clear();
                return if now == before {
                    Err(error)
                } else {
                    Ok(Attempt::Overtaken)
                };
            }
        }
        Ok(Attempt::Committed(Box::new(Committed {
            commit: after,
            proposal,
            intent,
            next,
        })))
    }

    /// Brings index and files to the commit that the branch has now.
    fn follow(
        &self,
        staging: &Staging,
        moments: &FailPoints,
        committed: Committed,
    ) -> Result<Applied> {
        let (tree, context) = (self.tree, self.context);
        let commit = committed.commit.to_string();
        moments.pass();
        let put = committed.next.put();
        put.map_err(|error| behind(&commit, error))?;
        moments.pass();
        let intent = &committed.intent;
        let left = intent.place(staging, self.root, |_| true, &|| moments.pass());
        intent.tell(&left, context.waiting());
        tree.refresh_index(&staging.file("index"), context.stop);
        moments.pass();
        staging.clear();
        Ok(Applied {
            commit: Some(commit),
            ..Applied::nothing(committed.proposal)
        })
    }

    /// Nothing that somebody else wrote may be in the way.
    fn guard(&self, head: Option<Oid>, proposal: &Proposal) -> Result<()> {
        let paths: Vec<&str> = proposal.paths().collect();
        for path in &paths {
            check_path(self.root, path)?;
        }
        if let Some(changed) = self.tree.changed(&paths)?.first() {
            return Err(has_changes(changed));
        }
        let Some(head) = head else { return Ok(()) };
        let there = self.tree.blobs(head, &paths)?;
        for (path, _) in paths.iter().zip(there).filter(|(_, blob)| blob.is_none()) {
            if let Some(obstacle) = self.tree.in_the_way(head, path)? {
                return Err(self.blocked(path, &obstacle));
            }
        }
        Ok(())
    }

    /// Why nothing can be written at `path`; obstacles are seen from the root of the clone.
    fn blocked(&self, path: &str, obstacle: &Obstacle) -> Error {
        let at = obstacle.path.strip_prefix(self.tree.folder());
        match (obstacle.is_link, at) {
            (true, Some(at)) if at == path => is_a_link(path),
            (true, at) => link_on_the_way(at.unwrap_or(&obstacle.path)),
            (false, _) => {
                let (path, obstacle) = (Printable(path), Printable(&obstacle.path));
                Error::conflict(format!("cannot write {path}: {obstacle} is in the way"))
                    .hint(format!("remove or rename {obstacle}, and commit that"))
            }
        }
    }

    fn commit(&self, head: Option<&Revision>, proposal: &Proposal) -> Result<Oid> {
        let edits = proposal.changes.iter().map(|(change, _)| {
            let bytes = change.text.as_deref().map(str::as_bytes);
            (change.path.as_str(), bytes)
        });
        let parents: Vec<Oid> = head.map(Revision::commit).into_iter().collect();
        commit(
            self.tree.top(),
            Commit {
                tree: self.tree.tree_with(head, &edits.collect::<Vec<_>>())?,
                parents: &parents,
                message: &message(self.edit, self.context, &proposal.entities),
                identity: self.identity,
                date: self.context.clock.commit_date(),
            },
        )
    }

    /// Drafts the files as git would check them out.
    fn drafts(
        &self,
        staging: &Staging,
        before: Option<Oid>,
        after: Oid,
        proposal: &Proposal,
    ) -> Result<Vec<FileIntent>> {
        let paths: Vec<&str> = proposal.paths().collect();
        let old = match before {
            Some(before) => self.tree.blobs(before, &paths)?,
            None => vec![None; paths.len()],
        };
        let new = self.tree.blobs(after, &paths)?;
        let mut files = Vec::with_capacity(paths.len());
        let mut filtered = Filtered::default();
        for (number, (change, text)) in proposal.changes.iter().enumerate() {
            let blobs = Step {
                before: old[number].map(|id| id.to_string()),
                after: new[number].map(|id| id.to_string()),
            };
            let found = occupant(self.root, change, proposal)?;
            let disk = found.as_ref().and_then(|found| id_of(&found.bytes));
            let is_new = blobs.before.is_none();
            let plain = found
                .as_ref()
                .is_some_and(|found| found.bytes == text.as_bytes());
            match (&found, &change.text) {
                (Some(_), _) if is_new => return Err(is_there(&change.path)),
                (Some(found), Some(text)) if plain => {
                    let permissions = Some(found.meta.permissions());
                    staging.write_draft(number, text.as_bytes(), permissions)?;
                }
                (found, _) if !plain => filtered.take(number, change, found.is_some(), new[number]),
                _ => {}
            }
            files.push(FileIntent {
                path: change.path.clone(),
                disk: Step {
                    after: change
                        .text
                        .as_deref()
                        .and_then(|text| id_of(text.as_bytes())),
                    before: disk,
                },
                checked_out: found.is_some() || is_new,
                blobs,
            });
        }
        self.filtered(staging, &filtered, &mut files)?;
        Ok(files)
    }

    /// The drafts of files that git converts: line endings, or filters that somebody configured.
    fn filtered(
        &self,
        staging: &Staging,
        filtered: &Filtered<'_>,
        files: &mut [FileIntent],
    ) -> Result<()> {
        let there: Vec<&str> = filtered.there.iter().map(|(_, path)| *path).collect();
        let stored = self.tree.stored(&there)?;
        for ((number, path), stored) in filtered.there.iter().zip(stored) {
            // git may have been told not to look at it.
            if stored.map(|id| id.to_string()) != files[*number].blobs.before {
                return Err(has_changes(path));
            }
        }
        let intended: Vec<(Oid, &str)> = filtered
            .intended
            .iter()
            .map(|(_, blob, path)| (*blob, *path))
            .collect();
        let texts = self.tree.checked_out(&intended)?;
        for ((number, _, path), bytes) in filtered.intended.iter().zip(texts) {
            let permissions = read_file(self.root, path)?.map(|found| found.meta.permissions());
            staging.write_draft(*number, &bytes, permissions)?;
            files[*number].disk.after = id_of(&bytes);
        }
        Ok(())
    }
}

/// How an attempt ended.
enum Attempt {
    /// There is nothing to change.
    Idle(Proposal),
    /// Somebody else moved the branch meanwhile; nothing was changed.
    Overtaken,
    Committed(Box<Committed>),
}

/// What the branch has now, and index and files do not.
struct Committed {
    commit: Oid,
    proposal: Proposal,
    intent: Intent,
    next: NextIndex,
}

/// Files whose bytes on disk are not those of their blobs.
#[derive(Default)]
struct Filtered<'a> {
    /// Those that are on disk.
    there: Vec<(usize, &'a str)>,
    /// Those that will be, with their blobs.
    intended: Vec<(usize, Oid, &'a str)>,
}

impl<'a> Filtered<'a> {
    fn take(&mut self, number: usize, change: &'a FileChange, is_there: bool, blob: Option<Oid>) {
        if is_there {
            self.there.push((number, &change.path));
        }
        if let Some(blob) = blob {
            self.intended.push((number, blob, &change.path));
        }
    }
}

fn has_changes(path: &str) -> Error {
    Error::conflict(format!("{} has uncommitted changes", Printable(path)))
        .hint("commit them first, or add --no-commit")
}

fn is_there(path: &str) -> Error {
    Error::new(
        Kind::Conflict,
        format!("{} already exists", Printable(path)),
    )
    .hint("commit or remove it first")
}
