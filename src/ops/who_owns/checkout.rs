//! A clone on this machine: which repository it is, and whom its CODEOWNERS names.

use std::path::{Path, PathBuf};

use super::ssh_alias::SshAliases;
use crate::catalog::{Codeowners, CodeownersMatch, EntityRef, EntityRefBuf, WebLocation};
use crate::error::Error;
use crate::git::list_remote_urls;
use crate::input_file::{SymlinkPolicy, read_regular_file};
use crate::source::{Place, SourceFile};
use crate::template::ParsedLockFile;

/// A clone.
pub(super) struct LocalCheckout {
    root: PathBuf,
    /// Where it comes from, most likely first.
    pub(super) remotes: Vec<WebLocation>,
    /// Why its remotes aren't known.
    pub(super) remotes_error: Option<Error>,
    codeowners: Option<Codeowners>,
    /// The ref that the lock of a service records.
    lock_entity: Option<EntityRefBuf>,
    /// Why its lock can't be read. Then nobody knows which entity the clone is: its remotes may lead to another one, and
    /// an answer from them would be a guess that doesn't say so.
    pub(super) lock_error: Option<Error>,
}

impl LocalCheckout {
    /// The clone at `root`, a canonical path.
    pub(super) fn load(root: &Path, aliases: &SshAliases) -> LocalCheckout {
        let (urls, remotes_error) = match list_remote_urls(root) {
            Ok(urls) => (urls, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let (lock_entity, lock_error) = match ParsedLockFile::read(root) {
            Ok(lock) => (lock.map(|lock| lock.entity().to_owned_ref()), None),
            Err(error) => (None, Some(error)),
        };
        LocalCheckout {
            root: root.to_owned(),
            remotes: aliases.resolve_remote_urls(&urls),
            remotes_error,
            codeowners: read_codeowners(root),
            lock_entity,
            lock_error,
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The ref of the entity that the whole clone is.
    pub(super) fn entity_ref(&self) -> Option<EntityRef<'_>> {
        self.lock_entity.as_ref().map(EntityRefBuf::as_entity_ref)
    }

    /// What CODEOWNERS says for a path; places name the file as an absolute path, since it is no file of the catalog.
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

/// As on GitHub: the first file there is, unless it can't be read or is too large.
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
