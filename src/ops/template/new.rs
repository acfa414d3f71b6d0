//! `idp template new`: creates a small working template with a test case.

use std::path::{Path, PathBuf};

use super::test::test_templates;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::template::parse_template_name;

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
    /// Its folder.
    pub directory: PathBuf,
    /// The files that were written, without the expected files of its case.
    pub files: Vec<&'static str>,
}

/// Creates the template `name` in `directory`, which must not exist, atomically.
///
/// # Errors
/// Usage (2) for an invalid name; conflict (6) if `directory` exists; io (7).
pub fn create_template(name: &str, directory: &Path) -> Result<CreatedTemplate> {
    let name = parse_template_name(name)?;
    let shown = directory.display().to_string();
    if directory.symlink_metadata().is_ok() {
        return Err(Error::conflict(format!(
            "{} already exists",
            Printable(&shown)
        )));
    }
    let cannot = |error| Error::io(format_args!("create {}", Printable(&shown)), error);
    let around = directory.parent().unwrap_or(directory);
    std::fs::create_dir_all(around).map_err(cannot)?;
    let draft = tempfile::Builder::new()
        .prefix(".template-")
        .tempdir_in(around)
        .map_err(cannot)?;
    let new = draft.path().join("new");
    for (path, text) in STARTER_FILES {
        let path = new.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(&new)).map_err(cannot)?;
        std::fs::write(&path, text.replace("NAME", &name)).map_err(cannot)?;
    }
    test_templates(&new, &[], true)?;
    std::fs::rename(&new, directory).map_err(cannot)?;
    Ok(CreatedTemplate {
        name,
        directory: directory.to_owned(),
        files: STARTER_FILES.map(|(path, _)| path).to_vec(),
    })
}
