//! A local clone: its repository and its CODEOWNERS.

use std::path::{Path, PathBuf};

use super::ssh_alias::SshAliases;
use crate::catalog::{Codeowners, CodeownersMatch, EntityRef, EntityRefBuf, WebLocation};
use crate::error::Error;
use crate::git::list_remote_urls;
use crate::input_file::{SymlinkPolicy, read_regular_file};
use crate::source::{Place, SourceFile};
use crate::template::CurrentOrLegacyLockFile;

/// A local clone.
pub(super) struct LocalCheckout {
    root: PathBuf,
    /// Its possible repositories, most likely first.
    pub(super) remotes: Vec<WebLocation>,
    /// Why its remotes are unknown.
    pub(super) remotes_error: Option<Error>,
    codeowners: Option<Codeowners>,
    /// The entity ref from the lock of a service.
    lock_entity: Option<EntityRefBuf>,
    /// Why its lock can't be read. Then the entity of the clone is unknown: its remotes may lead to another one, and an answer
    /// based on them would be an unmarked guess.
    pub(super) lock_error: Option<Error>,
}

impl LocalCheckout {
    /// The clone at `root`, a canonical path.
    pub(super) fn load(root: &Path, aliases: &SshAliases) -> LocalCheckout {
        let (urls, remotes_error) = match list_remote_urls(root) {
            Ok(urls) => (urls, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let (lock_entity, lock_error) = match CurrentOrLegacyLockFile::read(root) {
            Ok(lock) => {
                let entity = lock.as_ref().and_then(CurrentOrLegacyLockFile::entity_ref);
                (entity.map(|entity| entity.to_owned_ref()), None)
            }
            Err(error) => (None, Some(error)),
        };
        LocalCheckout {
            root: root.to_owned(),
            remotes: aliases.resolve_remotes_to_web_locations(&urls),
            remotes_error,
            codeowners: read_codeowners(root),
            lock_entity,
            lock_error,
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The ref of the entity that the whole clone belongs to.
    pub(super) fn entity_ref(&self) -> Option<EntityRef<'_>> {
        self.lock_entity.as_ref().map(EntityRefBuf::as_entity_ref)
    }

    /// The CODEOWNERS match for a path. Places use the absolute path of the file, because it isn't a catalog file.
    pub(super) fn match_codeowners(&self, path: &str, is_dir: bool) -> Option<CodeownersMatch> {
        if path.is_empty() {
            return None;
        }
        let ruling = self.codeowners.as_ref()?.find_path_owners(path, is_dir)?;
        let owners = ruling.owners.into_iter();
        Some(CodeownersMatch {
            owners: owners
                .map(|(owner, place)| (owner, self.to_absolute_place(place)))
                .collect(),
            pattern_place: self.to_absolute_place(ruling.pattern_place),
        })
    }

    fn to_absolute_place(&self, place: Place) -> Place {
        let file = self.root.join(&place.source.name);
        let source = SourceFile::new(file.display().to_string(), place.source.text.clone());
        Place::new(&source, place.span)
    }
}

/// Reads the first existing CODEOWNERS file, as GitHub does. If it can't be read or is too large, it counts as empty.
fn read_codeowners(root: &Path) -> Option<Codeowners> {
    Codeowners::CODEOWNERS_PATHS.iter().find_map(|place| {
        let bytes = match read_regular_file(
            &root.join(place),
            Codeowners::MAX_CODEOWNERS_SIZE,
            SymlinkPolicy::Refuse,
        ) {
            Ok(None) => return None,
            Ok(Some(bytes)) => bytes,
            Err(_) => Vec::new(),
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(Codeowners::parse(&SourceFile::new(*place, text)))
    })
}
