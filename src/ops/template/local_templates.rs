//! Finds the templates that a path on the command line names.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::platform::PLATFORM_CONFIG_FILE;
use crate::template::{TEMPLATE_MANIFEST_FILE, TemplatePack};

/// The folder of the templates for `path`: in a platform, its `templates` folder, or the template in it that has this name.
pub fn resolve_templates_folder(path: &Path) -> PathBuf {
    // Without a `.` at its end, which has no name.
    let path: PathBuf = path.components().collect();
    let named = path.parent().zip(path.file_name());
    let named = named.map(|(folder, name)| folder.join("templates").join(name));
    let is_template = |folder: &PathBuf| folder.join(TEMPLATE_MANIFEST_FILE).is_file();
    if let Some(named) = named.filter(|named| !path.exists() && is_template(named)) {
        return named;
    }
    let inside = path.join("templates");
    if !path.join(TEMPLATE_MANIFEST_FILE).is_file() && inside.is_dir() {
        inside
    } else {
        path
    }
}

/// Templates in a directory that can be checked.
pub struct LocalTemplates {
    /// Their files, and those of the layers.
    pub pack: TemplatePack,
    /// The names of the templates to check.
    pub names: Vec<String>,
    /// The directory that paths in findings are relative to.
    pub directory: PathBuf,
}

impl LocalTemplates {
    /// The template or templates at `path`. A template of a platform is loaded by the name of its folder, as the platform does.
    ///
    /// # Errors
    /// As [`TemplatePack::from_directory`].
    pub fn from_path(path: &Path) -> Result<LocalTemplates> {
        let path = resolve_templates_folder(path);
        if !path.join(TEMPLATE_MANIFEST_FILE).is_file() {
            return LocalTemplates::load_all(&path, &path);
        }
        let folder = path.canonicalize().unwrap_or_else(|_| path.clone());
        let parent = folder.parent().unwrap_or(&folder);
        if is_template_of_platform(&folder) {
            return Ok(LocalTemplates {
                names: vec![file_name(&folder)],
                ..LocalTemplates::load_all(parent, parent)?
            });
        }
        LocalTemplates::load_all(&path, parent)
    }

    /// Every template at `path`, with paths relative to `directory`.
    fn load_all(path: &Path, directory: &Path) -> Result<LocalTemplates> {
        let pack = TemplatePack::from_directory(path)?;
        let names = pack.template_names().into_iter();
        Ok(LocalTemplates {
            names: names.map(str::to_owned).collect(),
            pack,
            directory: directory.to_owned(),
        })
    }
}

/// Whether `folder`, a canonical path, is in the folder `templates` of a platform.
fn is_template_of_platform(folder: &Path) -> bool {
    let templates = folder.parent();
    let platform = templates.and_then(Path::parent);
    templates.is_some_and(|templates| file_name(templates) == "templates")
        && platform.is_some_and(|platform| platform.join(PLATFORM_CONFIG_FILE).is_file())
}

/// Whether `directory` is a template or contains templates. Backstage's templates have the same file name.
pub fn has_templates(directory: &Path) -> bool {
    let is_template = |folder: &Path| {
        let manifest = folder.join(TEMPLATE_MANIFEST_FILE);
        let text = read_text_file(&manifest, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse);
        text.is_ok_and(|text| text.is_some_and(|text| !text.contains("backstage.io/")))
    };
    let folders = std::fs::read_dir(directory).into_iter().flatten().flatten();
    is_template(directory)
        || folders
            .into_iter()
            .any(|folder| is_template(&folder.path()))
}

/// The last part of `path`.
pub(super) fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
