//! Keeps the entities of a commit in the cache as they are served, so that the next server for this commit needn't parse the catalog.
//!
//! The file is private to its user and never trusted: one that is damaged, of another commit or of another version of `idp` is ignored. There is one
//! per platform.

use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;

use lz4_flex::frame::{FrameDecoder, FrameEncoder, FrameInfo};

use super::catalog_origin::CatalogOrigin;
use super::read_api::EntityStore;
use super::text_hash::sha1_hex;
use crate::idp_version::IDP_VERSION;
use crate::input_file::{SymlinkPolicy, open_regular_file};
use crate::platform::{Platform, PlatformSnapshot};
use crate::write_file::replace_cache_file;

/// Must change whenever the format of the file or the processing of entities changes.
const STORE_FORMAT: u32 = 2;

/// The minimum number of entities; smaller catalogs are read fast enough.
const MIN_STORED_ENTITIES: usize = 2_000;

/// The end of the file: the decoder takes a frame that was cut off between two blocks for a whole one, without comparing its checksum.
const FILE_END: [u8; 4] = *b"end\n";

/// The place of the entities of a commit in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoreFile {
    path: PathBuf,
    /// The hash of everything that the entities depend on.
    key: String,
}

impl StoreFile {
    /// The file for `snapshot`, whose entities come from `origin`; `None` if it isn't a commit.
    pub(super) fn of_commit(
        platform: &Platform,
        snapshot: &PlatformSnapshot,
        origin: Option<&CatalogOrigin>,
    ) -> Option<StoreFile> {
        let tree = snapshot.source_revision()?.tree_id();
        let files = snapshot.files();
        let hosted = files.hosted_repository();
        let platform_key = platform.cache_key();
        let name = sha1_hex(&platform_key);
        let key =
            format!("{IDP_VERSION} {STORE_FORMAT} {tree} {platform_key} {origin:?} {hosted:?}");
        Some(StoreFile {
            path: platform
                .idp_cache_directory()
                .join("serve")
                .join(format!("{name:.16}.lz4")),
            key: sha1_hex(&key),
        })
    }

    /// The entities; `None` if they aren't stored.
    pub(super) fn read(&self) -> Option<EntityStore> {
        let file = open_regular_file(&self.path, SymlinkPolicy::Refuse).ok()??;
        self.read_store(BufReader::new(file))
    }

    /// Stores the entities, if there are enough of them.
    ///
    /// # Errors
    /// If the cache can't be written.
    pub(super) fn write(&self, store: &EntityStore) -> io::Result<()> {
        if store.len() < MIN_STORED_ENTITIES {
            return Ok(());
        }
        replace_cache_file(&self.path, |out| self.write_store(store, out))
    }

    fn read_store(&self, mut input: impl Read) -> Option<EntityStore> {
        let mut key = vec![0; self.key.len()];
        input.read_exact(&mut key).ok()?;
        if key != self.key.as_bytes() {
            return None;
        }
        let (mut bytes, mut end) = (Vec::new(), [0; FILE_END.len()]);
        // The decoder compares the checksum at the end of the frame.
        let mut decoder = FrameDecoder::new(input);
        decoder.read_to_end(&mut bytes).ok()?;
        decoder.get_mut().read_exact(&mut end).ok()?;
        (end == FILE_END).then(|| postcard::from_bytes(&bytes).ok())?
    }

    fn write_store(&self, store: &EntityStore, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.key.as_bytes())?;
        let info = FrameInfo::new().content_checksum(true);
        let encoder = FrameEncoder::with_frame_info(info, out);
        let encoder = postcard::to_io(store, encoder).map_err(io::Error::other)?;
        encoder.finish()?.write_all(&FILE_END)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::served_entity::{Parents, ServedEntity};
    use proptest::prelude::*;
    use std::path::Path;

    fn store() -> EntityStore {
        let origin = CatalogOrigin::in_directory(Path::new("/data"), "catalog-info.yaml");
        let refs = [
            "location:default/a".to_owned(),
            "location:default/b".to_owned(),
        ];
        let mut parents = Parents::default();
        parents.add(&refs[1], &refs[0]);
        EntityStore::build(&refs, &parents, |_| ServedEntity::of_root_location(&origin))
    }

    fn file(key: &str) -> StoreFile {
        StoreFile {
            path: PathBuf::new(),
            key: key.to_owned(),
        }
    }

    fn stored() -> Vec<u8> {
        let mut bytes = Vec::new();
        file("key").write_store(&store(), &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_store_is_read_as_it_was_written_but_not_for_another_key() {
        let bytes = stored();
        assert_eq!(file("key").read_store(&bytes[..]), Some(store()));
        assert_eq!(file("yek").read_store(&bytes[..]), None);
        assert_eq!(file("key").read(), None);
    }

    proptest! {
        #[test]
        fn a_damaged_store_is_ignored(at in any::<prop::sample::Index>(), flip in 1u8.., cut in prop::option::of(any::<prop::sample::Index>())) {
            let mut bytes = stored();
            let place = at.index(bytes.len());
            bytes[place] ^= flip;
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            let read = file("key").read_store(&bytes[..]);
            prop_assert!(read.is_none() || read == Some(store()));
        }
    }
}
