//! Where a repository's commits come from and go to.

use std::path::{Path, PathBuf};
use std::time::Duration;

use git2::Repository;

use super::command::{git_as, read_within};
use super::{Credentials, failed, file_url};
use crate::error::{Error, Result};

/// The URL of `origin` of the repository at `dir`, a path seen from there made absolute; `None` when it has no such
/// remote, or is no repository.
///
/// # Errors
/// Io (7) when the repository cannot be opened, as when it is somebody else's.
pub fn origin(dir: &Path) -> Result<Option<String>> {
    let repository = match Repository::open(dir) {
        Err(error) if error.code() == git2::ErrorCode::NotFound => return Ok(None),
        opened => opened.map_err(failed(format_args!("open {}", dir.display())))?,
    };
    match repository.find_remote("origin") {
        Ok(remote) => Ok(remote.url().ok().map(|url| absolute(dir, url))),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(failed("read the remote `origin`")(error)),
    }
}

/// `../platform.git` as git reads it in `dir`; whatever names a host stays.
fn absolute(dir: &Path, url: &str) -> String {
    let path = dir.join(url);
    match url.contains(':') || !path.is_dir() {
        true => url.to_owned(),
        false => file_url(&path.canonicalize().unwrap_or(path)),
    }
}

/// Clones the repository at `url` into `dir`, which is not there yet.
pub fn clone(url: &str, dir: &Path, credentials: Option<&Credentials>) -> Result<()> {
    let above = dir.parent().unwrap_or(dir);
    let mut command = git_as(above, credentials);
    command.args(["clone", "--quiet", "--", url]).arg(dir);
    read_within(command, "clone the new repository", None).map(drop)
}

/// The branch that `HEAD` of the remote names, such as `main`; asked for no longer than `limit`.
pub fn default_branch(
    dir: &Path,
    url: &str,
    credentials: Option<&Credentials>,
    limit: Option<Duration>,
) -> Result<String> {
    let mut command = git_as(dir, credentials);
    command.args(["ls-remote", "--symref", "--", url, "HEAD"]);
    let answer = read_within(command, "ask the remote for its default branch", limit)?;
    answer
        .lines()
        .find_map(|line| {
            line.strip_prefix("ref: refs/heads/")?
                .strip_suffix("\tHEAD")
        })
        .map(str::to_owned)
        .ok_or_else(|| {
            Error::usage("the remote repository has no default branch yet")
                .hint("push a first commit to it")
        })
}

/// The work tree that holds `dir`, if any.
pub fn work_tree_of(dir: &Path) -> Option<PathBuf> {
    let existing = dir.ancestors().find(|ancestor| ancestor.is_dir())?;
    Repository::discover(existing)
        .ok()?
        .workdir()
        .map(Path::to_owned)
}
