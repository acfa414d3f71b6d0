//! Where a repository's commits come from and go to.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::command::{
    Deadline, git_command, git_command_with_credentials, run_command, run_for_stdout_with_deadline,
};
use super::open_repository::{open_repository_if_any, run_rev_parse};
use super::{GitCredentials, path_to_file_url, wrap_git2_error};
use crate::error::{Error, ErrorKind, Result};

/// The URL of `origin` of the repository at `dir`, a path seen from there made absolute; `None` when it has no such
/// remote, or is no repository.
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

/// As git knows it, which reads more formats than libgit2.
fn read_origin_url_with_git(dir: &Path) -> Result<Option<String>> {
    let mut command = git_command(dir);
    command.args(["remote", "get-url", "origin"]);
    let answer = run_command(command)?;
    let url = String::from_utf8_lossy(&answer.stdout)
        .trim_end()
        .to_owned();
    let is_there = answer.status.success() && !url.is_empty();
    Ok(is_there.then(|| make_url_absolute(dir, &url)))
}

/// `../platform.git` as git reads it in `dir`; whatever names a host stays.
pub(super) fn make_url_absolute(dir: &Path, url: &str) -> String {
    let path = dir.join(url);
    if url.contains(':') || !path.is_dir() {
        url.to_owned()
    } else {
        path_to_file_url(&path.canonicalize().unwrap_or(path))
    }
}

/// Clones the repository at `url` into `dir`, which is not there yet.
pub fn clone_repository(url: &str, dir: &Path, credentials: Option<&GitCredentials>) -> Result<()> {
    let above = dir.parent().unwrap_or(dir);
    let mut command = git_command_with_credentials(above, credentials);
    command.args(["clone", "--quiet", "--", url]).arg(dir);
    run_for_stdout_with_deadline(command, "clone the new repository", None).map(drop)
}

/// The branch that `HEAD` of the remote names, such as `main`; asked for until the `deadline`.
pub fn query_default_branch(
    dir: &Path,
    url: &str,
    credentials: Option<&GitCredentials>,
    deadline: Option<Deadline>,
) -> Result<String> {
    let mut command = git_command_with_credentials(dir, credentials);
    command.args(["ls-remote", "--symref", "--", url, "HEAD"]);
    let answer =
        run_for_stdout_with_deadline(command, "ask the remote for its default branch", deadline)?;
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

/// The work tree that holds `dir`, if any. Whoever owns it and whatever its format is: a path says nothing that git
/// would keep from another user.
pub fn find_work_tree(dir: &Path) -> Option<PathBuf> {
    let existing = dir.ancestors().find(|ancestor| ancestor.is_dir())?;
    let marked = existing
        .ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok());
    match Repository::discover(existing) {
        // Where `.git` is a file or a link, libgit2 takes the folder above the git directory that it leads to for the work
        // tree.
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

/// As git sees it, which reads more formats than libgit2.
fn find_toplevel_with_git(dir: &Path) -> Option<PathBuf> {
    let answer = run_rev_parse(dir, &["--show-toplevel"]).ok()?;
    let top = String::from_utf8(answer.stdout).ok()?;
    let top = top.trim_end_matches(['\r', '\n']);
    (answer.status.success() && !top.is_empty()).then(|| top.into())
}
