//! A clone on this machine: which repository it is, and whom its CODEOWNERS names.

use std::path::{Path, PathBuf};

use super::ssh_alias::SshAliases;
use crate::catalog::{Codeowners, CodeownersMatch, WebLocation};
use crate::error::Error;
use crate::git::list_remote_urls;
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_regular_file, read_text_file};
use crate::source::{Place, SourceFile};
use crate::template::LockFile;

/// A clone.
pub(super) struct LocalCheckout {
    root: PathBuf,
    /// Where it comes from, most likely first.
    pub(super) remotes: Vec<WebLocation>,
    /// Why its remotes aren't known.
    pub(super) remotes_error: Option<Error>,
    codeowners: Option<Codeowners>,
    /// The ref that the lock of a service records.
    lock_entity: Option<String>,
}

impl LocalCheckout {
    /// The clone at `root`, a canonical path.
    pub(super) fn load(root: &Path, aliases: &SshAliases) -> LocalCheckout {
        let (urls, remotes_error) = match list_remote_urls(root) {
            Ok(urls) => (urls, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        LocalCheckout {
            root: root.to_owned(),
            remotes: aliases.resolve_remotes(&urls),
            remotes_error,
            codeowners: read_codeowners(root),
            lock_entity: read_lock_entity(root),
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The ref of the entity that the whole clone is.
    pub(super) fn entity_ref(&self) -> Option<&str> {
        self.lock_entity.as_deref()
    }

    /// What CODEOWNERS says for a path; places name the file as an absolute path, since it is no file of the catalog.
    pub(super) fn match_codeowners(&self, path: &str, is_dir: bool) -> Option<CodeownersMatch> {
        if path.is_empty() {
            return None;
        }
        let ruling = self.codeowners.as_ref()?.match_path(path, is_dir)?;
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
    Codeowners::FILE_PATHS.iter().find_map(|place| {
        let bytes = match read_regular_file(
            &root.join(place),
            Codeowners::MAX_FILE_SIZE,
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

fn read_lock_entity(root: &Path) -> Option<String> {
    let text = read_text_file(
        &root.join(LockFile::PATH),
        MAX_SETTINGS_BYTES,
        SymlinkPolicy::Refuse,
    )
    .ok()??;
    Some(LockFile::parse(&text).ok()?.entity)
}
