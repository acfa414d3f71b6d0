//! The stored files of templates and layers, whatever their source.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::blob_id::GitBlobId;
use super::embedded;
use crate::error::{Error, Result};
use crate::source::decode_utf8_text;

/// Templates and layers: `<template>/template.yaml`, `<template>/files/…`, `_shared/<layer>/layer.yaml`,
/// `_shared/<layer>/files/…`.
#[derive(Clone, Debug, Default)]
pub struct TemplatePack {
    files: BTreeMap<String, TemplatePackFileContent>,
    /// `<template>/tests/<case>/case.yaml`, needed only to copy a template. They are neither rendered nor hashed.
    test_cases: BTreeMap<String, TemplatePackFileContent>,
}

/// One file of a pack.
#[derive(Clone, Debug)]
pub struct TemplatePackFile {
    /// The path from the root of the pack, with `/` as separator.
    pub path: String,
    /// Whether the file is executable.
    pub executable: bool,
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
}

/// A file's mode and content.
#[derive(Clone, Debug)]
pub(super) struct TemplatePackFileContent {
    pub(super) executable: bool,
    pub(super) bytes: Cow<'static, [u8]>,
}

/// The folder of the layers.
pub(super) const LAYERS_FOLDER: &str = "_shared";
/// The manifest in a template's folder.
pub const TEMPLATE_MANIFEST_FILE: &str = "template.yaml";
/// The folder of a template's test cases.
pub const TESTS_FOLDER: &str = "tests";
/// The file that defines a case.
pub const TEST_CASE_FILE: &str = "case.yaml";
/// Larger files don't belong in a template.
pub const MAX_TEMPLATE_FILE_SIZE: u64 = 16 * 1024 * 1024;

impl TemplatePack {
    /// The templates in this binary.
    pub fn from_embedded() -> TemplatePack {
        let stored = |(path, executable, bytes): &(&'static str, bool, &'static [u8])| {
            let content = TemplatePackFileContent {
                executable: *executable,
                bytes: Cow::Borrowed(*bytes),
            };
            ((*path).to_owned(), content)
        };
        embedded::FILES.iter().map(stored).collect()
    }

    /// Templates given as files.
    pub fn from_files(files: Vec<TemplatePackFile>) -> TemplatePack {
        let stored = |file: TemplatePackFile| {
            let content = TemplatePackFileContent {
                executable: file.executable,
                bytes: file.bytes,
            };
            (file.path, content)
        };
        files.into_iter().map(stored).collect()
    }

    /// Whether a pack stores the file at `path`. The expected files of test cases aren't stored.
    pub fn is_stored_path(path: &str) -> bool {
        !is_in_tests_folder(path) || is_test_case(path)
    }

    /// This pack with the templates and layers of `over`, which replace those of the same name.
    #[must_use]
    pub fn with_overrides(mut self, over: TemplatePack) -> TemplatePack {
        let replaced: BTreeSet<String> = over
            .files
            .keys()
            .map(|path| template_or_layer_folder(path).to_owned())
            .collect();
        let is_kept = |path: &String| !replaced.contains(template_or_layer_folder(path));
        self.files.retain(|path, _| is_kept(path));
        self.test_cases.retain(|path, _| is_kept(path));
        self.files.extend(over.files);
        self.test_cases.extend(over.test_cases);
        self
    }

    /// Whether the template `name` has the same files in `other`. Layers aren't compared.
    pub fn has_same_template(&self, other: &TemplatePack, name: &str) -> bool {
        let same = |(a, b): (
            (&str, &TemplatePackFileContent),
            (&str, &TemplatePackFileContent),
        )| {
            a.0 == b.0 && a.1.executable == b.1.executable && a.1.bytes == b.1.bytes
        };
        self.files_below(name).count() == other.files_below(name).count()
            && self
                .files_below(name)
                .zip(other.files_below(name))
                .all(same)
    }

    /// The names of the templates, sorted.
    pub fn template_names(&self) -> Vec<&str> {
        let name = |path: &'_ String| path.strip_suffix("/template.yaml").map(str::len);
        self.files
            .keys()
            .filter_map(|path| name(path).map(|end| &path[..end]))
            .filter(|name| !name.contains('/'))
            .collect()
    }

    /// The names of the layers, sorted.
    pub fn layer_names(&self) -> impl Iterator<Item = &str> {
        self.files_below(LAYERS_FOLDER)
            .filter_map(|(path, _)| path.strip_suffix("/layer.yaml"))
            .filter(|name| !name.contains('/'))
    }

    /// Whether it has the file at `path`, which begins with the folder of the template or layer.
    pub fn has_file(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.test_cases.contains_key(path)
    }

    /// The content of a file.
    pub(super) fn find_file(&self, path: &str) -> Option<&TemplatePackFileContent> {
        self.files.get(path)
    }

    /// The text of the file at `path`.
    ///
    /// # Errors
    /// Usage (2) if the file doesn't exist or isn't text.
    pub(super) fn read_file_text(&self, path: &str) -> Result<String> {
        let stored = self
            .find_file(path)
            .ok_or_else(|| Error::usage(format!("{path} not found")))?;
        decode_utf8_text(stored.bytes.to_vec()).map_err(|is| Error::usage(format!("{path} {is}")))
    }

    /// The files below a folder, with paths relative to it.
    pub(super) fn files_below<'p>(
        &'p self,
        folder: &str,
    ) -> impl Iterator<Item = (&'p str, &'p TemplatePackFileContent)> {
        entries_below(&self.files, folder)
    }

    /// The test cases of a template, with paths relative to its folder.
    pub(super) fn test_cases_of<'p>(
        &'p self,
        template: &str,
    ) -> impl Iterator<Item = (&'p str, &'p TemplatePackFileContent)> {
        entries_below(&self.test_cases, template)
    }

    /// A pack with only the files of these folders.
    pub(super) fn select_folders(&self, folders: &[String]) -> TemplatePack {
        let files = self.files.iter().filter(|(path, _)| {
            let folder = template_or_layer_folder(path);
            folders.iter().any(|selected| selected == folder)
        });
        files
            .map(|(path, stored)| (path.clone(), stored.clone()))
            .collect()
    }

    /// The digest of the files below a folder: their paths, modes and contents.
    pub(super) fn hash_folder(&self, folder: &str) -> Result<GitBlobId> {
        let mut listing = String::new();
        for (path, stored) in self.files_below(folder) {
            let mode = if stored.executable {
                "100755"
            } else {
                "100644"
            };
            let id = GitBlobId::hash_bytes(&stored.bytes)?;
            let _ = writeln!(listing, "{mode} {id} {path}");
        }
        GitBlobId::hash_bytes(listing.as_bytes())
    }

    /// The layers of this pack, without its templates.
    pub(super) fn into_layers_only(mut self) -> TemplatePack {
        self.files.retain(|path, _| path.starts_with("_shared/"));
        self.test_cases.clear();
        self
    }
}

impl FromIterator<(String, TemplatePackFileContent)> for TemplatePack {
    fn from_iter<I: IntoIterator<Item = (String, TemplatePackFileContent)>>(files: I) -> Self {
        let stored = files
            .into_iter()
            .filter(|(path, _)| TemplatePack::is_stored_path(path));
        let (test_cases, files) = stored.partition(|(path, _)| is_test_case(path));
        TemplatePack { files, test_cases }
    }
}

fn is_in_tests_folder(path: &str) -> bool {
    path.split('/').nth(1) == Some(TESTS_FOLDER)
}

fn is_test_case(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts[..], [_, TESTS_FOLDER, _, TEST_CASE_FILE])
}

/// The entries whose paths are in `folder`, with paths relative to it.
fn entries_below<'p>(
    entries: &'p BTreeMap<String, TemplatePackFileContent>,
    folder: &str,
) -> impl Iterator<Item = (&'p str, &'p TemplatePackFileContent)> + use<'p> {
    let prefix = format!("{folder}/");
    let length = prefix.len();
    entries
        .range(prefix.clone()..)
        .take_while(move |(path, _)| path.starts_with(&prefix))
        .map(move |(path, stored)| (&path[length..], stored))
}

/// The folder of the template or layer that `path` belongs to.
fn template_or_layer_folder(path: &str) -> &str {
    let parts = if path.starts_with("_shared/") { 2 } else { 1 };
    match path.match_indices('/').nth(parts - 1) {
        Some((end, _)) => &path[..end],
        None => path,
    }
}
