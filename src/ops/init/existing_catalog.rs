//! The catalog that a repository has before it becomes a platform, or since: its owner must be one of its groups.

use std::path::Path;
use std::sync::Arc;

use crate::catalog::{Catalog, EntityRef};
use crate::error::{Error, Result};
use crate::platform::{EntityDestination, PlatformSnapshot};
use crate::printable::Printable;

/// The catalog of the platform in `root`; `None` if it has no root file yet.
///
/// # Errors
/// Usage (2) if the settings are invalid; io (7).
pub(super) fn read_existing_catalog(root: &Path) -> Result<Option<Arc<Catalog>>> {
    let snapshot = PlatformSnapshot::from_directory(root)?;
    let files = snapshot.files();
    let root_file = snapshot.config.catalog.find_catalog_root_file(&*files);
    if !files.has_file(&root_file) {
        return Ok(None);
    }
    snapshot.read_catalog().map(Some)
}

/// The file of a new component of the platform in `root`, if no Location of `catalog` would reach it, so that nothing can be registered.
///
/// # Errors
/// Those of reading the catalog.
pub(super) fn find_unreached_component_file(
    root: &Path,
    catalog: &Arc<Catalog>,
) -> Result<Option<String>> {
    let snapshot = PlatformSnapshot::from_directory(root)?;
    let probe = EntityRef {
        kind: "component",
        namespace: "default",
        name: PROBE_NAME,
    };
    let destination = snapshot.config.catalog.component_destination(PROBE_NAME);
    let EntityDestination::OwnFile(path) = destination else {
        return Ok(None);
    };
    let text = format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {PROBE_NAME}}}\nspec: {{type: service, lifecycle: production, owner: {PROBE_NAME}}}\n"
    );
    let change = [(path.as_str(), Some(text.as_bytes()))];
    let after = snapshot.read_catalog_with_changes(catalog, change)?;
    Ok(after.get(probe).is_none().then_some(path))
}

/// A component that no catalog has.
const PROBE_NAME: &str = "idp-init-probe";

/// Checks that the catalog has the group `owner`.
///
/// # Errors
/// Not found (3).
pub(super) fn validate_owner_in_catalog(catalog: &Catalog, owner: &str) -> Result<()> {
    if has_group(catalog, owner) {
        return Ok(());
    }
    let error = Error::not_found(format!(
        "the catalog has no group `{}` that could own the platform",
        Printable(owner)
    ));
    Err(match find_first_group(catalog) {
        Some(group) => error.with_hint(format!(
            "name one that it has, such as {}",
            Printable(group)
        )),
        None => error.with_hint(format!(
            "add a document to the root file of the catalog: {{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {{name: {}}}, spec: {{type: team, children: []}}}}",
            Printable(owner)
        )),
    })
}

/// Whether the default namespace has the group `name`.
pub(super) fn has_group(catalog: &Catalog, name: &str) -> bool {
    let group = EntityRef {
        kind: "group",
        namespace: "default",
        name,
    };
    catalog.get(group).is_some()
}

/// The first group of the default namespace, by name.
pub(super) fn find_first_group(catalog: &Catalog) -> Option<&str> {
    let groups = catalog.entities_of_kind("group");
    let groups = groups.filter(|group| group.entity_ref().namespace == "default");
    groups.map(|group| group.name()).min()
}
