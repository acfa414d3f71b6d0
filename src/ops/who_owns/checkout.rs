//! A clone on this machine: which repository it is, and whom its CODEOWNERS names.

use std::path::{Path, PathBuf};

use crate::catalog::{Codeowners, Ruling, WebLocation};
use crate::git::{remotes, ssh_host};
use crate::input_file::{Links, SETTINGS, read_file, read_text};
use crate::source::{Place, Source};
use crate::template::Lock;

/// A clone.
pub(super) struct Checkout {
    root: PathBuf,
    /// Where it comes from, most likely first.
    pub(super) remotes: Vec<WebLocation>,
    codeowners: Option<Codeowners>,
    /// The ref that the lock of a service records.
    locked: Option<String>,
}

impl Checkout {
    /// The clone at `root`, a canonical path.
    pub(super) fn new(root: &Path, home: Option<&Path>) -> Checkout {
        let mut locations: Vec<WebLocation> = Vec::new();
        for url in remotes(root).unwrap_or_default() {
            let Some(location) = WebLocation::parse(&url) else {
                continue;
            };
            let real = home.and_then(|home| unaliased(&url, &location, home));
            for location in [Some(location), real].into_iter().flatten() {
                if !locations.contains(&location) {
                    locations.push(location);
                }
            }
        }
        Checkout {
            root: root.to_owned(),
            remotes: locations,
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

/// The same location on the host that an ssh alias stands for.
fn unaliased(url: &str, location: &WebLocation, home: &Path) -> Option<WebLocation> {
    let is_ssh = url.starts_with("ssh://") || url.starts_with("git+ssh://") || !url.contains("://");
    let (host, path) = location.repository.split_once('/')?;
    let is_known = ["github.com", "gitlab.com", "bitbucket.org"].contains(&host);
    if !is_ssh || is_known {
        return None;
    }
    let host = ssh_host(host, home)?.to_lowercase();
    WebLocation::parse(&format!("https://{host}/{path}"))
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
