//! One version of the catalog, ready to be served. It never changes; a newer version replaces it as a whole.

use std::sync::Arc;

use super::catalog_origin::CatalogOrigin;
use super::entity_preparation::prepare_entities;
use super::page_service::PageService;
use super::read_api::ReadApi;
use super::store_file::StoreFile;
use crate::clock::Clock;
use crate::error::Result;
use crate::ops;
use crate::platform::Platform;
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
    /// Where the entities are still to be stored.
    unwritten: Option<StoreFile>,
}

impl CatalogState {
    /// Reads the current version of `platform`, and starts rendering pages. The files of a clean work tree are those of its commit.
    ///
    /// # Errors
    /// Findings (1) if a file can't be parsed; usage (2) for invalid settings; those of [`Platform::read_current_snapshot`]; io (7) if no thread
    /// can be started, or if a folder that a Location names can't be read.
    pub(super) fn load(platform: &Platform, clock: Clock) -> Result<CatalogState> {
        let snapshot = match platform.find_unchanged_commit(None) {
            Some(commit) => platform.read_snapshot_at(&commit.to_string())?,
            None => platform.read_current_snapshot()?,
        };
        snapshot.load_rule_settings(clock.today())?;
        let origin = CatalogOrigin::of_snapshot(platform, &snapshot);
        let store_file = StoreFile::of_commit(platform, &snapshot, origin.as_ref());
        let (store, catalog, unwritten) = match store_file.as_ref().and_then(StoreFile::read) {
            Some(store) => (store, None, None),
            None => {
                let catalog = ops::read_parsable_catalog(&snapshot)?;
                let store = prepare_entities(&snapshot, &catalog, origin.as_ref())?;
                (store, Some(catalog), store_file)
            }
        };
        Ok(CatalogState {
            api: Arc::new(ReadApi::new(store)),
            commit: snapshot
                .commit()
                .map(|commit| commit.chars().take(7).collect()),
            organisation: snapshot.config.organisation.clone(),
            platform: PlatformInfo::new(platform, &snapshot),
            pages: PageService::start(platform, snapshot, catalog, clock)?,
            unwritten,
        })
    }

    /// Whether `other` has the same entities, in the same commit.
    pub(super) fn is_like(&self, other: &CatalogState) -> bool {
        let digest = |state: &CatalogState| state.api.store().digest();
        self.commit == other.commit && digest(self) == digest(other)
    }

    /// The number of entities.
    pub(super) fn entity_count(&self) -> usize {
        self.api.store().len()
    }

    /// Stores the entities for the next start, if they were read from a commit. Without them, it only takes longer.
    pub(super) fn write_store(&self) {
        if let Some(file) = &self.unwritten {
            let _ = file.write(self.api.store());
        }
    }
}
