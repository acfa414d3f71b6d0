//! The remotes and work trees of repositories.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::command::{
    Deadline, git_command, git_command_with_credentials, run_for_stdout_with_deadline,
    run_git_command,
};
use super::open_repository::{open_repository_if_any, run_rev_parse};
use super::{GitCredentials, path_to_file_url, wrap_git2_error};
use crate::error::{Error, ErrorKind, Result};

/// The URL of `origin` of the repository at `dir`, with a relative path made absolute; `None` if there is no such
/// remote or no repository.
///
/// # Errors
/// Sign-in (4) for a repository of another user that git doesn't accept.
pub fn read_origin_url(dir: &Path) -> Result<Option<String>> {
    let repository = match open_repository_if_any(dir) {
        Ok(Some(repository)) => repository,
        Ok(None) => return Ok(None),
        Err(error) if error.kind() == ErrorKind::Usage => return read_origin_url_with_git(dir),
        Err(error) => return Err(error),
    };
    match repository.find_remote("origin") {
        Ok(remote) => Ok(remote.url().ok().map(|url| make_url_absolute(dir, url))),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(wrap_git2_error("read the remote `origin`")(error)),
    }
}

/// Reads the URL of `origin` with git, which supports more formats than libgit2.
fn read_origin_url_with_git(dir: &Path) -> Result<Option<String>> {
    let mut command = git_command(dir);
    command.args(["remote", "get-url", "origin"]);
    let answer = run_git_command(command)?;
    let url = String::from_utf8_lossy(&answer.stdout)
        .trim_end()
        .to_owned();
    let is_there = answer.status.success() && !url.is_empty();
    Ok(is_there.then(|| make_url_absolute(dir, &url)))
}

/// Makes a path such as `../platform.git` absolute, relative to `dir`; other URLs stay unchanged.
pub(super) fn make_url_absolute(dir: &Path, url: &str) -> String {
    let path = dir.join(url);
    if url.contains(':') || !path.is_dir() {
        url.to_owned()
    } else {
        path_to_file_url(&path.canonicalize().unwrap_or(path))
    }
}

/// Clones the repository at `url` into `dir`, which must not exist yet.
pub fn clone_repository(url: &str, dir: &Path, credentials: Option<&GitCredentials>) -> Result<()> {
    let above = dir.parent().unwrap_or(dir);
    let mut command = git_command_with_credentials(above, credentials);
    command.args(["clone", "--quiet", "--", url]).arg(dir);
    run_for_stdout_with_deadline(command, "clone the new repository", None).map(drop)
}

/// The default branch of the remote, such as `main`; fails at the `deadline`.
pub fn query_default_branch(
    dir: &Path,
    url: &str,
    credentials: Option<&GitCredentials>,
    deadline: Option<Deadline>,
) -> Result<String> {
    let mut command = git_command_with_credentials(dir, credentials);
    command.args(["ls-remote", "--symref", "--", url, "HEAD"]);
    let answer =
        run_for_stdout_with_deadline(command, "read the default branch of the remote", deadline)?;
    answer
        .lines()
        .find_map(|line| {
            line.strip_prefix("ref: refs/heads/")?
                .strip_suffix("\tHEAD")
        })
        .map(str::to_owned)
        .ok_or_else(|| {
            Error::usage("the remote repository has no default branch yet")
                .with_hint("push a first commit to it")
        })
}

/// The work tree that contains `dir`, if any, regardless of its owner and format: a path reveals nothing that git
/// protects.
pub fn find_work_tree(dir: &Path) -> Option<PathBuf> {
    let existing = dir.ancestors().find(|ancestor| ancestor.is_dir())?;
    let marked = existing
        .ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok());
    match Repository::discover(existing) {
        // If `.git` is a file or link, libgit2 reports the folder above its target as the work tree.
        Ok(repository) => {
            let found = repository.workdir()?;
            let leads_elsewhere = |git: &Path| git.is_file() || git.is_symlink() && git.is_dir();
            let linked = marked.filter(|folder| leads_elsewhere(&folder.join(".git")));
            Some(linked.unwrap_or(found).to_owned())
        }
        Err(error) if error.code() == git2::ErrorCode::NotFound => None,
        Err(_) => find_toplevel_with_git(existing).or_else(|| marked.map(Path::to_owned)),
    }
}

/// Finds the root of the work tree with git, which supports more formats than libgit2.
fn find_toplevel_with_git(dir: &Path) -> Option<PathBuf> {
    let answer = run_rev_parse(dir, &["--show-toplevel"]).ok()?;
    let top = String::from_utf8(answer.stdout).ok()?;
    let top = top.trim_end_matches(['\r', '\n']);
    (answer.status.success() && !top.is_empty()).then(|| top.into())
}
