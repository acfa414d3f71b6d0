//! TechDocs: `backstage.io/techdocs-ref: dir:<way>` promises a MkDocs site there. The way starts where the source of the
//! entity lies: in the folder of its file, unless `backstage.io/source-location` says otherwise.

use super::target_path::{TargetPath, resolve_target_path};
use super::{Entity, Files};
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::printable::escape_and_truncate;

/// The annotation that says where the documentation of an entity lies.
pub const TECHDOCS_REF_ANNOTATION: &str = "backstage.io/techdocs-ref";

/// What MkDocs calls its configuration.
const MKDOCS_CONFIG_NAMES: [&str; 2] = ["mkdocs.yml", "mkdocs.yaml"];

/// Whether a repository with this file has documentation for TechDocs.
pub fn is_mkdocs_config(path: &str) -> bool {
    MKDOCS_CONFIG_NAMES.contains(&path)
}

/// The finding where the documentation of `entity`, which stands in the file `from`, is not there.
pub(super) fn check_techdocs(files: &dyn Files, from: &str, entity: &Entity) -> Option<Diagnostic> {
    let mut annotations = entity.annotations();
    let reference = annotations.find(|one| one.key == TECHDOCS_REF_ANNOTATION)?;
    let folder = reference.value.text.strip_prefix("dir:")?;
    let base = resolve_techdocs_ref_origin(files, from, entity)?;
    let has = |name: &str| match resolve_target_path(&base, &format!("{folder}/{name}")) {
        TargetPath::Inside(path) => files.has_file(&path),
        _ => false,
    };
    if MKDOCS_CONFIG_NAMES.into_iter().any(has) {
        return None;
    }
    let message = format!(
        "there is no mkdocs.yml in `{}`",
        escape_and_truncate(folder)
    );
    Some(
        Diagnostic::new("techdocs-missing", RuleTier::Graph, message)
            .with_place(reference.value.place())
            .with_entity(entity.entity_ref().to_string()),
    )
}

/// The file that the way is seen from; `None` where that lies in another repository, or may.
fn resolve_techdocs_ref_origin(files: &dyn Files, from: &str, entity: &Entity) -> Option<String> {
    let Some(location) = entity.annotation("backstage.io/source-location") else {
        return Some(from.to_owned());
    };
    let location = location.strip_prefix("url:")?;
    let source = files
        .hosted_repository()?
        .resolve_source_location(location)?;
    // A folder is seen from any file in it.
    Some(if source.is_empty() || source.ends_with('/') {
        format!("{source}mkdocs.yml")
    } else {
        source
    })
}
