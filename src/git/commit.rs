//! Creates commits with the system's git, so that the user's identity, signing key and time zone apply.

use std::path::Path;
use std::process::Command;

use git2::Oid;

use super::GitIdentity;
use super::command::{git_command, run_git_command, set_own_process_group, stdout_or_error};
use super::command_error::commit_signing_error;
use crate::error::{Error, ErrorKind, Result};

/// The content of a commit.
#[derive(Clone, Copy, Debug)]
pub struct CommitSpec<'a> {
    /// The tree, already in the object store.
    pub tree: Oid,
    /// Its parents; none for a first commit.
    pub parents: &'a [Oid],
    /// Subject, blank line, body, trailers.
    pub message: &'a str,
    /// The author and committer.
    pub identity: &'a GitIdentity,
    /// The author and committer date in seconds since 1970; `None` for the current time in the user's time zone.
    pub date: Option<i64>,
}

/// Writes the commit to the repository at `dir`. It updates no ref and runs no hook.
///
/// `git commit-tree` ignores `commit.gpgSign`, so it is read here.
pub fn create_commit(dir: &Path, commit: CommitSpec<'_>) -> Result<Oid> {
    let mut command = git_command(dir);
    command.arg("commit-tree").arg(commit.tree.to_string());
    for parent in commit.parents {
        command.arg("-p").arg(parent.to_string());
    }
    let is_signed = is_commit_signing_enabled(dir)?;
    if is_signed {
        // Signing may ask for a passphrase, which requires the terminal's foreground process group.
        command.arg("-S");
    } else {
        set_own_process_group(&mut command);
    }
    command.args(["-m", commit.message]);
    commit.identity.set_identity_env_vars(&mut command);
    if let Some(seconds) = commit.date {
        set_commit_date_env(&mut command, seconds);
    }
    let output = run_git_command(command)?;
    if is_signed && !output.status.success() {
        return Err(commit_signing_error("commit", &output));
    }
    let id = stdout_or_error(&output, "commit", ErrorKind::Io)?;
    Oid::from_str(&id).map_err(|_| Error::remote("cannot commit: git printed no commit id"))
}

/// Dates a commit `seconds` after 1970. Without the `@`, git accepts the seconds only for dates between 1973 and 2100.
/// git doesn't support dates before 1970.
pub(super) fn set_commit_date_env(command: &mut Command, seconds: i64) {
    let date = format!("@{} +0000", seconds.max(0));
    command
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date);
}

/// Decided by git itself, since there are many ways to configure it.
fn is_commit_signing_enabled(dir: &Path) -> Result<bool> {
    let mut command = git_command(dir);
    command.args(["config", "--type=bool", "--get", "commit.gpgSign"]);
    Ok(run_git_command(command)?.stdout.starts_with(b"true"))
}
