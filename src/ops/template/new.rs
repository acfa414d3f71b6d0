//! `idp template new`: creates a small working template with a test case, or copies a template.

use std::path::{Path, PathBuf};

use super::test::test_templates_of_pack;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::template::{Template, TemplatePack, TemplatePackFile, UsedLayer, parse_template_name};
use crate::write_file::write_new_file;

/// The files of a new template. `NAME` is replaced with its name.
const STARTER_FILES: [(&str, &str); 3] = [
    ("template.yaml", include_str!("starter/template.yaml")),
    (
        "files/README.md.hbs",
        include_str!("starter/files/README.md.hbs"),
    ),
    (
        "tests/default/case.yaml",
        include_str!("starter/tests/default/case.yaml"),
    ),
];

/// A template that was created.
#[derive(Clone, Debug)]
pub struct CreatedTemplate {
    /// Its name.
    pub name: String,
    /// The template that it's a copy of, if any.
    pub copied_from: Option<String>,
    /// Its folder.
    pub directory: PathBuf,
    /// The files that were written, without the expected files of its cases.
    pub files: Vec<String>,
    /// The layers that it uses, which are shared with other templates.
    pub layers: Vec<String>,
}

/// Atomically creates the template `name` in `directory`, which must not exist.
///
/// # Errors
/// Usage (2) for an invalid name; conflict (6) if `directory` exists; io (7).
pub fn create_template(name: &str, directory: &Path) -> Result<CreatedTemplate> {
    let name = parse_template_name(name)?;
    reject_existing_directory(directory)?;
    let starter = build_starter_pack(&name);
    let pack = load_layers_for(directory)?.with_overrides(starter);
    write_new_template(&pack, &pack.load_template(&name)?, directory)
}

/// Atomically copies the template `from` of `pack`, with its test cases, as `name` to `directory`, which must not exist.
///
/// # Errors
/// As [`create_template`]; not found (3) if there is no template `from`; usage (2) if `directory` lacks one of its layers.
pub fn copy_template(
    pack: &TemplatePack,
    from: &str,
    name: &str,
    directory: &Path,
) -> Result<CreatedTemplate> {
    let name = parse_template_name(name)?;
    reject_existing_directory(directory)?;
    let template = pack.load_template(from)?;
    let layers = load_layers_for(directory)?;
    check_layers_are_available(&template, &layers, directory)?;
    let pack = layers.with_overrides(pack.copy_template(&template, &name)?);
    let created = write_new_template(&pack, &pack.load_template(&name)?, directory)?;
    Ok(CreatedTemplate {
        copied_from: Some(from.to_owned()),
        ..created
    })
}

fn build_starter_pack(name: &str) -> TemplatePack {
    let file = |(path, text): (&str, &str)| TemplatePackFile {
        path: format!("{name}/{path}"),
        executable: false,
        bytes: text.replace("NAME", name).into_bytes().into(),
    };
    TemplatePack::from_files(STARTER_FILES.map(file).to_vec())
}

fn reject_existing_directory(directory: &Path) -> Result<()> {
    if directory.symlink_metadata().is_err() {
        return Ok(());
    }
    let shown = directory.display().to_string();
    Err(Error::conflict(format!(
        "{} already exists",
        Printable(&shown)
    )))
}

/// The layers that a template in `directory` can use.
fn load_layers_for(directory: &Path) -> Result<TemplatePack> {
    TemplatePack::from_layers_for(parent_folder(directory))
}

fn check_layers_are_available(
    template: &Template,
    available: &TemplatePack,
    directory: &Path,
) -> Result<()> {
    let is_missing = |layer: &&UsedLayer| !available.layer_names().any(|name| name == layer.name);
    let Some(layer) = template.layers().iter().find(is_missing) else {
        return Ok(());
    };
    let shared = parent_folder(directory).join("_shared").join(&layer.name);
    let message = format!(
        "template `{}` uses the layer `{}`, but {} doesn't exist",
        Printable(template.name()),
        Printable(&layer.name),
        Printable(&shared.display().to_string())
    );
    Err(Error::usage(message).with_hint(
        "run the command in a clone of the platform, whose templates/_shared has the layer",
    ))
}

/// Writes `template`, the only one in `pack`, and the expected files of its cases.
fn write_new_template(
    pack: &TemplatePack,
    template: &Template,
    directory: &Path,
) -> Result<CreatedTemplate> {
    let shown = directory.display().to_string();
    let cannot = |error| Error::io(format_args!("create {}", Printable(&shown)), error);
    let around = parent_folder(directory);
    std::fs::create_dir_all(around).map_err(cannot)?;
    let draft = tempfile::Builder::new()
        .prefix(".template-")
        .tempdir_in(around)
        .map_err(cannot)?;
    let new = draft.path().join("new");
    let files = pack.list_template_files(template.name());
    for file in &files {
        let path = new.join(&file.path);
        std::fs::create_dir_all(parent_folder(&path)).map_err(cannot)?;
        write_new_file(&path, file.executable, &file.bytes).map_err(cannot)?;
    }
    test_templates_of_pack(pack, &new, &[], true)?;
    std::fs::rename(&new, directory).map_err(cannot)?;
    let layers = template.layers().iter();
    Ok(CreatedTemplate {
        name: template.name().to_owned(),
        copied_from: None,
        directory: directory.to_owned(),
        files: files.into_iter().map(|file| file.path).collect(),
        layers: layers.map(|layer| layer.name.clone()).collect(),
    })
}

fn parent_folder(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}
