//! Changes in somebody's clone: what is not committed yet, and committing just what we wrote.

use std::path::Path;

use git2::Oid;

use super::Identity;
use super::command::{git, read};
use super::commit::set_date;
use crate::error::{Error, Kind, Result};

/// The first of `paths`, seen from `dir`, that differs from the last commit; `None` where none does.
pub fn dirty(dir: &Path, paths: &[&str]) -> Result<Option<String>> {
    let mut command = git(dir);
    command.args(["status", "--porcelain", "-z", "--no-renames", "--"]);
    command.args(paths.iter().map(|path| literal(path)));
    let listed = read(command, "look for changes", Kind::Io)?;
    let first = listed.split('\0').next().and_then(|line| line.get(3..));
    Ok(first.map(str::to_owned))
}

/// Commits what `paths` hold now, and nothing else that is staged or changed; the commit.
pub fn commit_paths(
    dir: &Path,
    paths: &[&str],
    message: &str,
    identity: &Identity,
    date: Option<i64>,
) -> Result<Oid> {
    let mut add = git(dir);
    add.args(["add", "--all", "--"]);
    add.args(paths.iter().map(|path| literal(path)));
    read(add, "stage the changes", Kind::Io)?;
    let mut command = git(dir);
    command.args(["commit", "--quiet", "--only", "-m", message, "--"]);
    command.args(paths.iter().map(|path| literal(path)));
    identity.apply(&mut command);
    if let Some(seconds) = date {
        set_date(&mut command, seconds);
    }
    read(command, "commit", Kind::Io)?;
    let mut head = git(dir);
    head.args(["rev-parse", "HEAD"]);
    let id = read(head, "read the commit", Kind::Io)?;
    Oid::from_str(&id).map_err(|_| Error::remote("git printed no commit id"))
}

/// A path that is no pattern.
fn literal(path: &str) -> String {
    format!(":(literal){path}")
}
