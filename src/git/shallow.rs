//! Shallow clones, which hide the parents of their oldest commits.

use git2::{Oid, Repository};

/// The hint to fetch the full history of a shallow clone.
pub(super) const UNSHALLOW_HINT: &str =
    "this clone is shallow: git fetch --unshallow; with actions/checkout, set fetch-depth: 0";

/// The parents that the object of `commit` names.
pub(super) fn list_recorded_parents(repository: &Repository, commit: Oid) -> Vec<String> {
    let objects = repository.odb();
    let commit = objects
        .as_ref()
        .ok()
        .and_then(|objects| objects.read(commit).ok());
    let text = commit
        .as_ref()
        .map(|commit| String::from_utf8_lossy(commit.data()));
    let headers = text
        .iter()
        .flat_map(|text| text.lines())
        .take_while(|line| !line.is_empty());
    headers
        .filter_map(|line| line.strip_prefix("parent ").map(str::to_owned))
        .collect()
}
