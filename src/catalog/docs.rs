//! TechDocs: `backstage.io/techdocs-ref: dir:<way>` promises a MkDocs site there. The way starts where the source of the
//! entity lies: in the folder of its file, unless `backstage.io/source-location` says otherwise.

use super::way::{Way, way};
use super::{Entity, Files};
use crate::diagnostic::{Diagnostic, Tier};
use crate::printable::brief;

/// The annotation that says where the documentation of an entity lies.
pub const TECHDOCS: &str = "backstage.io/techdocs-ref";

/// What MkDocs calls its configuration.
const CONFIGURATIONS: [&str; 2] = ["mkdocs.yml", "mkdocs.yaml"];

/// Whether a repository with this file has documentation for TechDocs.
pub fn configures_docs(path: &str) -> bool {
    CONFIGURATIONS.contains(&path)
}

/// The finding where the documentation of `entity`, which stands in the file `from`, is not there.
pub(super) fn docs_missing(files: &dyn Files, from: &str, entity: &Entity) -> Option<Diagnostic> {
    let mut annotations = entity.annotations();
    let reference = annotations.find(|one| one.key == TECHDOCS)?;
    let folder = reference.value.text.strip_prefix("dir:")?;
    let base = base(files, from, entity)?;
    let has = |name: &str| match way(&base, &format!("{folder}/{name}")) {
        Way::Inside(path) => files.has(&path),
        _ => false,
    };
    if CONFIGURATIONS.into_iter().any(has) {
        return None;
    }
    let message = format!("there is no mkdocs.yml in `{}`", brief(folder));
    Some(
        Diagnostic::new("techdocs-missing", Tier::Graph, message)
            .at(reference.value.place())
            .entity(entity.reference().to_string()),
    )
}

/// The file that the way is seen from; `None` where that lies in another repository, or may.
fn base(files: &dyn Files, from: &str, entity: &Entity) -> Option<String> {
    let Some(location) = entity.annotation("backstage.io/source-location") else {
        return Some(from.to_owned());
    };
    let location = location.strip_prefix("url:")?;
    let source = files.hosting()?.source(location)?;
    // A folder is seen from any file in it.
    Some(match source.is_empty() || source.ends_with('/') {
        true => format!("{source}mkdocs.yml"),
        false => source,
    })
}
