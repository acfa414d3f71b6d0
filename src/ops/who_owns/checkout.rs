//! A clone on this machine: which repository it is, and whom its CODEOWNERS names.

use std::path::{Path, PathBuf};

use super::remote::Aliases;
use crate::catalog::{Codeowners, Ruling, WebLocation};
use crate::error::Error;
use crate::git::remotes;
use crate::input_file::{Links, SETTINGS, read_file, read_text};
use crate::source::{Place, Source};
use crate::template::Lock;

/// A clone.
pub(super) struct Checkout {
    root: PathBuf,
    /// Where it comes from, most likely first.
    pub(super) remotes: Vec<WebLocation>,
    /// Why its remotes aren't known.
    pub(super) unread: Option<Error>,
    codeowners: Option<Codeowners>,
    /// The ref that the lock of a service records.
    locked: Option<String>,
}

impl Checkout {
    /// The clone at `root`, a canonical path.
    pub(super) fn new(root: &Path, aliases: &Aliases) -> Checkout {
        let (urls, unread) = match remotes(root) {
            Ok(urls) => (urls, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        Checkout {
            root: root.to_owned(),
            remotes: aliases.locations(&urls),
            unread,
            codeowners: codeowners(root),
            locked: locked(root),
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The ref of the entity that the whole clone is.
    pub(super) fn entity(&self) -> Option<&str> {
        self.locked.as_deref()
    }

    /// What CODEOWNERS says for a path; places name the file as an absolute path, since it is no file of the catalog.
    pub(super) fn ruling(&self, path: &str, is_dir: bool) -> Option<Ruling> {
        if path.is_empty() {
            return None;
        }
        let ruling = self.codeowners.as_ref()?.ruling(path, is_dir)?;
        let owners = ruling.owners.into_iter();
        Some(Ruling {
            owners: owners
                .map(|(owner, place)| (owner, self.seen(place)))
                .collect(),
            place: self.seen(ruling.place),
        })
    }

    fn seen(&self, place: Place) -> Place {
        let file = self.root.join(&place.source.name);
        let source = Source::new(file.display().to_string(), place.source.text.clone());
        Place::new(&source, place.span)
    }
}

/// As on GitHub: the first file there is, unless it can't be read or is too large.
fn codeowners(root: &Path) -> Option<Codeowners> {
    Codeowners::PLACES.iter().find_map(|place| {
        let bytes = match read_file(&root.join(place), Codeowners::LARGEST, Links::Refuse) {
            Ok(None) => return None,
            Ok(Some(bytes)) => bytes,
            Err(_) => Vec::new(),
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(Codeowners::parse(&Source::new(*place, text)))
    })
}

fn locked(root: &Path) -> Option<String> {
    let text = read_text(&root.join(Lock::PATH), SETTINGS, Links::Refuse).ok()??;
    Some(Lock::parse(&text).ok()?.entity)
}
