//! A commit, made by the system's git so that identity, signing and time zone are the user's own.

use std::path::Path;
use std::process::Command;

use git2::Oid;

use super::GitIdentity;
use super::command::{git_command, run_command, set_own_process_group, stdout_or_error};
use super::command_error::commit_signing_error;
use crate::error::{Error, ErrorKind, Result};

/// What goes into a commit.
#[derive(Clone, Copy, Debug)]
pub struct CommitSpec<'a> {
    /// The tree, already in the object store.
    pub tree: Oid,
    /// Its parents; none for a first commit.
    pub parents: &'a [Oid],
    /// Subject, blank line, body, trailers.
    pub message: &'a str,
    /// In whose name.
    pub identity: &'a GitIdentity,
    /// The date of both roles in seconds since 1970; `None` for git's own clock and the user's time zone.
    pub date: Option<i64>,
}

/// Writes the commit into the repository at `dir`; no ref moves, no hook runs.
///
/// `git commit-tree` does not look at `commit.gpgSign`, so it is asked for here.
pub fn create_commit(dir: &Path, commit: CommitSpec<'_>) -> Result<Oid> {
    let mut command = git_command(dir);
    command.arg("commit-tree").arg(commit.tree.to_string());
    for parent in commit.parents {
        command.arg("-p").arg(parent.to_string());
    }
    let is_signed = is_commit_signing_enabled(dir)?;
    if is_signed {
        // It may ask for a passphrase, which only the terminal's foreground group can.
        command.arg("-S");
    } else {
        set_own_process_group(&mut command);
    }
    command.args(["-m", commit.message]);
    commit.identity.set_identity_env_vars(&mut command);
    if let Some(seconds) = commit.date {
        set_commit_date(&mut command, seconds);
    }
    let output = run_command(command)?;
    if is_signed && !output.status.success() {
        return Err(commit_signing_error("commit", &output));
    }
    let id = stdout_or_error(&output, "commit", ErrorKind::Io)?;
    Oid::from_str(&id).map_err(|_| Error::remote("cannot commit: git printed no commit id"))
}

/// Dates a commit `seconds` after 1970. Without the `@`, git takes the seconds for a time only between 1973 and 2100; it
/// has no times before 1970.
pub(super) fn set_commit_date(command: &mut Command, seconds: i64) {
    let date = format!("@{} +0000", seconds.max(0));
    command
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date);
}

/// As git decides it, with every way there is to configure it.
fn is_commit_signing_enabled(dir: &Path) -> Result<bool> {
    let mut command = git_command(dir);
    command.args(["config", "--type=bool", "--get", "commit.gpgSign"]);
    Ok(run_command(command)?.stdout.starts_with(b"true"))
}
