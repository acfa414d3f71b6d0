//! The tree that a case is expected to render: read, compared and replaced.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use crate::error::{Error, Result};
use crate::input_file::{SymlinkPolicy, read_regular_file};
use crate::printable::Printable;
use crate::template::{FileTree, MAX_FILE_SIZE, RenderedFile};
use crate::walk::{is_executable, walk_directory};

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

/// An expected tree on disk, by path.
pub(super) type ExpectedFiles = BTreeMap<String, TestFileContent>;

/// The tree in `folder`; `None` when there is none yet.
///
/// # Errors
/// Usage (2) for what is no regular file; io (7) for what cannot be read.
pub(super) fn read_expected_files(folder: &Path) -> Result<Option<ExpectedFiles>> {
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
        let bytes = read_regular_file(entry.path(), MAX_FILE_SIZE, SymlinkPolicy::Refuse)?
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
pub(super) fn find_mismatches(mut expected: ExpectedFiles, tree: &FileTree) -> Vec<FileMismatch> {
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

/// Puts `tree` in the place of `folder`, whole or not at all.
///
/// # Errors
/// Io (7).
pub(super) fn replace_expected_files(folder: &Path, tree: &FileTree) -> Result<()> {
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
    std::fs::rename(&new, folder).map_err(cannot)
}

fn to_test_file_content(file: &RenderedFile) -> TestFileContent {
    TestFileContent {
        executable: file.executable && cfg!(unix),
        bytes: file.bytes.clone(),
    }
}
