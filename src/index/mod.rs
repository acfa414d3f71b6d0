//! The index: questions about a large catalog are answered from the few documents they need.
//!
//! It holds no answers. It says which documents may be meant by a handle, who is a member of a group or stands above it,
//! and keeps the text of each document; a question reads those few into an ordinary catalog, and the ordinary code
//! answers. A file in the cache directory, one for each platform, replaced as a whole, and never believed: what does not
//! fit its checksum is not there.

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
    index_key_for_entity_ref, index_key_for_kubernetes_namespace, index_key_for_owner,
    index_key_for_repository_name, index_keys_for_code_owner, index_keys_for_web_location,
};
pub use ownership_counts::OwnershipCounts;
use query::query_catalog_index;
use stamp::StampSource;
use writer::write_catalog_index;

use crate::catalog::Catalog;
use crate::error::Result;
use crate::platform::{Platform, PlatformSnapshot};
use crate::similar_names::suggest_names;

/// From so many documents on, an index is worth its place: fewer are read in no time.
const MIN_INDEXED_DOCUMENTS: usize = 2_000;

/// As much of a catalog as a question needs.
pub struct CatalogSubset {
    /// The entities that matter to it.
    pub catalog: Catalog,
    index: Option<CatalogIndex>,
    /// The files whose documents in the index no longer hold, and those that were read anew.
    stale_paths: HashSet<String>,
    reread_paths: HashSet<String>,
}

impl CatalogSubset {
    /// The part of the catalog of `snapshot` that has to do with `keys`; all of it where there is no index, which is then
    /// made if it is worth it. That one cannot be written is no reason not to answer.
    ///
    /// `past` says that the snapshot is none of the present, of which the index is.
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
        let settled = snapshot.has_fixed_entry_files();
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

    /// Whether some of the catalog could not be read as it was meant.
    pub fn has_diagnostics(&self) -> bool {
        self.catalog.has_diagnostics()
            || self
                .index
                .as_ref()
                .is_some_and(CatalogIndex::has_diagnostics)
    }

    /// The names of the whole catalog nearest to one that nothing has.
    pub(crate) fn suggest_names(&self, name: &str) -> Vec<String> {
        let Some(names) = self
            .index
            .as_ref()
            .and_then(CatalogIndex::read_entity_names)
        else {
            return self.catalog.suggest_entity_names(name);
        };
        let bare = name.rsplit([':', '/']).next().unwrap_or(name);
        let near = suggest_names(bare, names.lines());
        near.into_iter().map(str::to_owned).collect()
    }
}

/// The file with the index of a platform.
fn catalog_index_path(platform: &Platform) -> PathBuf {
    let name = key::index_key_for_platform(&platform.cache_key());
    platform
        .cache_directory()
        .join("index")
        .join(format!("{name:016x}.idx"))
}
