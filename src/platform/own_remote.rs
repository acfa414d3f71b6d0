//! A platform in a repository without a remote: the repository takes the place of one, and pushes go to the branch that is checked out.

use std::path::Path;

use crate::error::{Error, Result};
use crate::git::{CurrentBranch, accepts_pushes_to_current_branch, read_origin_url};
use crate::printable::Printable;
use crate::template::shell_quote_path;

/// Whether the repository at `root` takes the place of its remote.
pub(super) fn is_own_remote(root: &Path) -> bool {
    matches!(read_origin_url(root), Ok(None)) && accepts_pushes_to_current_branch(root)
}

/// The branch of `root` that is checked out.
///
/// # Errors
/// Conflict (6) on a detached `HEAD`, where no branch would get what is pushed.
pub(super) fn find_receiving_branch(root: &Path) -> Result<CurrentBranch> {
    CurrentBranch::find_current_branch(root).ok_or_else(|| {
        let (shown, quoted) = (root.display().to_string(), shell_quote_path(root));
        Error::conflict(format!(
            "no branch is checked out in the platform {} (detached HEAD)",
            Printable(&shown)
        ))
        .with_hint(format!("git -C {} switch main", Printable(&quoted)))
    })
}

/// Checks that git would accept a push to `root`: it replaces the files there, so none may have changes.
///
/// # Errors
/// Conflict (6) if some have, or on a detached `HEAD`.
pub(super) fn ensure_accepts_push(root: &Path) -> Result<()> {
    if !find_receiving_branch(root)?.has_changes {
        return Ok(());
    }
    let shown = root.display().to_string();
    Err(Error::conflict(format!(
        "the platform {} has uncommitted changes, so nothing can be registered there",
        Printable(&shown)
    ))
    .with_hint("commit or stash them first"))
}
