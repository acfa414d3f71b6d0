//! `idp catalog export`: the catalog as other programs read it.

use std::sync::Arc;

use crate::catalog::{Catalog, EntityProcessor, GitHubCatalogLocation};
use crate::platform::{Platform, PlatformSnapshot};
use rayon::prelude::*;

/// A catalog and its files, to be processed while it's written: its JSON is many times larger than the catalog.
pub struct CatalogExport {
    catalog: Arc<Catalog>,
    snapshot: PlatformSnapshot,
    location: Option<GitHubCatalogLocation>,
}

impl CatalogExport {
    /// The export of `catalog`, which was read from `snapshot` of `platform`.
    pub fn new(
        platform: &Platform,
        snapshot: PlatformSnapshot,
        catalog: Arc<Catalog>,
    ) -> CatalogExport {
        CatalogExport {
            location: platform.find_github_location(&snapshot),
            catalog,
            snapshot,
        }
    }

    /// The catalog.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Calls `work` with the processor of the entities.
    pub fn with_processor<T>(&self, work: impl FnOnce(&EntityProcessor<'_>) -> T) -> T {
        let files = self.snapshot.files();
        work(&EntityProcessor::new(
            &self.catalog,
            &*files,
            self.location.as_ref(),
        ))
    }

    /// The placeholders whose contents the export lacks, each with the ref of its entity. Sorted.
    pub fn find_unread_placeholders(&self) -> Vec<(String, String)> {
        let may_have_placeholder =
            |number: &usize| self.catalog.entities[*number].document_text().contains('$');
        self.with_processor(|processor| {
            let served = processor.served_entities();
            let found = served
                .into_par_iter()
                .filter(may_have_placeholder)
                .map(|number| {
                    let reference = self.catalog.entities[number].entity_ref().to_string();
                    let unread = processor.process_entity(number).unread_placeholders;
                    let unread = unread
                        .into_iter()
                        .map(|placeholder| (reference.clone(), placeholder));
                    unread.collect::<Vec<_>>()
                });
            found.collect::<Vec<_>>().concat()
        })
    }
}
