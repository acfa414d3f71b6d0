//! Reads the templates and layers of a directory.

use std::path::Path;

use walkdir::DirEntry;

use super::manifest::{self, TemplateManifest};
use super::pack::{
    LAYERS_FOLDER, MAX_TEMPLATE_FILE_SIZE, TEMPLATE_MANIFEST_FILE, TemplatePack,
    TemplatePackFileContent,
};
use crate::error::{Error, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_regular_file, read_text_file};
use crate::printable::Printable;
use crate::walk::{is_executable, walk_directory};

impl TemplatePack {
    /// Reads the templates in a directory: either a directory with a `template.yaml`, or one with such folders and,
    /// optionally, `_shared`. They can use the embedded layers.
    ///
    /// # Errors
    /// Usage (2) if there is no template, or if a file is a link or a device.
    pub fn from_directory(path: &Path) -> Result<TemplatePack> {
        if !path.is_dir() {
            return Err(not_a_directory_error(path));
        }
        let manifest = path.join(TEMPLATE_MANIFEST_FILE);
        let manifest = read_text_file(&manifest, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)?;
        let (own, layers) = match manifest {
            Some(text) => (
                read_single_template(path, &text)?,
                TemplatePack::from_layers_for(&path.join(".."))?,
            ),
            None => (read_pack_files(path, "")?, embedded_layers()),
        };
        if own.template_names().is_empty() {
            return Err(Error::usage(format!("no template in {}", path.display()))
                .with_hint("a template is a folder with a template.yaml"));
        }
        Ok(layers.with_overrides(own))
    }

    /// The layers for the templates in `folder`: the embedded ones and those in its `_shared`, which take precedence.
    ///
    /// # Errors
    /// Usage (2) if a file is a link or a device; io (7) if it can't be read.
    pub fn from_layers_for(folder: &Path) -> Result<TemplatePack> {
        let shared = folder.join(LAYERS_FOLDER);
        if !shared.is_dir() {
            return Ok(embedded_layers());
        }
        Ok(embedded_layers().with_overrides(read_pack_files(&shared, LAYERS_FOLDER)?))
    }
}

/// The error for a path that isn't a directory; it may be meant as the name of an embedded template.
fn not_a_directory_error(path: &Path) -> Error {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_embedded = TemplatePack::from_embedded()
        .template_names()
        .contains(&&*name);
    let copy = is_embedded.then(|| {
        format!("`{name}` is embedded in idp; to get a copy: idp template new <NAME> --from {name}")
    });
    Error::usage(format!(
        "{} is not a directory",
        Printable(&path.display().to_string())
    ))
    .with_optional_hint(copy)
}

fn read_single_template(path: &Path, manifest: &str) -> Result<TemplatePack> {
    let folder = path.canonicalize().ok();
    let folder = folder.as_deref().and_then(Path::file_name);
    let file = Path::new(folder.unwrap_or_default()).join(TEMPLATE_MANIFEST_FILE);
    let manifest: TemplateManifest =
        manifest::parse_manifest(&file.display().to_string(), manifest)?;
    read_pack_files(path, &manifest.metadata.name)
}

fn embedded_layers() -> TemplatePack {
    TemplatePack::from_embedded().into_layers_only()
}

/// The files below `root`, which is the folder `prefix` of the pack.
fn read_pack_files(root: &Path, prefix: &str) -> Result<TemplatePack> {
    let mut files = Vec::new();
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
        if TemplatePack::is_stored_path(&path) {
            files.push((path, read_pack_file(&entry)?));
        }
    }
    Ok(files.into_iter().collect())
}

fn read_pack_file(entry: &DirEntry) -> Result<TemplatePackFileContent> {
    let path = entry.path();
    let shown = path.display();
    let cannot = |error| Error::io(format_args!("read {shown}"), error);
    if !entry.file_type().is_file() {
        return Err(Error::usage(format!("{shown} is not a regular file"))
            .with_hint("replace it with a regular file: templates can't contain links"));
    }
    let meta = entry.metadata().map_err(|error| cannot(error.into()))?;
    if meta.len() > MAX_TEMPLATE_FILE_SIZE {
        return Err(Error::usage(format!("{shown} is larger than 16 MiB")));
    }
    let bytes =
        read_regular_file(path, MAX_TEMPLATE_FILE_SIZE, SymlinkPolicy::Refuse)?.unwrap_or_default();
    Ok(TemplatePackFileContent {
        executable: is_executable(&meta),
        bytes: bytes.into(),
    })
}
