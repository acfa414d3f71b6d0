//! Prepares the entities of a catalog to be served, once for each version of it.

use rayon::prelude::*;

use super::catalog_origin::CatalogOrigin;
use super::read_api::EntityStore;
use super::served_entity::{Parents, ServedEntity};
use crate::catalog::{Catalog, EntityProcessor};
use crate::error::Result;
use crate::platform::PlatformSnapshot;

/// The entities of `catalog`, which was read from `snapshot`, as Backstage serves them if it reads the catalog from `origin`.
///
/// # Errors
/// Io (7) if a folder that a Location names can't be read.
pub(super) fn prepare_entities(
    snapshot: &PlatformSnapshot,
    catalog: &Catalog,
    origin: Option<&CatalogOrigin>,
) -> Result<EntityStore> {
    let files = snapshot.files();
    let location = origin.and_then(CatalogOrigin::github_location);
    let processor = EntityProcessor::new(catalog, &*files, location);
    let served = processor.served_entities();
    let references = served.par_iter().map(|number| {
        let reference = catalog.entities[*number].entity_ref().to_string();
        reference.to_lowercase()
    });
    let mut refs: Vec<String> = references.collect();
    let root_location = origin.map(|origin| origin.root_location().entity_ref());
    let root_file = snapshot.config.catalog.find_catalog_root_file(&*files);
    let mut parents = Parents::default();
    let locations = catalog.find_locations_by_file(&*files)?;
    for (number, reference) in served.iter().zip(&refs) {
        let path = catalog.entities[*number].file_path();
        for location in locations.get(path).into_iter().flatten() {
            let location = catalog.entities[*location].entity_ref().to_string();
            parents.add(reference, &location.to_lowercase());
        }
        if let Some(root) = root_location.as_ref().filter(|_| path == root_file) {
            parents.add(reference, root);
        }
    }
    refs.extend(root_location);
    Ok(EntityStore::build(&refs, &parents, |index| {
        match (served.get(index), origin) {
            (None, Some(origin)) => ServedEntity::of_root_location(origin),
            (number, origin) => {
                let number = number.copied().unwrap_or_default();
                let path = catalog.entities[number].file_path();
                ServedEntity::new(processor.process_entity(number), path, origin)
            }
        }
    }))
}
