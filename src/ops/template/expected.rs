//! The tree that a case is expected to render: read, compared and replaced. A case may have a base, another case; then `expected` holds
//! only what differs from the base's tree, and `absent.txt` the paths of that tree which this one doesn't have.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::{Error, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_regular_file, read_text_file};
use crate::printable::Printable;
use crate::template::{FileTree, MAX_TEMPLATE_FILE_SIZE, RenderedFile};
use crate::walk::{is_executable, walk_directory};
use crate::write_file::write_file_atomically;

/// A file that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMismatch {
    /// From the root of the tree.
    pub path: String,
    /// What was expected; `None` where no such file was.
    pub expected: Option<TestFileContent>,
    /// What was rendered; `None` where no such file was.
    pub rendered: Option<TestFileContent>,
}

/// The mode and the bytes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestFileContent {
    /// Whether it can be run; where the file system cannot say, as it should be.
    pub executable: bool,
    /// What it holds.
    pub bytes: Cow<'static, [u8]>,
}

/// An expected tree, by path.
pub(super) type ExpectedFiles = BTreeMap<String, TestFileContent>;

/// The folder of a case's expected tree, below that of the case.
const EXPECTED_FILES_FOLDER: &str = "expected";
/// The list of what a case doesn't have of the tree of its base, one path a line.
const ABSENT_PATHS_FILE: &str = "absent.txt";

/// The tree that the case in `folder` is expected to render, on top of the tree of its `base`; `None` when there is none yet.
///
/// # Errors
/// Usage (2) for what is no regular file; io (7) for what cannot be read.
pub(super) fn read_expected_files(
    folder: &Path,
    base: Option<&ExpectedFiles>,
) -> Result<Option<ExpectedFiles>> {
    let own = read_folder_files(&folder.join(EXPECTED_FILES_FOLDER))?;
    let Some(base) = base else {
        return Ok(own);
    };
    // Git keeps no empty folder: a case that differs by absent files only has none.
    let mut files = base.clone();
    for path in read_absent_paths(folder)?.lines() {
        files.remove(path);
    }
    files.extend(own.unwrap_or_default());
    Ok(Some(files))
}

fn read_absent_paths(folder: &Path) -> Result<String> {
    let list = folder.join(ABSENT_PATHS_FILE);
    let text = read_text_file(&list, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)?;
    Ok(text.unwrap_or_default())
}

fn read_folder_files(folder: &Path) -> Result<Option<ExpectedFiles>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let mut files = ExpectedFiles::new();
    for entry in walk_directory(folder) {
        let entry = entry?;
        if entry.file_type().is_dir() {
            continue;
        }
        let shown = entry.path().display().to_string();
        if !entry.file_type().is_file() {
            return Err(Error::usage(format!(
                "{} is not a regular file",
                Printable(&shown)
            )));
        }
        let cannot = |error| Error::io(format_args!("read {}", Printable(&shown)), error);
        let meta = entry.metadata().map_err(|error| cannot(error.into()))?;
        let bytes = read_regular_file(entry.path(), MAX_TEMPLATE_FILE_SIZE, SymlinkPolicy::Refuse)?
            .unwrap_or_default();
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        files.insert(
            path.to_string_lossy().replace('\\', "/"),
            TestFileContent {
                executable: is_executable(&meta),
                bytes: bytes.into(),
            },
        );
    }
    Ok(Some(files))
}

/// Every file in which `tree` is not as expected, sorted by path.
pub(super) fn find_file_mismatches(
    mut expected: ExpectedFiles,
    tree: &FileTree,
) -> Vec<FileMismatch> {
    let mut mismatches = Vec::new();
    for file in tree.files() {
        let before = expected.remove(file.path.as_str());
        let rendered = to_test_file_content(file);
        if before.as_ref() != Some(&rendered) {
            mismatches.push(FileMismatch {
                path: file.path.to_string(),
                expected: before,
                rendered: Some(rendered),
            });
        }
    }
    mismatches.extend(expected.into_iter().map(|(path, content)| FileMismatch {
        path,
        expected: Some(content),
        rendered: None,
    }));
    mismatches.sort_by(|a, b| a.path.cmp(&b.path));
    mismatches
}

/// What is written down of a case: the files of `expected`, and the text of `absent.txt`.
struct StoredExpectation {
    files: FileTree,
    absent_paths: String,
}

impl StoredExpectation {
    /// What it takes to say that a case renders `tree`, whole or beside the tree of its `base`.
    fn for_tree(tree: &FileTree, base: Option<&ExpectedFiles>) -> Result<StoredExpectation> {
        let Some(base) = base else {
            return Ok(StoredExpectation {
                files: tree.clone(),
                absent_paths: String::new(),
            });
        };
        let mut files = FileTree::default();
        let mut absent: BTreeSet<&str> = base.keys().map(String::as_str).collect();
        for file in tree.files() {
            absent.remove(file.path.as_str());
            if base.get(file.path.as_str()) != Some(&to_test_file_content(file)) {
                files.insert(file.clone())?;
            }
        }
        Ok(StoredExpectation {
            files,
            absent_paths: absent.iter().map(|path| format!("{path}\n")).collect(),
        })
    }
}

/// Whether just this is written down of the case in `folder`: that it renders `tree`, and nothing that its `base` says already.
///
/// # Errors
/// As [`read_expected_files`].
pub(super) fn is_expectation_current(
    folder: &Path,
    tree: &FileTree,
    base: Option<&ExpectedFiles>,
) -> Result<bool> {
    let wanted = StoredExpectation::for_tree(tree, base)?;
    let own = read_folder_files(&folder.join(EXPECTED_FILES_FOLDER))?;
    let is_there = own.is_some() || base.is_some();
    Ok(is_there
        && own.unwrap_or_default() == to_expected_files(&wanted.files)
        && read_absent_paths(folder)? == wanted.absent_paths)
}

/// Writes down that the case in `folder` renders `tree`: all of it, or what differs from the tree of its `base`.
///
/// # Errors
/// Io (7).
pub(super) fn replace_expected_files(
    folder: &Path,
    tree: &FileTree,
    base: Option<&ExpectedFiles>,
) -> Result<()> {
    let wanted = StoredExpectation::for_tree(tree, base)?;
    let list = folder.join(ABSENT_PATHS_FILE);
    if wanted.absent_paths.is_empty() {
        remove_file_if_there(&list)?;
    } else {
        write_file_atomically(&list, &wanted.absent_paths)
            .map_err(|error| Error::io(format_args!("write {}", list.display()), error))?;
    }
    replace_file_tree(&folder.join(EXPECTED_FILES_FOLDER), &wanted.files)
}

/// The same as a tree to compare with.
pub(super) fn to_expected_files(tree: &FileTree) -> ExpectedFiles {
    let files = tree.files().iter();
    files
        .map(|file| (file.path.to_string(), to_test_file_content(file)))
        .collect()
}

fn remove_file_if_there(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io(format_args!("remove {}", path.display()), error))
        }
        _ => Ok(()),
    }
}

/// Puts `tree` in the place of `folder`, whole or not at all; an empty tree has no folder.
fn replace_file_tree(folder: &Path, tree: &FileTree) -> Result<()> {
    let around = folder.parent().unwrap_or(folder);
    let cannot = |error| Error::io(format_args!("write {}", folder.display()), error);
    let draft = tempfile::Builder::new()
        .prefix(".expected-")
        .tempdir_in(around)
        .map_err(cannot)?;
    let (new, old) = (draft.path().join("new"), draft.path().join("old"));
    tree.write(&new)?;
    match std::fs::rename(folder, &old) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(cannot(error)),
        _ => {}
    }
    if tree.files().is_empty() {
        return Ok(());
    }
    std::fs::rename(&new, folder).map_err(cannot)
}

fn to_test_file_content(file: &RenderedFile) -> TestFileContent {
    TestFileContent {
        executable: file.executable && cfg!(unix),
        bytes: file.bytes.clone(),
    }
}
