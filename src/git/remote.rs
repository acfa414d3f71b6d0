//! Where a repository's commits come from and go to.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::command::{git, read};
use super::failed;
use crate::error::{Error, Result};

/// The URL of `origin` of the repository at `dir`; `None` when it has no such remote.
pub fn origin(dir: &Path) -> Result<Option<String>> {
    let repository =
        Repository::open(dir).map_err(failed(format_args!("open {}", dir.display())))?;
    match repository.find_remote("origin") {
        Ok(remote) => Ok(remote.url().ok().map(str::to_owned)),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(failed("read the remote `origin`")(error)),
    }
}

/// The branch that `HEAD` of the remote names, such as `main`.
pub fn default_branch(dir: &Path, url: &str) -> Result<String> {
    let mut command = git(dir);
    command.args(["ls-remote", "--symref", "--", url, "HEAD"]);
    let answer = read(command, "ask the remote for its default branch")?;
    answer
        .lines()
        .find_map(|line| {
            line.strip_prefix("ref: refs/heads/")?
                .strip_suffix("\tHEAD")
        })
        .map(str::to_owned)
        .ok_or_else(|| {
            Error::remote("the remote repository has no default branch yet")
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
