//! The files of a work tree that git tracks or would add, without ignored ones.

use std::path::{Path, PathBuf};
use std::time::Duration;

use git2::Repository;

use super::command::{Deadline, git_command, run_git_command, run_with_deadline};
use super::find_work_tree;
use crate::catalog::{DirectoryFiles, Files, has_yaml_extension};
use crate::error::Result;

/// How long to search for untracked files: even a home directory may be a repository.
const UNTRACKED_SEARCH_TIMEOUT: Duration = Duration::from_secs(5);

/// The files of a directory. In a work tree, lists of YAML files omit ignored files.
#[derive(Clone, Debug)]
pub struct WorkTreeFiles {
    root: PathBuf,
    files: DirectoryFiles,
}

impl WorkTreeFiles {
    /// The files below `root`.
    pub fn new(root: &Path) -> WorkTreeFiles {
        WorkTreeFiles {
            root: root.to_owned(),
            files: DirectoryFiles::new(root),
        }
    }

    /// The YAML files that git lists below `folder`; `None` outside a work tree or in an ignored folder.
    fn list_unignored_yaml(&self, folder: &str) -> Option<Vec<String>> {
        let top = self.root.join(folder);
        find_work_tree(&top)?;
        if is_git_ignored_dir(&top) {
            return None;
        }
        let names = list_yaml_with_git(&top)?;
        let prefix = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let paths = names.split('\0').filter(|name| has_yaml_extension(name));
        let mut paths: Vec<String> = paths.map(|name| format!("{prefix}{name}")).collect();
        paths.sort_unstable();
        paths.dedup();
        paths.retain(|path| self.files.has_file(path));
        Some(paths)
    }
}

impl Files for WorkTreeFiles {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list_files_recursively(folder)
    }

    fn list_yaml_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        match self.list_unignored_yaml(folder) {
            Some(paths) => Ok(paths),
            None => self.files.list_yaml_files_recursively(folder),
        }
    }

    fn has_file(&self, path: &str) -> bool {
        self.files.has_file(path)
    }

    fn has_symlink_in_path(&self, path: &str) -> bool {
        self.files.has_symlink_in_path(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        self.files.read(path)
    }
}

/// Whether git ignores `dir`. Naming an ignored directory explicitly means that its files should be read.
fn is_git_ignored_dir(dir: &Path) -> bool {
    let ignored = || {
        let dir = dir.canonicalize().ok()?;
        let repository = Repository::discover(&dir).ok()?;
        let root = repository.workdir()?.canonicalize().ok()?;
        let path = dir.strip_prefix(root).ok()?;
        if path.as_os_str().is_empty() {
            Some(false)
        } else {
            repository.is_path_ignored(path).ok()
        }
    };
    ignored().unwrap_or(false)
}

/// The YAML files below `dir` that are tracked, or neither tracked nor ignored; only the tracked ones if searching for
/// the others takes too long.
fn list_yaml_with_git(dir: &Path) -> Option<String> {
    let list = |which: &[&str]| {
        let mut command = git_command(dir);
        command.args(["ls-files", "-z", "--cached"]).args(which);
        command.args(["--", "*.yaml", "*.yml"]);
        command
    };
    let untracked = ["--others", "--exclude-standard"];
    let listed = match run_with_deadline(
        list(&untracked),
        Deadline::deadline_after(UNTRACKED_SEARCH_TIMEOUT),
    ) {
        Ok(listed) => listed,
        Err(_) => run_git_command(list(&[])).ok()?,
    };
    // Catalog files have UTF-8 names.
    listed
        .status
        .success()
        .then(|| String::from_utf8_lossy(&listed.stdout).into_owned())
}
