//! One version of the catalog, ready to be served. It never changes; a newer version replaces it as a whole.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::catalog_origin::CatalogOrigin;
use super::page_service::PageService;
use super::read_api::ReadApi;
use super::served_entity::{Parents, ServedEntity};
use crate::catalog::{Catalog, EntityProcessor, UNREADABLE_DOCUMENT_CODES};
use crate::clock::Clock;
use crate::count::CountedNoun;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, ErrorKind, Result};
use crate::platform::{Platform, PlatformSnapshot};
use crate::view::PlatformInfo;

/// A version of the catalog.
pub(super) struct CatalogState {
    /// The API.
    pub(super) api: Arc<ReadApi>,
    /// The pages.
    pub(super) pages: PageService,
    /// The short commit; `None` for files that aren't committed.
    pub(super) commit: Option<String>,
    /// The organisation; empty for a loose catalog.
    pub(super) organisation: String,
    /// The platform, in this version.
    pub(super) platform: PlatformInfo,
}

/// A version of the platform, and the catalog in it.
pub(super) struct LoadedCatalog {
    pub(super) snapshot: PlatformSnapshot,
    pub(super) catalog: Arc<Catalog>,
}

impl CatalogState {
    /// Whether `other` has the same entities, in the same commit.
    pub(super) fn is_like(&self, other: &CatalogState) -> bool {
        self.commit == other.commit && self.api.digest() == other.api.digest()
    }
}

impl LoadedCatalog {
    /// Reads the current version of `platform`. The files of a clean work tree are those of its commit.
    ///
    /// # Errors
    /// Findings (1) if a file can't be parsed; usage (2) for invalid settings; those of [`Platform::read_current_snapshot`].
    pub(super) fn read(platform: &Platform, clock: Clock) -> Result<LoadedCatalog> {
        let snapshot = match platform.find_unchanged_commit(Path::new("")) {
            Some(commit) => platform.read_snapshot_at(&commit.to_string())?,
            None => platform.read_current_snapshot()?,
        };
        snapshot.load_rule_settings(clock.today())?;
        let catalog = snapshot.read_catalog()?;
        match catalog.unparsable_file_count() {
            0 => Ok(LoadedCatalog { snapshot, catalog }),
            count => Err(report_unparsable_files(&catalog, count)),
        }
    }

    /// Prepares the API and starts rendering pages.
    ///
    /// # Errors
    /// Io (7) if no thread can be started, or if a folder that a Location names can't be read.
    pub(super) fn prepare(self, platform: &Platform, clock: Clock) -> Result<CatalogState> {
        let LoadedCatalog { snapshot, catalog } = self;
        Ok(CatalogState {
            api: Arc::new(build_api(platform, &snapshot, &catalog)?),
            commit: snapshot
                .commit()
                .map(|commit| commit.chars().take(7).collect()),
            organisation: snapshot.config.organisation.clone(),
            platform: PlatformInfo::new(platform, &snapshot),
            pages: PageService::start(platform, snapshot, catalog, clock)?,
        })
    }
}

/// The error that lists what can't be parsed.
fn report_unparsable_files(catalog: &Catalog, count: usize) -> Error {
    let files = CountedNoun(count, "catalog file");
    let is_unreadable = |finding: &&Diagnostic| UNREADABLE_DOCUMENT_CODES.contains(&finding.code);
    let findings = catalog.diagnostics.iter().filter(is_unreadable);
    Error::new(ErrorKind::Findings, format!("{files} can't be parsed"))
        .with_diagnostics(findings.cloned().collect())
        .with_hint("idp catalog validate")
}

fn build_api(
    platform: &Platform,
    snapshot: &PlatformSnapshot,
    catalog: &Catalog,
) -> Result<ReadApi> {
    let files = snapshot.files();
    let location = platform.find_github_location(snapshot);
    let root_file = snapshot.config.catalog.find_catalog_root_file(&*files);
    let origin = match (&location, platform.directory()) {
        _ if snapshot.is_loose_catalog() => None,
        (Some(location), _) => Some(CatalogOrigin::GitHub(location.clone())),
        (None, Some(directory)) => Some(CatalogOrigin::in_directory(directory, &root_file)),
        (None, None) => None,
    };
    let processor = EntityProcessor::new(catalog, &*files, location.as_ref());
    let served = processor.served_entities();
    let references = served.par_iter().map(|number| {
        let reference = catalog.entities[*number].entity_ref().to_string();
        reference.to_lowercase()
    });
    let mut refs: Vec<String> = references.collect();
    let root_location = origin
        .as_ref()
        .map(|origin| origin.root_location().entity_ref());
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
    Ok(ReadApi::new(refs, parents, |index| {
        match (served.get(index), &origin) {
            (None, Some(origin)) => ServedEntity::of_root_location(origin),
            (number, origin) => {
                let number = number.copied().unwrap_or_default();
                let path = catalog.entities[number].file_path();
                ServedEntity::new(processor.process_entity(number), path, origin.as_ref())
            }
        }
    }))
}
