//! An edit in a clone: checked against its last commit plus the change, committed, then written to the index and the files.
//!
//! Order: create the commit object; take git's lock on the index; write the intent to disk; move the branch, which is the point of
//! no return; update the index, then the files. Before that point nothing has changed; after it, [`recover_interrupted_edit`] can
//! finish the rest.

use std::collections::BTreeSet;
use std::path::Path;

use git2::Oid;

use super::context::{
    AppliedEdit, CatalogEditContext, FailPointCounter, format_edit_commit_message,
};
use super::intent::{
    BlobIdChange, EditIntent, FileIntent, RequestedEdit, commit_not_checked_out_error, hash_blob,
    read_existing_target_file, recover_interrupted_edit,
};
use super::{CatalogEdit, EditProposal, EditValidationOptions, build_edit_proposal};
use crate::catalog::{Entity, Files, MemoryFiles, SubfolderFiles};
use crate::error::{Error, ErrorKind, Result};
use crate::git::{
    CommitSpec, GitIdentity, LocalClone, PathObstacle, PreparedGitIndex, Revision, create_commit,
};
use crate::ops::FileChange;
use crate::ops::staging::{
    DraftFolder, interrupted_error, read_regular_file, symlinked_file_error,
    symlinked_folder_error, validate_no_symlinks,
};
use crate::platform::{PLATFORM_CONFIG_FILE, PlatformSnapshot};
use crate::printable::Printable;
use crate::remedy::Remedy;

/// How many times another process may move the branch before this gives up.
const MAX_COMMIT_ATTEMPTS: u32 = 5;

/// Computes `edit` on top of the clone's last commit.
///
/// # Errors
/// As [`build_edit_proposal`]; conflict (6) if the edit depends on uncommitted files.
pub(super) fn build_edit_proposal_on_head(
    edit: &CatalogEdit,
    snapshot: &PlatformSnapshot,
    tree: &LocalClone,
    head: Option<Oid>,
    judgement: EditValidationOptions,
) -> Result<EditProposal> {
    let files: Box<dyn Files> = match tree.head_revision()?.filter(|_| head.is_some()) {
        Some(head) => Box::new(SubfolderFiles::new(head, tree.subdirectory_prefix())),
        None => Box::new(MemoryFiles::default()),
    };
    let Some(committed) = snapshot.to_committed_snapshot(files)? else {
        return Err(depends_on_uncommitted_files_error(&[
            PLATFORM_CONFIG_FILE.to_owned()
        ]));
    };
    let refusal = match build_edit_proposal(&committed, edit, judgement) {
        Ok(proposal) if proposal.changes.is_empty() => {
            // What the user sees may differ from the commit, where there is nothing to change.
            let here = build_edit_proposal(snapshot, edit, judgement)?;
            let changes = here.changes.iter();
            let paths: Vec<String> = changes.map(|(change, _)| change.path.clone()).collect();
            if paths.is_empty() {
                return Ok(proposal);
            }
            return Err(depends_on_uncommitted_files_error(&paths));
        }
        Ok(proposal) => return Ok(proposal),
        Err(refusal) => refusal,
    };
    let changed = tree.find_all_changed_paths()?;
    let known = [snapshot, &committed].map(|snapshot| snapshot.read_catalog());
    let known = known.iter().flatten().flat_map(|catalog| &catalog.entities);
    let known: BTreeSet<&str> = known
        .map(Entity::file_path)
        .chain([PLATFORM_CONFIG_FILE])
        .collect();
    let concerned = changed
        .into_iter()
        .filter(|path| known.contains(path.as_str()));
    let concerned: Vec<String> = concerned.collect();
    if concerned.is_empty() {
        return Err(refusal);
    }
    // If the edit is also rejected on the files that the user sees, show that reason instead.
    build_edit_proposal(snapshot, edit, judgement)?;
    Err(depends_on_uncommitted_files_error(&concerned))
}

fn depends_on_uncommitted_files_error(files: &[String]) -> Error {
    Error::conflict(format!(
        "this change depends on uncommitted files: {}",
        format_first_paths(files)
    ))
    .with_hint(Remedy::CommitFirstOrWriteOnly)
}

/// An edit and the clone to apply it in.
pub(super) struct LocalCloneEdit<'a> {
    pub(super) edit: &'a CatalogEdit,
    pub(super) snapshot: &'a PlatformSnapshot,
    pub(super) root: &'a Path,
    pub(super) tree: &'a LocalClone,
    pub(super) identity: &'a GitIdentity,
    pub(super) context: &'a CatalogEditContext<'a>,
}

impl LocalCloneEdit<'_> {
    /// Applies the edit once no other `idp` is changing the clone.
    ///
    /// # Errors
    /// As [`build_edit_proposal_on_head`]; conflict (6) if a file to change has uncommitted changes, or a git operation is in
    /// progress. If the commit was created but not checked out, the error names the commit.
    pub(super) fn apply_and_commit(&self) -> Result<AppliedEdit> {
        let context = self.context;
        let fail_points = FailPointCounter::new(context);
        let staging =
            DraftFolder::acquire(self.root, Some(self.tree), context.lock_wait_options())?;
        let intended = RequestedEdit {
            edit: self.edit,
            commits: true,
        };
        let (root, tree) = (self.root, Some(self.tree));
        if let Some(finished) = recover_interrupted_edit(
            &staging,
            root,
            tree,
            Some(intended),
            context.lock_wait_options(),
        )? {
            return Ok(finished);
        }
        fail_points.hit_next_fail_point();
        if let Some(what) = self.tree.git_operation_in_progress()? {
            return Err(
                Error::conflict(format!("a {what} is in progress in this clone"))
                    .with_hint("finish or abort it first"),
            );
        }
        for _ in 0..MAX_COMMIT_ATTEMPTS {
            match self.try_commit(&staging, &fail_points) {
                Err(error) if context.stop.is_cancelled() => {
                    return Err(interrupted_error().with_source(error));
                }
                Err(error) => return Err(error),
                Ok(CommitAttempt::NothingToChange(proposal)) => {
                    return Ok(AppliedEdit::from_uncommitted_proposal(proposal));
                }
                Ok(CommitAttempt::Committed(committed)) => {
                    return self.update_git_index_and_files(&staging, &fail_points, *committed);
                }
                Ok(CommitAttempt::BranchMoved) => {}
            }
        }
        Err(Error::conflict("another process keeps moving the branch")
            .with_hint("run the same command again"))
    }

    /// Moves the branch to a new commit, or changes nothing.
    fn try_commit(
        &self,
        staging: &DraftFolder,
        fail_points: &FailPointCounter,
    ) -> Result<CommitAttempt> {
        let (tree, context) = (self.tree, self.context);
        let head = tree.head_revision()?;
        let before = head.as_ref().map(Revision::commit_id);
        let proposal = build_edit_proposal_on_head(
            self.edit,
            self.snapshot,
            tree,
            before,
            context.edit_validation_options(),
        )?;
        if proposal.changes.is_empty() {
            return Ok(CommitAttempt::NothingToChange(proposal));
        }
        self.reject_conflicting_files(before, &proposal)?;
        staging.mark_git_object_writes_started()?;
        let after = self.create_commit(head.as_ref(), &proposal)?;
        fail_points.hit_next_fail_point();
        let mut files = self.write_draft_files(staging, before, after, &proposal)?;
        staging.sync_drafts_to_disk()?;
        fail_points.hit_next_fail_point();
        let index = staging.file_path("index");
        let paths: Vec<&str> = proposal.changed_paths().collect();
        let next = tree.prepare_git_index(&index, after, &paths, context.stop)?;
        fail_points.hit_next_fail_point();
        let left_out = tree.find_skip_worktree_paths(&index)?;
        for file in &mut files {
            file.checked_out &= !left_out.contains(&file.path);
        }
        let intent = EditIntent::new(self.edit, &proposal, Some(tree), Some(after), files);
        intent.write(staging)?;
        fail_points.hit_next_fail_point();
        if context.stop.is_cancelled() {
            staging.clear();
            return Err(interrupted_error());
        }
        if let Err(error) = tree.move_head(before, after, intent.commit_subject()) {
            let now = tree.head_revision()?.map(|head| head.commit_id());
            if now != Some(after) {
                staging.clear();
                return if now == before {
                    Err(error)
                } else {
                    Ok(CommitAttempt::BranchMoved)
                };
            }
        }
        Ok(CommitAttempt::Committed(Box::new(CommitAwaitingCheckout {
            commit: after,
            proposal,
            intent,
            next,
        })))
    }

    /// Updates the index and the files to the commit that the branch now points to.
    fn update_git_index_and_files(
        &self,
        staging: &DraftFolder,
        fail_points: &FailPointCounter,
        committed: CommitAwaitingCheckout,
    ) -> Result<AppliedEdit> {
        let (tree, context) = (self.tree, self.context);
        let commit = committed.commit.to_string();
        fail_points.hit_next_fail_point();
        let put = committed.next.install_git_index();
        put.map_err(|error| commit_not_checked_out_error(&commit, error))?;
        fail_points.hit_next_fail_point();
        let intent = &committed.intent;
        let left = intent.write_changed_files(staging, self.root, |_| true, &|| {
            fail_points.hit_next_fail_point()
        });
        intent.warn_unwritten_files(&left, context.lock_wait_options());
        tree.refresh_index_stat_info(&staging.file_path("index"), context.stop);
        fail_points.hit_next_fail_point();
        staging.clear();
        Ok(AppliedEdit {
            commit: Some(commit),
            ..AppliedEdit::from_uncommitted_proposal(committed.proposal)
        })
    }

    /// Rejects the edit if it would overwrite someone else's changes.
    fn reject_conflicting_files(&self, head: Option<Oid>, proposal: &EditProposal) -> Result<()> {
        let paths: Vec<&str> = proposal.changed_paths().collect();
        for path in &paths {
            validate_no_symlinks(self.root, path)?;
        }
        let changed = self.tree.find_paths_with_uncommitted_changes(&paths)?;
        if !changed.is_empty() {
            return Err(uncommitted_changes_error(&changed));
        }
        let Some(head) = head else { return Ok(()) };
        let there = self.tree.find_blob_ids_in_commit(head, &paths)?;
        for (path, _) in paths.iter().zip(there).filter(|(_, blob)| blob.is_none()) {
            if let Some(obstacle) = self.tree.find_path_obstacle(head, path)? {
                return Err(self.blocked_path_error(path, &obstacle));
            }
        }
        Ok(())
    }

    /// Why nothing can be written at `path`; the path of an obstacle is relative to the root of the clone.
    fn blocked_path_error(&self, path: &str, obstacle: &PathObstacle) -> Error {
        let at = obstacle.path.strip_prefix(self.tree.subdirectory_prefix());
        match (obstacle.is_link, at) {
            (true, Some(at)) if at == path => symlinked_file_error(path),
            (true, at) => symlinked_folder_error(at.unwrap_or(&obstacle.path)),
            (false, _) => {
                let (path, obstacle) = (Printable(path), Printable(&obstacle.path));
                Error::conflict(format!("cannot write {path}: {obstacle} is in the way"))
                    .with_hint(format!("remove or rename {obstacle} and commit that"))
            }
        }
    }

    fn create_commit(&self, head: Option<&Revision>, proposal: &EditProposal) -> Result<Oid> {
        let edits = proposal.changes.iter().map(|(change, _)| {
            let bytes = change.text.as_deref().map(str::as_bytes);
            (change.path.as_str(), bytes)
        });
        let parents: Vec<Oid> = head.map(Revision::commit_id).into_iter().collect();
        create_commit(
            self.tree.work_tree(),
            CommitSpec {
                tree: self
                    .tree
                    .write_edited_git_tree(head, &edits.collect::<Vec<_>>())?,
                parents: &parents,
                message: &format_edit_commit_message(self.edit, self.context, &proposal.entities),
                identity: self.identity,
                date: self.context.clock.commit_timestamp_override(),
            },
        )
    }

    /// Writes the drafts the way git would check the files out.
    fn write_draft_files(
        &self,
        staging: &DraftFolder,
        before: Option<Oid>,
        after: Oid,
        proposal: &EditProposal,
    ) -> Result<Vec<FileIntent>> {
        let paths: Vec<&str> = proposal.changed_paths().collect();
        let old = match before {
            Some(before) => self.tree.find_blob_ids_in_commit(before, &paths)?,
            None => vec![None; paths.len()],
        };
        let new = self.tree.find_blob_ids_in_commit(after, &paths)?;
        let mut files = Vec::with_capacity(paths.len());
        let mut filtered = GitFilteredFiles::default();
        for (number, (change, text)) in proposal.changes.iter().enumerate() {
            let blobs = BlobIdChange {
                before: old[number].map(|id| id.to_string()),
                after: new[number].map(|id| id.to_string()),
            };
            let found = read_existing_target_file(self.root, change, proposal)?;
            let disk = found.as_ref().and_then(|found| hash_blob(&found.bytes));
            let is_new = blobs.before.is_none();
            let plain = found
                .as_ref()
                .is_some_and(|found| found.bytes == text.as_bytes());
            match (&found, &change.text) {
                (Some(_), _) if is_new => return Err(file_exists_error(&change.path)),
                (Some(found), Some(text)) if plain => {
                    let permissions = Some(found.meta.permissions());
                    staging.write_draft(number, text.as_bytes(), permissions)?;
                }
                (found, _) if !plain => {
                    filtered.insert(number, change, found.is_some(), new[number])
                }
                _ => {}
            }
            files.push(FileIntent {
                path: change.path.clone(),
                disk: BlobIdChange {
                    after: change
                        .text
                        .as_deref()
                        .and_then(|text| hash_blob(text.as_bytes())),
                    before: disk,
                },
                checked_out: found.is_some() || is_new,
                blobs,
            });
        }
        self.write_git_filtered_draft_files(staging, &filtered, &mut files)?;
        Ok(files)
    }

    /// Writes the drafts of files that git converts on checkout, through line-ending settings or configured filters.
    fn write_git_filtered_draft_files(
        &self,
        staging: &DraftFolder,
        filtered: &GitFilteredFiles<'_>,
        files: &mut [FileIntent],
    ) -> Result<()> {
        let there: Vec<&str> = filtered.on_disk.iter().map(|(_, path)| *path).collect();
        let stored = self.tree.compute_git_blob_ids(&there)?;
        for ((number, path), stored) in filtered.on_disk.iter().zip(stored) {
            // git may be configured to ignore changes to this file (`assume-unchanged`).
            if stored.map(|id| id.to_string()) != files[*number].blobs.before {
                return Err(uncommitted_changes_error(&[(*path).to_owned()]));
            }
        }
        let intended: Vec<(Oid, &str)> = filtered
            .to_write
            .iter()
            .map(|(_, blob, path)| (*blob, *path))
            .collect();
        let texts = self.tree.apply_checkout_filters(&intended)?;
        for ((number, _, path), bytes) in filtered.to_write.iter().zip(texts) {
            let permissions =
                read_regular_file(self.root, path)?.map(|found| found.meta.permissions());
            staging.write_draft(*number, &bytes, permissions)?;
            files[*number].disk.after = hash_blob(&bytes);
        }
        Ok(())
    }
}

/// The outcome of an attempt.
enum CommitAttempt {
    /// There is nothing to change.
    NothingToChange(EditProposal),
    /// Another process moved the branch; nothing was changed.
    BranchMoved,
    Committed(Box<CommitAwaitingCheckout>),
}

/// A commit that the branch points to, but that the index and the files don't have yet.
struct CommitAwaitingCheckout {
    commit: Oid,
    proposal: EditProposal,
    intent: EditIntent,
    next: PreparedGitIndex,
}

/// Files whose bytes on disk differ from their blobs.
#[derive(Default)]
struct GitFilteredFiles<'a> {
    /// Files that are on disk.
    on_disk: Vec<(usize, &'a str)>,
    /// Files to write, with their blobs.
    to_write: Vec<(usize, Oid, &'a str)>,
}

impl<'a> GitFilteredFiles<'a> {
    fn insert(&mut self, number: usize, change: &'a FileChange, is_there: bool, blob: Option<Oid>) {
        if is_there {
            self.on_disk.push((number, &change.path));
        }
        if let Some(blob) = blob {
            self.to_write.push((number, blob, &change.path));
        }
    }
}

fn uncommitted_changes_error(paths: &[String]) -> Error {
    let shown = format_first_paths(paths);
    let message = match paths {
        [_] => format!("{shown} has uncommitted changes"),
        _ => format!("{shown} have uncommitted changes"),
    };
    Error::conflict(message).with_hint(Remedy::CommitFirstOrWriteOnly)
}

/// The first three of `paths`, and how many more there are.
fn format_first_paths(paths: &[String]) -> String {
    let first = paths.iter().take(3);
    let first: Vec<String> = first.map(|path| Printable(path).to_string()).collect();
    let more = match paths.len().saturating_sub(3) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", first.join(", "))
}

fn file_exists_error(path: &str) -> Error {
    Error::new(
        ErrorKind::Conflict,
        format!("{} already exists", Printable(path)),
    )
    .with_hint("commit or remove it first")
}
