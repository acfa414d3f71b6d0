//! The branch that a work tree is on, and where its `git push` and `git pull` go.

use std::path::Path;

use git2::{BranchType, Oid, Repository, StatusOptions};

use super::open_repository::open_repository;

/// The usual names of default branches.
pub(super) const COMMON_DEFAULT_BRANCHES: [&str; 2] = ["main", "master"];

/// The branch that a work tree is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentBranch {
    /// Its name, such as `main`.
    pub name: String,
    /// The branch of `origin` that it follows, such as `main`; `None` if it follows none, or a branch of another remote.
    pub upstream: Option<String>,
    /// The default branch of `origin`, if the clone knows it.
    pub default_branch: Option<String>,
    /// Whether it has commits that the last fetched state of `upstream` lacks.
    pub is_ahead: bool,
    /// Whether it lacks commits of the last fetched state of `upstream`.
    pub is_behind: bool,
    /// Whether tracked files have uncommitted changes, with which git refuses to rebase.
    pub has_changes: bool,
}

impl CurrentBranch {
    /// Whether its name is a usual one for a default branch.
    pub fn is_named_like_a_default(&self) -> bool {
        COMMON_DEFAULT_BRANCHES.contains(&self.name.as_str())
    }

    /// The branch of the repository at `directory`; `None` on a detached `HEAD`, or if `directory` isn't a repository.
    pub fn find_current_branch(directory: &Path) -> Option<CurrentBranch> {
        let repository = open_repository(directory).ok()?;
        let name = find_checked_out_branch(&repository)?;
        let upstream = find_upstream_branch(&repository, &name);
        let (ahead, behind) = upstream
            .as_ref()
            .and_then(|upstream| count_ahead_and_behind(&repository, upstream))
            .unwrap_or_default();
        Some(CurrentBranch {
            upstream,
            is_ahead: ahead > 0,
            is_behind: behind > 0,
            has_changes: has_tracked_changes(&repository),
            default_branch: find_default_branch(&repository, "origin"),
            name,
        })
    }

    /// Whether a plain `git push` would go to the default branch of `origin`.
    pub fn pushes_to_default_branch(&self) -> bool {
        let target = self.upstream.as_deref().unwrap_or(&self.name);
        match &self.default_branch {
            Some(default) => target == default,
            None => COMMON_DEFAULT_BRANCHES.contains(&target),
        }
    }
}

/// The commit that `HEAD` of the repository at `directory` names, if all files but those below `except` are as in it; `None` also without a
/// repository or a commit.
pub fn find_unchanged_head(directory: &Path, except: Option<&Path>) -> Option<Oid> {
    let repository = open_repository(directory).ok()?;
    let root = repository.workdir()?.to_owned();
    let mut options = StatusOptions::new();
    options.include_untracked(true).recurse_untracked_dirs(true);
    options.include_ignored(false);
    let statuses = repository.statuses(Some(&mut options)).ok()?;
    let is_excepted = |path: Option<&str>| {
        path.zip(except)
            .is_some_and(|(path, except)| root.join(path).starts_with(except))
    };
    let is_unchanged = statuses
        .iter()
        .all(|status| is_excepted(status.path().ok()));
    is_unchanged.then(|| repository.refname_to_id("HEAD").ok())?
}

/// The commit that `HEAD` of the repository at `directory` names; `None` without a repository or a commit.
pub fn read_head_commit(directory: &Path) -> Option<Oid> {
    let repository = open_repository(directory).ok()?;
    repository.refname_to_id("HEAD").ok()
}

fn has_tracked_changes(repository: &Repository) -> bool {
    let mut options = StatusOptions::new();
    options.include_untracked(false).include_ignored(false);
    let statuses = repository.statuses(Some(&mut options));
    statuses.is_ok_and(|statuses| !statuses.is_empty())
}

/// The branch that `HEAD` names, which may have no commits yet.
pub(super) fn find_checked_out_branch(repository: &Repository) -> Option<String> {
    let head = repository.find_reference("HEAD").ok()?;
    let target = head.symbolic_target().ok()??;
    target.strip_prefix("refs/heads/").map(str::to_owned)
}

/// The default branch of `remote`, if the clone knows it.
pub(super) fn find_default_branch(repository: &Repository, remote: &str) -> Option<String> {
    let head = repository.find_reference(&format!("refs/remotes/{remote}/HEAD"));
    let head = head.ok()?;
    let target = head.symbolic_target().ok()??;
    let branch = target.strip_prefix("refs/remotes/")?.strip_prefix(remote)?;
    branch.strip_prefix('/').map(str::to_owned)
}

/// How many commits `HEAD` has that `upstream` of `origin` lacks, and the reverse.
fn count_ahead_and_behind(repository: &Repository, upstream: &str) -> Option<(usize, usize)> {
    let upstream = format!("refs/remotes/origin/{upstream}");
    let local = repository.refname_to_id("HEAD").ok()?;
    let upstream = repository.refname_to_id(&upstream).ok()?;
    repository.graph_ahead_behind(local, upstream).ok()
}

fn find_upstream_branch(repository: &Repository, name: &str) -> Option<String> {
    let branch = repository.find_branch(name, BranchType::Local).ok()?;
    let upstream = branch.upstream().ok()?;
    let upstream = upstream.name().ok()??;
    upstream.strip_prefix("origin/").map(str::to_owned)
}
