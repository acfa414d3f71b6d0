//! A proposal becomes true: written where somebody stands, or published to where the platform lives.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::{Deed, Proposal, propose};
use crate::catalog::EntityRefBuf;
use crate::error::{Error, Result};
use crate::git::{Identity, commit_paths, dirty, work_tree_of};
use crate::ops::clock::Clock;
use crate::ops::platform::{Fresh, Snapshot};
use crate::ops::publish::{Effort, FileChange, Outcome, publish};
use crate::ops::write_file::write_file;
use crate::printable::Printable;

/// Where a deed is done, and by whom.
pub struct Site<'a> {
    /// The one clock.
    pub clock: Clock,
    /// In whose name commits are made; `None` where the files are only to be written.
    pub identity: Option<&'a Identity>,
    /// The subject of the commit, if it is not the usual one.
    pub message: Option<&'a str>,
    /// Set when the user wants it to stop.
    pub stop: &'a AtomicBool,
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Applied {
    /// What it came to.
    pub proposal: Proposal,
    /// The commit that holds it; `None` where there is none.
    pub commit: Option<String>,
    /// Whether others have it, too.
    pub published: bool,
}

/// Does `deed` in the directory of a platform, or on the tip of its repository and from there to its remote.
///
/// # Errors
/// As [`propose`]; conflict (6) where a file to be changed has changes that are not committed; remote (5) when the push
/// is refused for good.
pub fn apply(deed: &Deed, on: On<'_>, site: &Site<'_>) -> Result<Applied> {
    match on {
        On::Directory(snapshot, root) => in_directory(deed, snapshot, root, site),
        On::Remote(fresh) => on_remote(deed, fresh, site),
    }
}

/// Where the catalog is changed.
pub enum On<'a> {
    /// In a directory that somebody works in.
    Directory(&'a Snapshot, &'a Path),
    /// In the platform's repository.
    Remote(&'a mut Fresh),
}

fn in_directory(deed: &Deed, snapshot: &Snapshot, root: &Path, site: &Site<'_>) -> Result<Applied> {
    let proposal = propose(snapshot, deed, site.clock.today())?;
    let paths: Vec<&str> = proposal
        .changes
        .iter()
        .map(|(change, _)| change.path.as_str())
        .collect();
    let tracked = work_tree_of(root).is_some();
    let identity = site.identity.filter(|_| tracked && !paths.is_empty());
    if identity.is_some()
        && let Some(dirty) = dirty(root, &paths)?
    {
        let message = format!("{} has changes that are not committed", Printable(&dirty));
        return Err(Error::conflict(message).hint("commit them first, or add --no-commit"));
    }
    for (change, _) in &proposal.changes {
        write(root, change)?;
    }
    let message = message(deed, site, &proposal.entities);
    let commit = identity
        .map(|identity| commit_paths(root, &paths, &message, identity, site.clock.commit_date()));
    Ok(Applied {
        commit: commit.transpose()?.map(|commit| commit.to_string()),
        proposal,
        published: false,
    })
}

fn on_remote(deed: &Deed, fresh: &mut Fresh, site: &Site<'_>) -> Result<Applied> {
    let today = site.clock.today();
    let Some(identity) = site.identity else {
        return Err(
            Error::usage("there are no files to write: the platform is a repository")
                .hint("leave --no-commit out, or run it in a clone"),
        );
    };
    let proposal = propose(&fresh.snapshot, deed, today)?;
    if proposal.changes.is_empty() {
        return Ok(Applied {
            proposal,
            commit: None,
            published: false,
        });
    }
    let message = message(deed, site, &proposal.entities);
    let effort = Effort {
        what: "change the catalog",
        message: &message,
        identity,
        clock: site.clock,
        stop: site.stop,
    };
    let again = |snapshot: &Snapshot| {
        let proposal = propose(snapshot, deed, today)?;
        let changes = proposal.changes.into_iter().map(|(change, _)| change);
        Ok(Some(changes.collect()))
    };
    match publish(fresh, effort, again)? {
        Outcome::Done(published) => Ok(Applied {
            proposal,
            commit: Some(published.commit),
            published: true,
        }),
        Outcome::Protected(error) => Err(error.hint(
            "nobody may push there: run the same command in a clone, and propose the commit",
        )),
        Outcome::Unknown(error) => Err(error.hint("it may be there: idp catalog diff HEAD~1")),
    }
}

fn message(deed: &Deed, site: &Site<'_>, entities: &[EntityRefBuf]) -> String {
    let subject = site
        .message
        .map_or_else(|| deed.subject(entities), str::to_owned);
    match site.identity {
        Some(identity) => format!("{subject}\n\nIdp-Actor: {identity}\n"),
        None => subject,
    }
}

/// Writes or removes one file, in one step.
fn write(root: &Path, change: &FileChange) -> Result<()> {
    let path = root.join(&change.path);
    let shown = Printable(&change.path).to_string();
    let cannot = |error| Error::io(format_args!("write {shown}"), error);
    match &change.text {
        Some(text) => write_file(&path, text).map_err(cannot),
        None => std::fs::remove_file(&path).map_err(cannot),
    }
}
