//! Where a repository is hosted, according to its remotes, and which branches its files may be from.

use std::path::Path;

use git2::Repository;

use super::current_branch::{
    COMMON_DEFAULT_BRANCHES, find_checked_out_branch, find_default_branch,
};
use super::find_work_tree;
use super::open_repository::open_repository;
use crate::catalog::HostedRepository;

/// The remotes that identify the repository of a clone.
const HOSTING_REMOTE_NAMES: [&str; 2] = ["origin", "upstream"];

/// Where the files below `dir` are hosted: `dir` is in a work tree, or is a bare repository. `None` if no remote is on
/// a known forge, or git can't tell.
pub fn detect_hosted_repository(dir: &Path) -> Option<HostedRepository> {
    let root = find_work_tree(dir);
    let repository = open_repository(root.as_deref().unwrap_or(dir)).ok()?;
    let remotes = HOSTING_REMOTE_NAMES.map(|name| find_remote_url(&repository, name));
    let folder = root
        .and_then(|root| path_relative_to_root(&root, dir))
        .unwrap_or_default();
    let remotes = remotes.iter().flatten().map(String::as_str);
    HostedRepository::new(
        remotes,
        find_default_and_current_branches(&repository),
        &folder,
    )
}

fn find_remote_url(repository: &Repository, remote: &str) -> Option<String> {
    let remote = repository.find_remote(remote).ok()?;
    remote.url().ok().map(str::to_owned)
}

/// The path from the root of the work tree to `dir`.
fn path_relative_to_root(root: &Path, dir: &Path) -> Option<String> {
    let root = root.canonicalize().ok()?;
    let dir = dir.canonicalize().ok()?;
    let way = dir.strip_prefix(root).ok()?;
    Some(way.to_str()?.replace('\\', "/"))
}

/// The branch that is checked out and the default branches of the remotes; if those are unknown, as in CI clones, the
/// usual names.
fn find_default_and_current_branches(repository: &Repository) -> Vec<String> {
    let mut defaults: Vec<String> = HOSTING_REMOTE_NAMES
        .into_iter()
        .filter_map(|remote| find_default_branch(repository, remote))
        .collect();
    if defaults.is_empty() {
        defaults.extend(COMMON_DEFAULT_BRANCHES.map(str::to_owned));
    }
    defaults.extend(find_checked_out_branch(repository));
    defaults
}

/// The remote `origin` of a repository, its default branch, and the folder that files are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginFolder {
    /// The URL of `origin`; `None` if there is no such remote.
    pub remote_url: Option<String>,
    /// The default branch of `origin` or, if the clone doesn't know it, the branch that is checked out.
    pub branch: String,
    /// The path from the root of the repository; empty for the root.
    pub folder: String,
}

impl OriginFolder {
    /// The origin of the files below `directory`, which is in a work tree or is a bare repository.
    pub fn find_origin_folder(directory: &Path) -> Option<OriginFolder> {
        let root = find_work_tree(directory);
        let repository = open_repository(root.as_deref().unwrap_or(directory)).ok()?;
        let branch = find_default_branch(&repository, "origin")
            .or_else(|| find_checked_out_branch(&repository))?;
        let folder = root.and_then(|root| path_relative_to_root(&root, directory));
        Some(OriginFolder {
            remote_url: find_remote_url(&repository, "origin"),
            branch,
            folder: folder.unwrap_or_default(),
        })
    }
}
