//! Reads, compares and replaces the expected files of a test case. A case may have another case as its base. Then `expected`
//! contains only the files that differ from the base, and `absent.txt` lists the files of the base that this case doesn't have.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::{Error, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_regular_file, read_text_file};
use crate::printable::Printable;
use crate::template::{MAX_TEMPLATE_FILE_SIZE, RenderedFile, RenderedFileTree};
use crate::walk::{is_executable, walk_directory};
use crate::write_file::write_file_atomically;

/// A file that differs from the expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMismatch {
    /// Relative to the root of the tree.
    pub path: String,
    /// The expected content; `None` if no such file was expected.
    pub expected: Option<TestFileContent>,
    /// The rendered content; `None` if no such file was rendered.
    pub rendered: Option<TestFileContent>,
}

/// The mode and the bytes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestFileContent {
    /// Whether it's executable; always false on file systems without such a mode.
    pub executable: bool,
    /// The bytes.
    pub bytes: Cow<'static, [u8]>,
}

/// An expected tree, by path.
pub(super) type ExpectedFilesByPath = BTreeMap<String, TestFileContent>;

/// The folder of expected files in a case's folder.
const EXPECTED_FILES_FOLDER: &str = "expected";
/// The list of the base's files that a case doesn't have, one path per line.
const ABSENT_PATHS_FILE: &str = "absent.txt";

/// Reads the expected files of the case in `folder`, on top of those of its `base`; `None` if there are none yet.
///
/// # Errors
/// Usage (2) for something other than a regular file; io (7) if a file can't be read.
pub(super) fn read_expected_files(
    folder: &Path,
    base: Option<&ExpectedFilesByPath>,
) -> Result<Option<ExpectedFilesByPath>> {
    let own = read_folder_files(&folder.join(EXPECTED_FILES_FOLDER))?;
    let Some(base) = base else {
        return Ok(own);
    };
    // Git doesn't track empty folders, so a case that only lacks files has no `expected` folder.
    let mut files = base.clone();
    for path in read_expected_absent_paths(folder)?.lines() {
        files.remove(path);
    }
    files.extend(own.unwrap_or_default());
    Ok(Some(files))
}

fn read_expected_absent_paths(folder: &Path) -> Result<String> {
    let list = folder.join(ABSENT_PATHS_FILE);
    let text = read_text_file(&list, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)?;
    Ok(text.unwrap_or_default())
}

fn read_folder_files(folder: &Path) -> Result<Option<ExpectedFilesByPath>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let mut files = ExpectedFilesByPath::new();
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

/// Every file in which `tree` differs from the expectation, sorted by path.
pub(super) fn find_file_mismatches(
    mut expected: ExpectedFilesByPath,
    tree: &RenderedFileTree,
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

/// The stored expectation of a case: the files in `expected` and the text of `absent.txt`.
struct StoredExpectedFiles {
    files: RenderedFileTree,
    absent_paths: String,
}

impl StoredExpectedFiles {
    /// The expectation for `tree`: all files, or the difference from its `base`.
    fn from_rendered_tree(
        tree: &RenderedFileTree,
        base: Option<&ExpectedFilesByPath>,
    ) -> Result<StoredExpectedFiles> {
        let Some(base) = base else {
            return Ok(StoredExpectedFiles {
                files: tree.clone(),
                absent_paths: String::new(),
            });
        };
        let mut files = RenderedFileTree::default();
        let mut absent: BTreeSet<&str> = base.keys().map(String::as_str).collect();
        for file in tree.files() {
            absent.remove(file.path.as_str());
            if base.get(file.path.as_str()) != Some(&to_test_file_content(file)) {
                files.insert(file.clone())?;
            }
        }
        Ok(StoredExpectedFiles {
            files,
            absent_paths: absent.iter().map(|path| format!("{path}\n")).collect(),
        })
    }
}

/// Whether the stored expectation of the case in `folder` is exactly the one for `tree`, without files that its `base` already has.
///
/// # Errors
/// As [`read_expected_files`].
pub(super) fn is_expectation_current(
    folder: &Path,
    tree: &RenderedFileTree,
    base: Option<&ExpectedFilesByPath>,
) -> Result<bool> {
    let wanted = StoredExpectedFiles::from_rendered_tree(tree, base)?;
    let own = read_folder_files(&folder.join(EXPECTED_FILES_FOLDER))?;
    let is_there = own.is_some() || base.is_some();
    Ok(is_there
        && own.unwrap_or_default() == to_expected_files(&wanted.files)
        && read_expected_absent_paths(folder)? == wanted.absent_paths)
}

/// Stores `tree` as the expectation of the case in `folder`: all files, or those that differ from its `base`.
///
/// # Errors
/// Io (7).
pub(super) fn replace_expected_files(
    folder: &Path,
    tree: &RenderedFileTree,
    base: Option<&ExpectedFilesByPath>,
) -> Result<()> {
    let wanted = StoredExpectedFiles::from_rendered_tree(tree, base)?;
    let list = folder.join(ABSENT_PATHS_FILE);
    if wanted.absent_paths.is_empty() {
        remove_file_if_exists(&list)?;
    } else {
        write_file_atomically(&list, &wanted.absent_paths)
            .map_err(|error| Error::io(format_args!("write {}", list.display()), error))?;
    }
    replace_file_tree(&folder.join(EXPECTED_FILES_FOLDER), &wanted.files)
}

/// Converts a rendered tree to expected files.
pub(super) fn to_expected_files(tree: &RenderedFileTree) -> ExpectedFilesByPath {
    let files = tree.files().iter();
    files
        .map(|file| (file.path.to_string(), to_test_file_content(file)))
        .collect()
}

fn remove_file_if_exists(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io(format_args!("remove {}", path.display()), error))
        }
        _ => Ok(()),
    }
}

/// Replaces `folder` with `tree` atomically; an empty tree leaves no folder.
fn replace_file_tree(folder: &Path, tree: &RenderedFileTree) -> Result<()> {
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
