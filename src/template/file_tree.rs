//! A rendered repository in memory, and writing it to disk.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rel_path::RelPath;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::write_file::write_new_file;

/// Who owns a file after the repository is created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FileClass {
    /// Shared by the platform and the team: merged on upgrade.
    #[default]
    Managed,
    /// JSON or YAML: keys from the template follow the template; all other keys belong to the team.
    Merged,
    /// Owned by the team: written once.
    Seed,
    /// Owned by the platform, not for editing: rewritten on upgrade.
    Generated,
}

/// A file of a rendered repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// The path from the root of the repository.
    pub path: RelPath,
    /// Whether the file is executable.
    pub executable: bool,
    /// The class, which decides who owns the file.
    pub class: FileClass,
    /// Whether the file was rendered rather than copied.
    pub rendered: bool,
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
}

/// A rendered repository: files sorted by path, no two of which collide on any file system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenderedFileTree {
    files: Vec<RenderedFile>,
}

impl FileClass {
    const ALL: [FileClass; 4] = [
        FileClass::Managed,
        FileClass::Merged,
        FileClass::Seed,
        FileClass::Generated,
    ];

    /// The class of this name.
    pub fn from_class_name(name: &str) -> Option<FileClass> {
        FileClass::ALL
            .into_iter()
            .find(|class| class.name() == name)
    }

    /// The name in manifests and locks.
    pub fn name(self) -> &'static str {
        match self {
            FileClass::Managed => "managed",
            FileClass::Merged => "merged",
            FileClass::Seed => "seed",
            FileClass::Generated => "generated",
        }
    }
}

impl RenderedFileTree {
    /// The files, sorted by path.
    pub fn files(&self) -> &[RenderedFile] {
        &self.files
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Usage (2) if the path is also a folder of another file, or collides with another file on a case-insensitive file
    /// system.
    pub fn insert(&mut self, file: RenderedFile) -> Result<()> {
        let all = self.files.iter().chain([&file]);
        validate_no_path_collisions(all.map(|file| &file.path))?;
        let place = self.files.partition_point(|other| other.path < file.path);
        self.files.insert(place, file);
        Ok(())
    }

    /// The tree of these files.
    ///
    /// # Errors
    /// As [`insert`](RenderedFileTree::insert).
    pub(super) fn new(mut files: Vec<RenderedFile>) -> Result<RenderedFileTree> {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        validate_no_path_collisions(files.iter().map(|file| &file.path))?;
        Ok(RenderedFileTree { files })
    }

    /// Creates `directory`, which must not exist, and writes every file below it.
    ///
    /// # Errors
    /// Io (7), with the file that could not be written.
    pub fn write(&self, directory: &Path) -> Result<()> {
        let cannot =
            |path: &Path, error| Error::io(format_args!("write {}", path.display()), error);
        std::fs::create_dir(directory).map_err(|error| cannot(directory, error))?;
        for file in &self.files {
            let path = directory.join(file.path.as_str());
            create_parent_folders(directory, &path).map_err(|error| cannot(&path, error))?;
            write_new_file(&path, file.executable, &file.bytes)
                .map_err(|error| cannot(&path, error))?;
        }
        Ok(())
    }
}

/// Creates the folders between `directory` and `path`, but never `directory` itself: if a folder above it was replaced by
/// a link, `directory` would be created again at the target of that link.
fn create_parent_folders(directory: &Path, path: &Path) -> std::io::Result<()> {
    let folders: Vec<&Path> = path
        .ancestors()
        .skip(1)
        .take_while(|folder| *folder != directory)
        .collect();
    for folder in folders.into_iter().rev() {
        match std::fs::create_dir(folder) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Rejects two names that some file systems treat as the same file or folder, and a file and folder of the same name.
fn validate_no_path_collisions<'p>(paths: impl Iterator<Item = &'p RelPath>) -> Result<()> {
    // Files and folders, keyed by the name that the least strict file system would see.
    let mut known: HashMap<String, (&str, bool)> = HashMap::new();
    for path in paths {
        let path = path.as_str();
        let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        for (part, is_file) in folders.map(|folder| (folder, false)).chain([(path, true)]) {
            let (other, other_is_file) = *known
                .entry(RelPath::path_collision_key(part))
                .or_insert((part, is_file));
            let same = other == part && is_file == other_is_file;
            let twice = is_file && !std::ptr::eq(other, part);
            if !same || twice {
                return Err(build_path_collision_error(other, path));
            }
        }
    }
    Ok(())
}

fn build_path_collision_error(one: &str, other: &str) -> Error {
    let (one, other) = (Printable(one), Printable(other));
    Error::usage(format!("the template has both {one} and {other}"))
        .with_hint("rename one of them: on some file systems one would overwrite the other")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build_file(path: &str) -> RenderedFile {
        let executable = path.ends_with(".sh");
        let path = RelPath::parse(path).unwrap();
        RenderedFile {
            path,
            executable,
            class: FileClass::Seed,
            rendered: false,
            bytes: Cow::Borrowed(b"x"),
        }
    }

    #[test]
    fn files_that_would_overwrite_each_other_are_refused() {
        for (a, b) in [
            ("README.md", "readme.md"),
            ("a", "a/b"),
            ("src/A/x", "src/a/X"),
            ("src/A/x", "src/a/y"),
            ("caf\u{e9}.txt", "cafe\u{301}.txt"),
            ("\u{c9}/x", "e\u{301}/y"),
            ("a/b/c", "A"),
            ("x", "x"),
        ] {
            assert!(
                RenderedFileTree::new(vec![build_file(a), build_file("m"), build_file(b)]).is_err(),
                "{a} {b}"
            );
        }
        let mut tree = RenderedFileTree::new(vec![
            build_file("a-b"),
            build_file("a/c"),
            build_file("a.b"),
        ])
        .unwrap();
        assert!(tree.insert(build_file("A-B")).is_err());
        tree.insert(build_file("a/b")).unwrap();
        let paths: Vec<&str> = tree.files().iter().map(|file| file.path.as_str()).collect();
        assert!(paths.is_sorted());
    }

    #[test]
    fn folders_are_made_below_a_directory_that_is_there_and_nowhere_else() {
        let root = tempfile::tempdir().unwrap();
        let there = root.path().join("there");
        std::fs::create_dir(&there).unwrap();
        for _ in 0..2 {
            create_parent_folders(&there, &there.join("a/b/file")).unwrap();
        }
        assert!(there.join("a/b").is_dir());
        let gone = root.path().join("gone");
        assert!(create_parent_folders(&gone, &gone.join("a/file")).is_err());
        assert!(!gone.exists());
    }

    #[cfg(unix)]
    #[test]
    fn modes_are_kept() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        RenderedFileTree::new(vec![build_file("bin/run.sh"), build_file("a")])
            .unwrap()
            .write(&root.path().join("new"))
            .unwrap();
        let mode = |path: &str| {
            root.path()
                .join("new")
                .join(path)
                .metadata()
                .unwrap()
                .permissions()
                .mode()
        };
        assert_eq!(mode("bin/run.sh") & 0o100, 0o100);
        assert_eq!(mode("a") & 0o111, 0);
    }
}
