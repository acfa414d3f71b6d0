//! What a clone has committed and not checked out: a sparse checkout, or a clone with `--no-checkout`.

use std::collections::BTreeSet;
use std::path::Path;

use git2::{Index, IndexEntryExtendedFlag, Repository};

use crate::catalog::has_yaml_extension;
use crate::printable::Printable;
use crate::template::shell_quote;

/// How many folders a hint names.
const MAX_HINT_FOLDERS: usize = 3;

/// A work tree that lacks files of its commit on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialCheckout {
    /// The folders with YAML files that are missing.
    missing_yaml_folders: BTreeSet<String>,
    /// Whether nothing is checked out.
    is_nothing_checked_out: bool,
    /// Whether whole folders are missing of which nobody knows what they hold.
    has_unknown_folders: bool,
    /// Files of its commit that are missing, of those that were asked for.
    missing_paths: Vec<String>,
}

impl PartialCheckout {
    /// The work tree that `dir` lies in, if it lacks files; `wanted` are paths from its root.
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
            Some(index) => find_skipped_yaml_folders(index)?,
            None => BTreeSet::new(),
        };
        (!is_bare || !tree.is_empty()).then_some(PartialCheckout {
            missing_yaml_folders: folders,
            is_nothing_checked_out: is_bare,
            has_unknown_folders: index.is_none(),
            missing_paths: missing,
        })
    }

    /// The first of the wanted files that is committed and not checked out.
    pub fn first_missing_path(&self) -> Option<&str> {
        self.missing_paths.first().map(String::as_str)
    }

    /// Whether a YAML file is missing, or may be.
    pub fn may_lack_yaml(&self) -> bool {
        self.is_nothing_checked_out
            || !self.missing_yaml_folders.is_empty()
            || self.has_unknown_folders
    }

    /// What is the case, and what to type.
    pub fn format_partial_checkout_hint(&self) -> String {
        if self.is_nothing_checked_out {
            return "no files of this clone are checked out; to check them out: git checkout HEAD -- ."
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
            "the checkout is sparse, and some files of the catalog may be missing; to check them out: {command}"
        )
    }
}

/// What checks out `folders`, whose names anybody may have chosen.
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

/// Whether the nearest `.git` above `dir` is that of a clone that has all its files, as nearly every one is.
fn is_full_checkout(dir: &Path) -> bool {
    let mut above = dir.ancestors().map(|folder| folder.join(".git"));
    let Some(git) = above.find(|git| git.symlink_metadata().is_ok()) else {
        return false;
    };
    git.join("index").exists() && !git.join("info/sparse-checkout").exists()
}

/// The topmost folders of the YAML files that are skipped; `None` where no file is skipped.
fn find_skipped_yaml_folders(index: &Index) -> Option<BTreeSet<String>> {
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
