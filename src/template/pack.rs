//! The stored files of templates and layers, wherever they come from.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use walkdir::DirEntry;

use super::embedded;
use super::manifest;
use crate::error::{Error, Result};
use crate::input_file::{Links, SETTINGS, read_file, read_text};
use crate::printable::Printable;
use crate::source::decoded;
use crate::walk::{is_executable, walk};

/// Templates and layers: `<template>/template.yaml`, `<template>/files/…`, `_shared/<layer>/layer.yaml`,
/// `_shared/<layer>/files/…`. The cases that templates are tested with, `<template>/tests/…`, are no part of it.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    files: BTreeMap<String, Stored>,
}

/// One file of a pack.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// From the root of the pack, `/` between parts.
    pub path: String,
    /// Whether it can be run.
    pub executable: bool,
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
}

/// A file's mode and content.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) executable: bool,
    pub(super) bytes: Cow<'static, [u8]>,
}

/// The folder of the layers.
const SHARED: &str = "_shared";
/// The folder of a template's cases.
const TESTS: &str = "tests";
/// Larger files are not what templates are made of.
pub const LARGEST_FILE: u64 = 16 * 1024 * 1024;

impl Pack {
    /// The templates in this binary.
    pub fn embedded() -> Pack {
        let stored = |(path, executable, bytes): &(&'static str, bool, &'static [u8])| {
            (
                (*path).to_owned(),
                Stored {
                    executable: *executable,
                    bytes: Cow::Borrowed(*bytes),
                },
            )
        };
        Pack {
            files: embedded::FILES.iter().map(stored).collect(),
        }
    }

    /// Templates given as files.
    pub fn memory(files: Vec<PackFile>) -> Pack {
        let stored = |file: PackFile| {
            (
                file.path,
                Stored {
                    executable: file.executable,
                    bytes: file.bytes,
                },
            )
        };
        Pack {
            files: files.into_iter().map(stored).collect(),
        }
    }

    /// The templates in a directory: one that holds `template.yaml`, or one that holds such folders and, if wanted,
    /// `_shared`. They may use the embedded layers.
    ///
    /// # Errors
    /// Usage (2) where there is no template, or a link or a device is in the way.
    pub fn directory(path: &Path) -> Result<Pack> {
        if !path.is_dir() {
            return Err(Error::usage(format!(
                "{} is no directory",
                Printable(&path.display().to_string())
            )));
        }
        let mut files = BTreeMap::new();
        let manifest = path.join("template.yaml");
        if let Some(text) = read_text(&manifest, SETTINGS, Links::Refuse)? {
            let name = manifest::read::<manifest::Manifest>("template.yaml", &text)?
                .metadata
                .name;
            collect(path, &name, &mut files)?;
            let shared = path.join("..").join(SHARED);
            if shared.is_dir() {
                collect(&shared, SHARED, &mut files)?;
            }
        } else {
            collect(path, "", &mut files)?;
        }
        let own = Pack { files };
        match own.names().is_empty() {
            true => Err(
                Error::usage(format!("{} holds no template", path.display()))
                    .hint("a template is a folder with a template.yaml"),
            ),
            false => Ok(Pack::embedded().layers().with(own)),
        }
    }

    /// This pack with the templates and layers of `over`, which win by name.
    #[must_use]
    pub fn with(mut self, over: Pack) -> Pack {
        let replaced: BTreeSet<String> = over
            .files
            .keys()
            .map(|path| owner(path).to_owned())
            .collect();
        self.files.retain(|path, _| !replaced.contains(owner(path)));
        self.files.extend(over.files);
        self
    }

    /// Whether the template `name` has the same files in `other`; its layers are not looked at.
    pub fn is_same(&self, other: &Pack, name: &str) -> bool {
        let same = |(a, b): ((&str, &Stored), (&str, &Stored))| {
            a.0 == b.0 && a.1.executable == b.1.executable && a.1.bytes == b.1.bytes
        };
        self.below(name).count() == other.below(name).count()
            && self.below(name).zip(other.below(name)).all(same)
    }

    /// The names of the templates, sorted.
    pub fn names(&self) -> Vec<&str> {
        let name = |path: &'_ String| path.strip_suffix("/template.yaml").map(str::len);
        self.files
            .keys()
            .filter_map(|path| name(path).map(|end| &path[..end]))
            .filter(|name| !name.contains('/'))
            .collect()
    }

    /// The names of the layers, sorted.
    pub(super) fn layer_names(&self) -> impl Iterator<Item = &str> {
        self.below(SHARED)
            .filter_map(|(path, _)| path.strip_suffix("/layer.yaml"))
            .filter(|name| !name.contains('/'))
    }

    /// The content of a file.
    pub(super) fn get(&self, path: &str) -> Option<&Stored> {
        self.files.get(path)
    }

    /// The text of the file at `path`.
    ///
    /// # Errors
    /// Usage (2) where it is not there, or no text.
    pub(super) fn text(&self, path: &str) -> Result<String> {
        let stored = self
            .get(path)
            .ok_or_else(|| Error::usage(format!("{path} is not there")))?;
        decoded(stored.bytes.to_vec()).map_err(|is| Error::usage(format!("{path} {is}")))
    }

    /// The files below a folder, by the rest of their path.
    pub(super) fn below<'p>(&'p self, folder: &str) -> impl Iterator<Item = (&'p str, &'p Stored)> {
        let prefix = format!("{folder}/");
        let length = prefix.len();
        self.files
            .range(prefix.clone()..)
            .take_while(move |(path, _)| path.starts_with(&prefix))
            .map(move |(path, stored)| (&path[length..], stored))
    }

    fn layers(mut self) -> Pack {
        self.files.retain(|path, _| path.starts_with("_shared/"));
        self
    }
}

/// The folder that stands for one template or layer.
fn owner(path: &str) -> &str {
    let parts = if path.starts_with("_shared/") { 2 } else { 1 };
    match path.match_indices('/').nth(parts - 1) {
        Some((end, _)) => &path[..end],
        None => path,
    }
}

fn collect(root: &Path, prefix: &str, files: &mut BTreeMap<String, Stored>) -> Result<()> {
    for entry in walk(root) {
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
        if path.split('/').nth(1) != Some(TESTS) {
            files.insert(path, stored(&entry)?);
        }
    }
    Ok(())
}

fn stored(entry: &DirEntry) -> Result<Stored> {
    let path = entry.path();
    let shown = path.display();
    let cannot = |error| Error::io(format_args!("read {shown}"), error);
    if !entry.file_type().is_file() {
        return Err(Error::usage(format!("{shown} is not a regular file"))
            .hint("templates hold files only, no links"));
    }
    let meta = entry.metadata().map_err(|error| cannot(error.into()))?;
    if meta.len() > LARGEST_FILE {
        return Err(Error::usage(format!("{shown} is larger than 16 MiB")));
    }
    let bytes = read_file(path, LARGEST_FILE, Links::Refuse)?.unwrap_or_default();
    Ok(Stored {
        executable: is_executable(&meta),
        bytes: Cow::Owned(bytes),
    })
}
