//! A work tree as people mean it: what git tracks or would take in, and nothing that it ignores.

use std::path::{Path, PathBuf};
use std::time::Duration;

use git2::Repository;

use super::command::{Deadline, git, output, output_within};
use super::work_tree_of;
use crate::catalog::{Directory, Files, is_yaml};
use crate::error::Result;

/// How long untracked files are looked for: a home directory may be a repository.
const PATIENCE: Duration = Duration::from_secs(5);

/// The files of a directory. Lists of YAML files leave out what git ignores, where the directory lies in a work tree.
#[derive(Clone, Debug)]
pub struct VisibleFiles {
    root: PathBuf,
    files: Directory,
}

impl VisibleFiles {
    /// The files below `root`.
    pub fn new(root: &Path) -> VisibleFiles {
        VisibleFiles {
            root: root.to_owned(),
            files: Directory::new(root),
        }
    }

    /// What git lists below `folder`; `None` where git doesn't decide.
    fn listed(&self, folder: &str) -> Option<Vec<String>> {
        let top = self.root.join(folder);
        work_tree_of(&top)?;
        if is_ignored(&top) {
            return None;
        }
        let names = known_to_git(&top)?;
        let prefix = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let paths = names.split('\0').filter(|name| is_yaml(name));
        let mut paths: Vec<String> = paths.map(|name| format!("{prefix}{name}")).collect();
        paths.sort_unstable();
        paths.dedup();
        paths.retain(|path| self.files.has(path));
        Some(paths)
    }
}

impl Files for VisibleFiles {
    fn list(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list(folder)
    }

    fn yaml_files(&self, folder: &str) -> Result<Vec<String>> {
        match self.listed(folder) {
            Some(paths) => Ok(paths),
            None => self.files.yaml_files(folder),
        }
    }

    fn has(&self, path: &str) -> bool {
        self.files.has(path)
    }

    fn has_link(&self, path: &str) -> bool {
        self.files.has_link(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        self.files.read(path)
    }
}

/// Whoever names a directory that git ignores wants it read all the same.
fn is_ignored(dir: &Path) -> bool {
    let ignored = || {
        let dir = dir.canonicalize().ok()?;
        let repository = Repository::discover(&dir).ok()?;
        let root = repository.workdir()?.canonicalize().ok()?;
        let path = dir.strip_prefix(root).ok()?;
        match path.as_os_str().is_empty() {
            true => Some(false),
            false => repository.is_path_ignored(path).ok(),
        }
    };
    ignored().unwrap_or(false)
}

/// The YAML files below `dir` that are tracked, or neither tracked nor ignored; only the tracked ones where looking for
/// the others takes too long.
fn known_to_git(dir: &Path) -> Option<String> {
    let list = |which: &[&str]| {
        let mut command = git(dir);
        command.args(["ls-files", "-z", "--cached"]).args(which);
        command.args(["--", "*.yaml", "*.yml"]);
        command
    };
    let untracked = ["--others", "--exclude-standard"];
    let listed = match output_within(list(&untracked), Deadline::after(PATIENCE)) {
        Ok(listed) => listed,
        Err(_) => output(list(&[])).ok()?,
    };
    // A name that isn't UTF-8 is no name of a catalog file.
    listed
        .status
        .success()
        .then(|| String::from_utf8_lossy(&listed.stdout).into_owned())
}
