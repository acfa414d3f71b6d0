//! TechDocs: `backstage.io/techdocs-ref: dir:<path>` requires a MkDocs site there. The path is relative to the entity's
//! source: the folder of its file, or the location in `backstage.io/source-location`.

use super::target_path::{TargetPathResolution, resolve_target_relative_to_file};
use super::{Entity, Files};
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::printable::escape_and_truncate;

/// The annotation with the location of an entity's documentation.
pub const TECHDOCS_REF_ANNOTATION: &str = "backstage.io/techdocs-ref";

/// The names of MkDocs configuration files.
const MKDOCS_CONFIG_NAMES: [&str; 2] = ["mkdocs.yml", "mkdocs.yaml"];

/// Whether a repository with this file has documentation for TechDocs.
pub fn is_mkdocs_config(path: &str) -> bool {
    MKDOCS_CONFIG_NAMES.contains(&path)
}

/// Reports a missing documentation folder of `entity`, which is in the file `from`.
pub(super) fn check_techdocs(files: &dyn Files, from: &str, entity: &Entity) -> Option<Diagnostic> {
    let mut annotations = entity.annotations();
    let reference = annotations.find(|one| one.key == TECHDOCS_REF_ANNOTATION)?;
    let folder = reference.value.text.strip_prefix("dir:")?;
    let base = find_techdocs_ref_base_file(files, from, entity)?;
    let has = |name: &str| match resolve_target_relative_to_file(&base, &format!("{folder}/{name}"))
    {
        TargetPathResolution::Inside(path) => files.has_file(&path),
        _ => false,
    };
    if MKDOCS_CONFIG_NAMES.into_iter().any(has) {
        return None;
    }
    let message = format!("no mkdocs.yml in `{}`", escape_and_truncate(folder));
    Some(
        Diagnostic::new("techdocs-missing", RuleTier::Graph, message)
            .with_place(reference.value.place())
            .with_entity(entity.entity_ref().to_string()),
    )
}

/// The file that the path is relative to; `None` if it is, or may be, in another repository.
fn find_techdocs_ref_base_file(files: &dyn Files, from: &str, entity: &Entity) -> Option<String> {
    let Some(location) = entity.annotation("backstage.io/source-location") else {
        return Some(from.to_owned());
    };
    let location = location.strip_prefix("url:")?;
    let source = files
        .hosted_repository()?
        .source_location_to_path(location)?;
    // For a folder, any file in it works as the base.
    Some(if source.is_empty() || source.ends_with('/') {
        format!("{source}mkdocs.yml")
    } else {
        source
    })
}
