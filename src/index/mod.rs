//! The index: questions about a large catalog are answered from the few documents they need.
//!
//! It holds no answers. It says which documents may be meant by a handle, who is a member of a group or stands above it,
//! and keeps the text of each document; a question reads those few into an ordinary catalog, and the ordinary code
//! answers. A file in the cache directory, one for each platform, replaced as a whole, and never believed: what does not
//! fit its checksum is not there.

mod build;
mod delta;
mod file;
mod holdings;
mod key;
mod question;
mod stamp;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use hashbrown::HashSet;

use build::write;
use file::Index;
pub use holdings::Holdings;
pub(crate) use key::{
    Key, of_channel, of_code_owner, of_file, of_location, of_name, of_namespace, of_owned, of_ref,
    of_repository_name,
};
use question::about;
use stamp::Stamps;

use crate::catalog::Catalog;
use crate::error::Result;
use crate::nearest::suggestions;
use crate::platform::{Platform, Snapshot};

/// From so many documents on, an index is worth its place: fewer are read in no time.
const WORTH: usize = 2_000;

/// As much of a catalog as a question needs.
pub struct CatalogSubset {
    /// The entities that matter to it.
    pub catalog: Catalog,
    index: Option<Index>,
    /// The files whose documents in the index no longer hold, and those that were read anew.
    stale: HashSet<String>,
    reread: HashSet<String>,
}

impl CatalogSubset {
    /// The part of the catalog of `snapshot` that has to do with `keys`; all of it where there is no index, which is then
    /// made if it is worth it. That one cannot be written is no reason not to answer.
    ///
    /// `past` says that the snapshot is none of the present, of which the index is.
    pub(crate) fn of(
        platform: &Platform,
        snapshot: &Snapshot,
        past: bool,
        keys: &[Key],
    ) -> Result<CatalogSubset> {
        let path = path(platform);
        let (stamps, whole) = (Stamps::of_now(snapshot), stamp::of_whole(snapshot));
        let settled = snapshot.has_roots();
        if let Some(index) = Index::open(&path).filter(|_| settled) {
            let same = whole.is_some_and(|whole| whole == index.whole());
            if let Some(part) = about(&index, snapshot, &stamps, same, keys)? {
                return Ok(CatalogSubset {
                    catalog: part.catalog,
                    index: Some(index),
                    stale: part.stale,
                    reread: part.reread,
                });
            }
        }
        let catalog = snapshot.catalog()?;
        if catalog.documents >= WORTH && !past && settled {
            let _ = write(&path, &catalog, &stamps, whole.unwrap_or_default());
        }
        Ok(CatalogSubset {
            catalog,
            index: None,
            stale: HashSet::new(),
            reread: HashSet::new(),
        })
    }

    /// Whether some of the catalog could not be read as it was meant.
    pub fn is_faulty(&self) -> bool {
        self.catalog.is_faulty() || self.index.as_ref().is_some_and(Index::is_faulty)
    }

    /// The names of the whole catalog nearest to one that nothing has.
    pub(crate) fn nearest_names(&self, name: &str) -> Vec<String> {
        let Some(names) = self.index.as_ref().and_then(Index::names) else {
            return self.catalog.nearest_names(name);
        };
        let bare = name.rsplit([':', '/']).next().unwrap_or(name);
        let near = suggestions(bare, names.lines());
        near.into_iter().map(str::to_owned).collect()
    }
}

/// The file with the index of a platform.
fn path(platform: &Platform) -> PathBuf {
    let name = key::of_address(&platform.cache_key());
    platform
        .cache()
        .join("index")
        .join(format!("{name:016x}.idx"))
}
