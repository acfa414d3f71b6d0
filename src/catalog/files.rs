//! The files of a repository from any source: a directory, a commit, or a commit with one change.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::HostedRepository;
use crate::error::{Error, Result};
use crate::walk::{is_nested_repository, walk_directory};

/// Access to files by path from the root of the repository, with `/` between parts. Symbolic links are never followed.
pub trait Files: Send + Sync {
    /// Every regular file below a folder (the root: the empty path), sorted. A missing folder has no files.
    ///
    /// # Errors
    /// Io (7) if the folder can't be read.
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>>;

    /// Every file below a folder that may be a catalog file by its name, sorted.
    ///
    /// # Errors
    /// As [`list`](Files::list).
    fn list_yaml_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        let mut paths = self.list_files_recursively(folder)?;
        paths.retain(|path| has_yaml_extension(path));
        Ok(paths)
    }

    /// Whether a regular file exists at this path.
    fn has_file(&self, path: &str) -> bool;

    /// The bytes of a file; `None` if no regular file exists at this path.
    ///
    /// # Errors
    /// Usage (2) for a file larger than [`MAX_FILE_SIZE`]; io (7) if it can't be read.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>>;

    /// Whether this path, or a folder in it, is a symbolic link.
    fn has_symlink_in_path(&self, _path: &str) -> bool {
        false
    }

    /// The name of a file in messages.
    fn display_path(&self, path: &str) -> String {
        path.to_owned()
    }

    /// The repository that hosts the files; `None` if unknown.
    fn hosted_repository(&self) -> Option<&HostedRepository> {
        None
    }
}

/// `path` relative to `folder` as a path from the root of the repository; `None` if it leads out of the repository.
pub fn join_repository_path(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

impl<F: Files + ?Sized> Files for &F {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        (**self).list_files_recursively(folder)
    }

    fn list_yaml_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        (**self).list_yaml_files_recursively(folder)
    }

    fn has_file(&self, path: &str) -> bool {
        (**self).has_file(path)
    }

    fn has_symlink_in_path(&self, path: &str) -> bool {
        (**self).has_symlink_in_path(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        (**self).read(path)
    }

    fn display_path(&self, path: &str) -> String {
        (**self).display_path(path)
    }

    fn hosted_repository(&self) -> Option<&HostedRepository> {
        (**self).hosted_repository()
    }
}

/// The maximum file size: the largest known catalog is 47 MB for 100,000 entities.
pub const MAX_FILE_SIZE: u64 = 64 * 1024 * 1024;

/// The error for a file that is too large.
pub fn file_too_large_error(path: &str) -> Error {
    Error::usage(format!("{path} is larger than 64 MiB"))
}

/// A directory and everything below it, except `.git`.
#[derive(Clone, Debug)]
pub struct DirectoryFiles {
    root: PathBuf,
}

impl DirectoryFiles {
    /// The files below `root`.
    pub fn new(root: &Path) -> DirectoryFiles {
        DirectoryFiles {
            root: root.to_owned(),
        }
    }

    /// Lists the regular files below a folder whose UTF-8 paths `wanted` accepts, and separately all entries other than
    /// regular files and folders: links, pipes, nested repositories, names that aren't UTF-8. Both lists are sorted.
    ///
    /// # Errors
    /// Io (7) if the folder can't be read.
    pub fn list_regular_files_and_others(
        &self,
        folder: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<(Vec<String>, Vec<String>)> {
        let top = self.root.join(folder);
        let (mut regular, mut irregular) = (Vec::new(), Vec::new());
        if !(self.is_reachable_without_symlinks(folder)
            && top.symlink_metadata().is_ok_and(|meta| meta.is_dir()))
        {
            return Ok((regular, irregular));
        }
        for entry in walk_directory(&top) {
            let entry = entry?;
            let Ok(way) = entry.path().strip_prefix(&self.root) else {
                continue;
            };
            match way.to_str() {
                _ if entry.file_type().is_dir() && !is_nested_repository(&entry) => {}
                Some(path) if entry.file_type().is_file() => {
                    let path = match std::path::MAIN_SEPARATOR {
                        '/' => Cow::Borrowed(path),
                        separator => Cow::Owned(path.replace(separator, "/")),
                    };
                    if wanted(&path) {
                        regular.push(path.into_owned());
                    }
                }
                _ => irregular.push(way.to_string_lossy().replace('\\', "/")),
            }
        }
        regular.sort_unstable();
        irregular.sort_unstable();
        Ok((regular, irregular))
    }

    /// Whether no part of `path` is a symbolic link, because a link may point anywhere.
    fn is_reachable_without_symlinks(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        let is_folder = |folder: &str| {
            let meta = self.root.join(folder).symlink_metadata();
            meta.is_ok_and(|meta| meta.is_dir())
        };
        folders.into_iter().all(is_folder)
    }
}

impl Files for DirectoryFiles {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        Ok(self.list_regular_files_and_others(folder, |_| true)?.0)
    }

    fn has_file(&self, path: &str) -> bool {
        let meta = self.root.join(path).symlink_metadata();
        meta.is_ok_and(|meta| meta.is_file()) && self.is_reachable_without_symlinks(path)
    }

    fn has_symlink_in_path(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(slash, _)| slash);
        ends.chain([path.len()])
            .any(|end| self.root.join(&path[..end]).is_symlink())
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let path = self.root.join(path);
        let cannot = |error| Error::io(format_args!("read {}", path.display()), error);
        match path.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(cannot(error)),
            Ok(meta) if !meta.is_file() => Ok(None),
            Ok(meta) if meta.len() > MAX_FILE_SIZE => {
                Err(file_too_large_error(&path.display().to_string()))
            }
            Ok(_) => std::fs::read(&path).map(Some).map_err(cannot),
        }
    }
}

/// Wraps other files and shows their paths relative to another directory.
pub struct RelativeDisplayFiles {
    files: Box<dyn Files>,
    root: PathBuf,
    display_root: PathBuf,
}

impl RelativeDisplayFiles {
    /// Wraps `files`, whose root is the directory `root`, as seen from the directory `from`; both paths are canonical.
    pub fn new(files: Box<dyn Files>, root: &Path, from: &Path) -> RelativeDisplayFiles {
        RelativeDisplayFiles {
            files,
            root: root.to_owned(),
            display_root: from.to_owned(),
        }
    }
}

impl Files for RelativeDisplayFiles {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list_files_recursively(folder)
    }

    fn list_yaml_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list_yaml_files_recursively(folder)
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

    fn display_path(&self, path: &str) -> String {
        display_path_from(&self.display_root, &self.root, path)
    }

    fn hosted_repository(&self) -> Option<&HostedRepository> {
        self.files.hosted_repository()
    }
}

/// The name to show for the file `path` in `root`: relative to the directory `from` if it is below it, otherwise absolute.
pub fn display_path_from(from: &Path, root: &Path, path: &str) -> String {
    let full = root.join(path);
    let shown = full.strip_prefix(from).unwrap_or(&full);
    shown.display().to_string().replace('\\', "/")
}

/// Wraps other files and exposes only those in one folder.
pub struct SubfolderFiles<F> {
    files: F,
    folder: String,
}

impl<F: Files> SubfolderFiles<F> {
    /// Exposes the files in `folder` of `files`; `folder` ends with `/` unless it's the root.
    pub fn new(files: F, folder: &str) -> SubfolderFiles<F> {
        SubfolderFiles {
            files,
            folder: folder.to_owned(),
        }
    }

    fn full_path(&self, path: &str) -> String {
        format!("{}{path}", self.folder)
    }
}

impl<F: Files> Files for SubfolderFiles<F> {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        let full = self.full_path(folder);
        let listed = self
            .files
            .list_files_recursively(full.trim_end_matches('/'))?;
        let below = listed
            .iter()
            .filter_map(|path| path.strip_prefix(&self.folder));
        Ok(below.map(str::to_owned).collect())
    }

    fn has_file(&self, path: &str) -> bool {
        self.files.has_file(&self.full_path(path))
    }

    fn has_symlink_in_path(&self, path: &str) -> bool {
        self.files.has_symlink_in_path(&self.full_path(path))
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        self.files.read(&self.full_path(path))
    }
}

/// Wraps other files and looks up their hosting repository on demand.
pub struct FilesWithHostedRepository<F> {
    files: F,
    find_repository: Box<dyn Fn() -> Option<HostedRepository> + Send + Sync>,
    repository: OnceLock<Option<HostedRepository>>,
}

impl<F: Files> FilesWithHostedRepository<F> {
    /// Wraps `files`; `find` returns their hosting repository. It's called once, and only if a catalog has a URL.
    pub fn new(
        files: F,
        find: impl Fn() -> Option<HostedRepository> + Send + Sync + 'static,
    ) -> FilesWithHostedRepository<F> {
        FilesWithHostedRepository {
            files,
            find_repository: Box::new(find),
            repository: OnceLock::new(),
        }
    }
}

impl<F: Files> Files for FilesWithHostedRepository<F> {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list_files_recursively(folder)
    }

    fn list_yaml_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list_yaml_files_recursively(folder)
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

    fn display_path(&self, path: &str) -> String {
        self.files.display_path(path)
    }

    fn hosted_repository(&self) -> Option<&HostedRepository> {
        self.repository
            .get_or_init(|| (self.find_repository)())
            .as_ref()
    }
}

/// Files in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(BTreeMap<String, Vec<u8>>);

impl<P: Into<String>, B: Into<Vec<u8>>> FromIterator<(P, B)> for MemoryFiles {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        let owned = files
            .into_iter()
            .map(|(path, bytes)| (path.into(), bytes.into()));
        MemoryFiles(owned.collect())
    }
}

impl Files for MemoryFiles {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        let below = |path: &&String| is_in_folder(path, folder);
        Ok(self.0.keys().filter(below).cloned().collect())
    }

    fn has_file(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.0.get(path).cloned())
    }
}

/// Wraps other files and overlays changed, added and removed files.
pub struct OverlayFiles<'f> {
    files: &'f dyn Files,
    /// By path: the new content; `None` if the file is removed.
    changes: BTreeMap<&'f str, Option<&'f [u8]>>,
}

impl<'f> OverlayFiles<'f> {
    /// Applies `changes` to `files`: a path, and the new content or `None` for a removed file.
    pub fn new(
        files: &'f dyn Files,
        changes: impl IntoIterator<Item = (&'f str, Option<&'f [u8]>)>,
    ) -> OverlayFiles<'f> {
        OverlayFiles {
            files,
            changes: changes.into_iter().collect(),
        }
    }
}

impl OverlayFiles<'_> {
    /// `paths` below `folder`, with the changes applied.
    fn apply_changes_to_listing(&self, mut paths: Vec<String>, folder: &str) -> Vec<String> {
        paths.retain(|path| !self.changes.contains_key(path.as_str()));
        let there = self.changes.iter().filter(|(_, bytes)| bytes.is_some());
        let below = there.filter(|(path, _)| is_in_folder(path, folder));
        paths.extend(below.map(|(path, _)| (*path).to_owned()));
        paths.sort_unstable();
        paths
    }
}

impl Files for OverlayFiles<'_> {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        Ok(self.apply_changes_to_listing(self.files.list_files_recursively(folder)?, folder))
    }

    fn list_yaml_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        let mut paths =
            self.apply_changes_to_listing(self.files.list_yaml_files_recursively(folder)?, folder);
        paths.retain(|path| has_yaml_extension(path));
        Ok(paths)
    }

    fn has_file(&self, path: &str) -> bool {
        match self.changes.get(path) {
            Some(bytes) => bytes.is_some(),
            None => self.files.has_file(path),
        }
    }

    fn has_symlink_in_path(&self, path: &str) -> bool {
        !self.changes.contains_key(path) && self.files.has_symlink_in_path(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self.changes.get(path) {
            Some(bytes) => Ok(bytes.map(<[u8]>::to_vec)),
            None => self.files.read(path),
        }
    }

    fn hosted_repository(&self) -> Option<&HostedRepository> {
        self.files.hosted_repository()
    }
}

/// Whether a file with this name may be a catalog file.
pub fn has_yaml_extension(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

/// The `catalog-info.yaml` of a folder, or its `catalog-info.yml`.
pub fn find_catalog_info_file(files: &dyn Files, folder: &str) -> Option<String> {
    let inside = |name: &&str| match folder {
        "" => (*name).to_owned(),
        folder => format!("{folder}/{name}"),
    };
    let paths = CATALOG_INFO_FILE_NAMES.iter().map(inside);
    paths.into_iter().find(|path| files.has_file(path))
}

/// The name that Backstage uses for the catalog file of a repository.
const CATALOG_INFO_FILE_NAMES: [&str; 2] = ["catalog-info.yaml", "catalog-info.yml"];

/// Whether a file has the name of a repository's catalog file.
pub fn is_catalog_info_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    CATALOG_INFO_FILE_NAMES.contains(&name)
}

/// Whether `path` is below `folder`; everything is below the root, which is the empty path.
pub fn is_in_folder(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_and_git_is_left_out() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join(".git")).unwrap();
        std::fs::create_dir_all(root.path().join("deep")).unwrap();
        std::fs::write(root.path().join(".git/config"), "x").unwrap();
        std::fs::write(root.path().join("a.yaml"), "a").unwrap();
        std::fs::write(root.path().join("deep/c.yaml"), "c").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", root.path().join("b.yaml")).unwrap();
        std::os::unix::fs::symlink("deep", root.path().join("way")).unwrap();
        let files = DirectoryFiles::new(root.path());
        assert_eq!(
            files.list_files_recursively("").unwrap(),
            ["a.yaml", "deep/c.yaml"]
        );
        assert_eq!(
            files.list_files_recursively("deep").unwrap(),
            ["deep/c.yaml"]
        );
        assert_eq!(files.list_files_recursively("way").unwrap(), [""; 0]);
        assert!(
            files.has_file("deep/c.yaml")
                && !files.has_file("way/c.yaml")
                && !files.has_file("b.yaml")
        );
        assert_eq!(files.read("b.yaml").unwrap(), None);
    }

    #[test]
    fn a_change_is_seen_in_every_way() {
        let files =
            MemoryFiles::from_iter([("a/x.yaml", "x"), ("a/y.yaml", "y"), ("ab.yaml", "ab")]);
        let changes = [("a/n.yaml", Some(&b"n"[..])), ("a/y.yaml", None)];
        let changed = OverlayFiles::new(&files, changes);
        assert_eq!(
            changed.list_files_recursively("a").unwrap(),
            ["a/n.yaml", "a/x.yaml"]
        );
        assert!(changed.has_file("a/n.yaml") && !changed.has_file("a/y.yaml"));
        assert_eq!(
            changed.read("a/n.yaml").unwrap().as_deref(),
            Some(&b"n"[..])
        );
        assert_eq!(changed.read("a/y.yaml").unwrap(), None);
    }
}
