//! Detects files that are committed but not checked out: a sparse checkout, or a clone with `--no-checkout`.

use std::collections::BTreeSet;
use std::path::Path;

use git2::{Index, IndexEntryExtendedFlag, Repository};

use crate::catalog::has_yaml_extension;
use crate::printable::Printable;
use crate::template::shell_quote;

/// The maximum number of folders in a hint.
const MAX_HINT_FOLDERS: usize = 3;

/// A work tree that intentionally lacks files of its commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialCheckout {
    /// The folders with YAML files that are missing.
    missing_yaml_folders: BTreeSet<String>,
    /// Whether nothing is checked out.
    is_nothing_checked_out: bool,
    /// Whether folders with unknown content are missing.
    has_unknown_folders: bool,
    /// The missing files among the requested paths.
    missing_paths: Vec<String>,
}

impl PartialCheckout {
    /// The work tree that contains `dir`, if it lacks files; `wanted` are paths relative to its root.
    pub fn detect_partial_checkout(dir: &Path, wanted: &[&str]) -> Option<PartialCheckout> {
        if is_full_checkout(dir) {
            return None;
        }
        let repository = Repository::discover(dir).ok()?;
        let root = repository.workdir()?;
        let is_bare = !repository.path().join("index").exists();
        let is_sparse = repository.path().join("info/sparse-checkout").exists();
        if !is_bare && !is_sparse {
            return None;
        }
        let tree = repository.head().ok()?.peel_to_tree().ok()?;
        let is_missing =
            |path: &&&str| tree.get_path(Path::new(path)).is_ok() && !root.join(path).exists();
        let missing = wanted.iter().filter(is_missing);
        let missing: Vec<String> = missing.map(|path| (*path).to_owned()).collect();
        let index = repository.index().ok().filter(|_| !is_bare);
        let folders = match &index {
            Some(index) => find_skip_worktree_yaml_folders(index)?,
            None => BTreeSet::new(),
        };
        (!is_bare || !tree.is_empty()).then_some(PartialCheckout {
            missing_yaml_folders: folders,
            is_nothing_checked_out: is_bare,
            has_unknown_folders: index.is_none(),
            missing_paths: missing,
        })
    }

    /// The first requested file that is committed but not checked out.
    pub fn first_missing_path(&self) -> Option<&str> {
        self.missing_paths.first().map(String::as_str)
    }

    /// Whether a YAML file is missing, or may be.
    pub fn may_lack_yaml(&self) -> bool {
        self.is_nothing_checked_out
            || !self.missing_yaml_folders.is_empty()
            || self.has_unknown_folders
    }

    /// The hint with the command that checks out the missing files.
    pub fn format_partial_checkout_hint(&self) -> String {
        if self.is_nothing_checked_out {
            return "no files in this clone are checked out; to check them out: git checkout HEAD -- ."
                .to_owned();
        }
        let folders: Vec<&String> = self
            .missing_yaml_folders
            .iter()
            .take(MAX_HINT_FOLDERS)
            .collect();
        let command = if folders.is_empty() || self.first_missing_path().is_some() {
            "git sparse-checkout disable".to_owned()
        } else {
            format_sparse_checkout_command(&folders)
        };
        format!(
            "this is a sparse checkout, and catalog files may be missing; check them out: {command}"
        )
    }
}

/// The command that checks out `folders`, whose names are untrusted.
fn format_sparse_checkout_command(folders: &[&String]) -> String {
    let end = if folders.iter().any(|folder| folder.starts_with('-')) {
        " --"
    } else {
        ""
    };
    let words = folders.iter().map(|folder| shell_quote(folder));
    let words = words.collect::<Vec<_>>().join(" ");
    format!("git sparse-checkout add{end} {}", Printable(&words))
}

/// Whether the nearest `.git` above `dir` belongs to a full checkout, as in nearly every clone.
fn is_full_checkout(dir: &Path) -> bool {
    let mut above = dir.ancestors().map(|folder| folder.join(".git"));
    let Some(git) = above.find(|git| git.symlink_metadata().is_ok()) else {
        return false;
    };
    git.join("index").exists() && !git.join("info/sparse-checkout").exists()
}

/// The top-level folders of skipped YAML files; `None` if no file is skipped.
fn find_skip_worktree_yaml_folders(index: &Index) -> Option<BTreeSet<String>> {
    let skipped = index.iter().filter(|entry| {
        let flags = IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended);
        flags.contains(IndexEntryExtendedFlag::SKIP_WORKTREE)
    });
    let mut any = false;
    let mut folders = BTreeSet::new();
    for entry in skipped {
        any = true;
        let path = String::from_utf8_lossy(&entry.path);
        if let Some((folder, _)) = path.split_once('/').filter(|_| has_yaml_extension(&path)) {
            folders.insert(folder.to_owned());
        }
    }
    any.then_some(folders)
}
