//! The index: answers queries about a large catalog from the few documents they need.
//!
//! It doesn't store answers. It maps a handle to the documents it may mean, to group members and to parents, and stores
//! the text of each document; a query reads those few into an ordinary catalog, and the ordinary code answers it. The
//! index is a file in the cache directory, one per platform, replaced atomically, and never trusted: data that doesn't
//! match its checksum is ignored.

mod delta;
mod file;
mod key;
mod ownership_counts;
mod query;
mod stamp;
#[cfg(test)]
mod tests;
mod writer;

use std::path::PathBuf;

use hashbrown::HashSet;

use file::CatalogIndex;
pub(crate) use key::{
    IndexKey, index_key_for_catalog_file, index_key_for_chat_channel, index_key_for_entity_name,
    index_key_for_entity_ref, index_key_for_kubernetes_namespace, index_key_for_link_host,
    index_key_for_owner, index_key_for_repository_name, index_key_for_title,
    index_keys_for_code_owner, index_keys_for_web_location,
};
pub use ownership_counts::TeamOwnershipCounts;
use query::query_catalog_index;
use stamp::StampSource;
use writer::write_catalog_index;

use crate::catalog::{Catalog, EntityRef, suggest_refs};
use crate::error::Result;
use crate::platform::{Platform, PlatformSnapshot};
use crate::similar_names::find_similar_names;

/// The minimum number of documents for an index; smaller catalogs are read fast enough.
const MIN_INDEXED_DOCUMENTS: usize = 2_000;

/// The part of a catalog that a query needs.
pub struct CatalogSubset {
    /// The relevant entities.
    pub catalog: Catalog,
    index: Option<CatalogIndex>,
    /// The files whose indexed documents are stale, and those that were read again.
    stale_paths: HashSet<String>,
    reread_paths: HashSet<String>,
}

impl CatalogSubset {
    /// Reads the part of the catalog of `snapshot` that is relevant to `keys`; without an index, reads all of it and
    /// then builds the index if it's worthwhile. Failing to write the index isn't an error.
    ///
    /// `past` means that the snapshot is historical, while the index describes the present.
    pub(crate) fn load_catalog_subset(
        platform: &Platform,
        snapshot: &PlatformSnapshot,
        past: bool,
        keys: &[IndexKey],
    ) -> Result<CatalogSubset> {
        let path = catalog_index_path(platform);
        let (stamps, whole) = (
            StampSource::from_snapshot(snapshot),
            stamp::compute_tree_stamp(snapshot),
        );
        let settled = snapshot.reads_catalog_without_folder_scan();
        if let Some(index) = CatalogIndex::open_catalog_index(&path).filter(|_| settled) {
            let same = whole.is_some_and(|whole| whole == index.catalog_stamp());
            if let Some(part) = query_catalog_index(&index, snapshot, &stamps, same, keys)? {
                return Ok(CatalogSubset {
                    catalog: part.catalog,
                    index: Some(index),
                    stale_paths: part.stale_paths,
                    reread_paths: part.reread_paths,
                });
            }
        }
        let catalog = snapshot.read_catalog_from_files(&*snapshot.files())?;
        if catalog.document_count >= MIN_INDEXED_DOCUMENTS && !past && settled {
            let _ = write_catalog_index(&path, &catalog, &stamps, whole.unwrap_or_default());
        }
        Ok(CatalogSubset {
            catalog,
            index: None,
            stale_paths: HashSet::new(),
            reread_paths: HashSet::new(),
        })
    }

    /// Whether part of the catalog couldn't be read properly.
    pub fn has_diagnostics(&self) -> bool {
        self.catalog.has_diagnostics()
            || self
                .index
                .as_ref()
                .is_some_and(CatalogIndex::catalog_has_diagnostics)
    }

    /// The entities of the whole catalog whose name is most similar to `text`, as [`suggest_refs`] writes them.
    pub(crate) fn suggest_names(&self, text: &str) -> Vec<String> {
        let texts = self.read_entity_refs();
        let refs: Vec<EntityRef<'_>> = texts
            .iter()
            .filter_map(|text| EntityRef::parse(text, None, "default").ok())
            .collect();
        suggest_refs(text, &refs)
    }

    /// The group or user that `missing`, an owner that isn't in the catalog, most likely means: one with its name, else with a similar
    /// name.
    pub(crate) fn suggest_owner(&self, missing: EntityRef<'_>) -> Option<String> {
        let refs = self.read_entity_refs();
        let owners: Vec<EntityRef<'_>> = refs
            .iter()
            .filter_map(|text| EntityRef::parse(text, None, "default").ok())
            .filter(|owner| owner.is_of_kind("group") || owner.is_of_kind("user"))
            .collect();
        let is_namesake = |owner: &&EntityRef<'_>| owner.name.eq_ignore_ascii_case(missing.name);
        let namesake = owners.iter().find(is_namesake);
        let similar = || {
            let names = owners.iter().map(|owner| owner.name);
            let near = *find_similar_names(missing.name, names).first()?;
            owners.iter().find(|owner| owner.name == near)
        };
        namesake.or_else(similar).map(ToString::to_string)
    }

    /// The refs of all entities.
    fn read_entity_refs(&self) -> Vec<String> {
        let indexed = self
            .index
            .as_ref()
            .and_then(CatalogIndex::read_entity_refs_text);
        match indexed {
            Some(refs) => refs.lines().map(str::to_owned).collect(),
            None => {
                let entities = self.catalog.entities.iter();
                entities
                    .map(|entity| entity.entity_ref().to_string())
                    .collect()
            }
        }
    }
}

/// The refs of all entities of `platform` as of the last time that its index was written, one per line, such as
/// `component:default/checkout`. `None` if there is no index, because the catalog is small or wasn't read yet.
pub(crate) fn read_indexed_entity_refs(platform: &Platform) -> Option<String> {
    CatalogIndex::open_catalog_index(&catalog_index_path(platform))?.read_entity_refs_text()
}

/// The path of the index of a platform.
fn catalog_index_path(platform: &Platform) -> PathBuf {
    let name = key::hash_platform_cache_key(&platform.cache_key());
    platform
        .idp_cache_directory()
        .join("index")
        .join(format!("{name:016x}.idx"))
}
