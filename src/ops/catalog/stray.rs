//! Catalog files that nothing reads: a Backstage document where no Location leads, a link or a pipe in the place of a
//! file, a name that is no text. An honest `.yml` beside `*.yaml` looks like these, and nobody would notice.

use std::collections::BTreeSet;

use hashbrown::HashSet;

use crate::catalog::{Catalog, Entity, Survey, is_below, is_yaml};
use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::error::Result;
use crate::platform::Snapshot;
use crate::source::{Place, Source};

/// A file of the catalog's folders that is not part of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stray {
    /// A document that no Location reaches.
    Document(String),
    /// Something that is not read at all: links are not followed.
    Irregular(String),
}

impl Stray {
    pub(super) fn path(&self) -> &str {
        match self {
            Stray::Document(path) | Stray::Irregular(path) => path,
        }
    }

    pub(super) fn is_document(&self) -> bool {
        matches!(self, Stray::Document(_))
    }

    /// What is said of it; a note, as it changes nothing for Backstage.
    pub(super) fn finding(&self) -> Diagnostic {
        let message = match self {
            Stray::Document(_) => "no Location reaches this catalog file",
            Stray::Irregular(_) => {
                "not a regular file with a readable name, so it is not part of the catalog"
            }
        };
        let place = Place::new(&Source::new(self.path(), ""), 0..0);
        Diagnostic::new("unreached-file", Tier::Graph, message)
            .severity(Severity::Note)
            .at(place)
            .help("add it to the targets of a Location, or rename or remove it")
    }
}

/// The stray files in the folders of the catalog of `snapshot`, sorted.
///
/// # Errors
/// Io (7) where a folder cannot be read.
pub(super) fn strays(snapshot: &Snapshot, catalog: &Catalog) -> Result<BTreeSet<Stray>> {
    // A walk tells of those of a loose catalog.
    if snapshot.is_loose() {
        return Ok(BTreeSet::new());
    }
    let files = snapshot.files();
    let entities = catalog.entities.iter().map(Entity::file);
    let places = catalog
        .diagnostics
        .iter()
        .filter_map(|finding| finding.place.as_ref());
    let read: HashSet<&str> = entities.chain(places.map(Place::file)).collect();
    let elsewhere = &snapshot.config.external.catalogs;
    let templates: Vec<&str> = catalog.of_kind("template").map(Entity::file).collect();
    let mut strays = BTreeSet::new();
    for folder in folders(snapshot, catalog) {
        let is_unread = |path: &str| {
            is_yaml(path) && !read.contains(path) && !elsewhere.iter().any(|one| one == path)
        };
        // Whether git ignores a file takes longer to tell than that there is none.
        let (unread, irregular) = snapshot.entries(&folder, is_unread)?;
        if !unread.is_empty() {
            let mut unread = files.yaml_files(&folder)?;
            unread.retain(|path| is_unread(path));
            let found = Survey::among(&*files, unread, &templates).files;
            strays.extend(found.into_iter().map(Stray::Document));
        }
        // A link that is called like a folder may stand for a folder of the catalog.
        let counts = |path: &String| is_yaml(path) || !name(path).contains('.');
        let irregular = irregular.into_iter().filter(counts);
        strays.extend(irregular.map(Stray::Irregular));
    }
    Ok(strays)
}

/// The folders that the targets of Locations lead to, and the one that registrations go to; none in another one.
fn folders(snapshot: &Snapshot, catalog: &Catalog) -> Vec<String> {
    let components = snapshot.config.catalog.destination("x");
    let registered = parent(components.path()).to_owned();
    let mut folders = BTreeSet::from([parent(&registered).to_owned(), registered]);
    for location in catalog.of_kind("location") {
        let here = parent(location.file());
        for target in location.targets() {
            let literal = target.text.split(['*', '?', '[', '{', '(']).next();
            let folder = parent(literal.unwrap_or_default());
            let folder = match folder {
                "." => "",
                folder => folder.strip_prefix("./").unwrap_or(folder),
            };
            let folder = folder.trim_matches('/');
            // What leads out of its folder, or to a URL, is reached from where it lies.
            if !folder.contains("..") && !folder.contains(':') {
                folders.insert(match here {
                    "" => folder.to_owned(),
                    here => format!("{here}/{folder}").trim_end_matches('/').to_owned(),
                });
            }
        }
    }
    // At the root of the repository lies everything else, too.
    folders.remove("");
    let all: Vec<String> = folders.into_iter().collect();
    let outermost = |folder: &&String| {
        let mut others = all.iter().filter(|other| other != folder);
        !others.any(|other| is_below(folder, other))
    };
    all.iter().filter(outermost).cloned().collect()
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
