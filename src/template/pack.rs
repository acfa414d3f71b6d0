//! The stored files of templates and layers, whatever their source.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use walkdir::DirEntry;

use super::blob_id::GitBlobId;
use super::embedded;
use super::manifest;
use crate::error::{Error, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_regular_file, read_text_file};
use crate::printable::Printable;
use crate::source::decode_utf8_text;
use crate::walk::{is_executable, walk_directory};

/// Templates and layers: `<template>/template.yaml`, `<template>/files/…`, `_shared/<layer>/layer.yaml`,
/// `_shared/<layer>/files/…`. Test cases (`<template>/tests/…`) aren't part of a pack.
#[derive(Clone, Debug, Default)]
pub struct TemplatePack {
    files: BTreeMap<String, TemplatePackFileContent>,
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
/// The folder of a template's test cases.
const TESTS_FOLDER: &str = "tests";
/// Larger files don't belong in a template.
pub const MAX_TEMPLATE_FILE_SIZE: u64 = 16 * 1024 * 1024;

impl TemplatePack {
    /// The templates in this binary.
    pub fn from_embedded() -> TemplatePack {
        let stored = |(path, executable, bytes): &(&'static str, bool, &'static [u8])| {
            (
                (*path).to_owned(),
                TemplatePackFileContent {
                    executable: *executable,
                    bytes: Cow::Borrowed(*bytes),
                },
            )
        };
        TemplatePack {
            files: embedded::FILES.iter().map(stored).collect(),
        }
    }

    /// Templates given as files.
    pub fn from_files(files: Vec<TemplatePackFile>) -> TemplatePack {
        let stored = |file: TemplatePackFile| {
            (
                file.path,
                TemplatePackFileContent {
                    executable: file.executable,
                    bytes: file.bytes,
                },
            )
        };
        TemplatePack {
            files: files.into_iter().map(stored).collect(),
        }
    }

    /// Reads the templates in a directory: either a directory with a `template.yaml`, or one with such folders and,
    /// optionally, `_shared`. They can use the embedded layers.
    ///
    /// # Errors
    /// Usage (2) if there is no template, or if a file is a link or a device.
    pub fn from_directory(path: &Path) -> Result<TemplatePack> {
        if !path.is_dir() {
            return Err(Error::usage(format!(
                "{} is not a directory",
                Printable(&path.display().to_string())
            )));
        }
        let mut files = BTreeMap::new();
        let manifest = path.join("template.yaml");
        if let Some(text) = read_text_file(&manifest, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)? {
            let name =
                manifest::parse_manifest::<manifest::TemplateManifest>("template.yaml", &text)?
                    .metadata
                    .name;
            collect_pack_files(path, &name, &mut files)?;
            let shared = path.join("..").join(LAYERS_FOLDER);
            if shared.is_dir() {
                collect_pack_files(&shared, LAYERS_FOLDER, &mut files)?;
            }
        } else {
            collect_pack_files(path, "", &mut files)?;
        }
        let own = TemplatePack { files };
        if own.template_names().is_empty() {
            Err(Error::usage(format!("no template in {}", path.display()))
                .with_hint("a template is a folder with a template.yaml"))
        } else {
            Ok(TemplatePack::from_embedded()
                .into_layers_only()
                .with_overrides(own))
        }
    }

    /// This pack with the templates and layers of `over`, which replace those of the same name.
    #[must_use]
    pub fn with_overrides(mut self, over: TemplatePack) -> TemplatePack {
        let replaced: BTreeSet<String> = over
            .files
            .keys()
            .map(|path| template_or_layer_folder(path).to_owned())
            .collect();
        self.files
            .retain(|path, _| !replaced.contains(template_or_layer_folder(path)));
        self.files.extend(over.files);
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
    pub(super) fn layer_names(&self) -> impl Iterator<Item = &str> {
        self.files_below(LAYERS_FOLDER)
            .filter_map(|(path, _)| path.strip_suffix("/layer.yaml"))
            .filter(|name| !name.contains('/'))
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
        let prefix = format!("{folder}/");
        let length = prefix.len();
        self.files
            .range(prefix.clone()..)
            .take_while(move |(path, _)| path.starts_with(&prefix))
            .map(move |(path, stored)| (&path[length..], stored))
    }

    /// A pack with only the files of these folders.
    pub(super) fn select_folders(&self, folders: &[String]) -> TemplatePack {
        let files = self.files.iter().filter(|(path, _)| {
            let folder = template_or_layer_folder(path);
            folders.iter().any(|selected| selected == folder)
        });
        TemplatePack {
            files: files
                .map(|(path, stored)| (path.clone(), stored.clone()))
                .collect(),
        }
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

    fn into_layers_only(mut self) -> TemplatePack {
        self.files.retain(|path, _| path.starts_with("_shared/"));
        self
    }
}

/// The folder of the template or layer that `path` belongs to.
fn template_or_layer_folder(path: &str) -> &str {
    let parts = if path.starts_with("_shared/") { 2 } else { 1 };
    match path.match_indices('/').nth(parts - 1) {
        Some((end, _)) => &path[..end],
        None => path,
    }
}

fn collect_pack_files(
    root: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, TemplatePackFileContent>,
) -> Result<()> {
    for entry in walk_directory(root) {
        let entry = entry?;
        if entry.file_type().is_dir() {
            continue;
        }
        let path = entry
            .path()
            .strip_prefix(root)
            .unwrap_or(entry.path())
            .to_string_lossy()
            .replace('\\', "/");
        let path = if prefix.is_empty() {
            path
        } else {
            format!("{prefix}/{path}")
        };
        if path.split('/').nth(1) != Some(TESTS_FOLDER) {
            files.insert(path, read_pack_file(&entry)?);
        }
    }
    Ok(())
}

fn read_pack_file(entry: &DirEntry) -> Result<TemplatePackFileContent> {
    let path = entry.path();
    let shown = path.display();
    let cannot = |error| Error::io(format_args!("read {shown}"), error);
    if !entry.file_type().is_file() {
        return Err(Error::usage(format!("{shown} is not a regular file"))
            .with_hint("replace it with a regular file: templates cannot contain links"));
    }
    let meta = entry.metadata().map_err(|error| cannot(error.into()))?;
    if meta.len() > MAX_TEMPLATE_FILE_SIZE {
        return Err(Error::usage(format!("{shown} is larger than 16 MiB")));
    }
    let bytes =
        read_regular_file(path, MAX_TEMPLATE_FILE_SIZE, SymlinkPolicy::Refuse)?.unwrap_or_default();
    Ok(TemplatePackFileContent {
        executable: is_executable(&meta),
        bytes: Cow::Owned(bytes),
    })
}
