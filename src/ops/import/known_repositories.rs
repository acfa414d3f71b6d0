//! The repositories that the platform knows: its own, and those of the entities in its catalog.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{ImportedRepository, entity_repository_keys};
use crate::catalog::{Catalog, EntityRefBuf, WebLocation};
use crate::platform::Platform;

/// The platform's own repository.
pub(super) struct OwnRepository {
    /// Owner and name, in lower case: a server may have several host names.
    names: BTreeSet<String>,
}

impl OwnRepository {
    pub(super) fn of_platform(platform: &Platform) -> OwnRepository {
        let urls = platform.repository_urls().into_iter();
        let locations = urls.flat_map(|url| WebLocation::parse_remote_url(&url));
        let name = |location: WebLocation| Some(location.repository.split_once('/')?.1.to_owned());
        OwnRepository {
            names: locations.filter_map(name).collect(),
        }
    }

    /// Whether it is the repository `key`, as in [`WebLocation::repository`].
    pub(super) fn is_at(&self, key: &str) -> bool {
        key.split_once('/')
            .is_some_and(|(_, name)| self.names.contains(name))
    }
}

/// The repositories that entities of a catalog are in, with the refs of these entities.
pub(super) struct KnownRepositories(BTreeMap<String, Vec<EntityRefBuf>>);

impl KnownRepositories {
    /// `github_host` is the host of the repositories in `github.com/project-slug`.
    pub(super) fn from_catalog(catalog: &Catalog, github_host: &str) -> KnownRepositories {
        let mut known: BTreeMap<String, Vec<EntityRefBuf>> = BTreeMap::new();
        for entity in &catalog.entities {
            for key in entity_repository_keys(entity, github_host) {
                let entities = known.entry(key).or_default();
                entities.push(entity.entity_ref().to_owned_ref());
            }
        }
        KnownRepositories(known)
    }

    pub(super) fn entities_in(&self, repository: &ImportedRepository) -> &[EntityRefBuf] {
        let address = repository.address.as_ref();
        let now = address.map(|address| &address.key);
        let mut keys = now.into_iter().chain(&repository.former_keys);
        keys.find_map(|key| self.0.get(key))
            .map_or(&[], Vec::as_slice)
    }
}
