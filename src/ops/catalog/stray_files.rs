//! Catalog files that nothing reads: a Backstage document where no Location leads, a link or a pipe in the place of a
//! file, a name that is no text. An honest `.yml` beside `*.yaml` looks like these, and nobody would notice.

use std::collections::BTreeSet;

use hashbrown::HashSet;

use crate::catalog::{Catalog, CatalogScan, Entity, has_yaml_extension, is_in_folder};
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::error::Result;
use crate::platform::PlatformSnapshot;
use crate::source::{Place, SourceFile};

/// A file of the catalog's folders that is not part of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StrayFile {
    /// A document that no Location reaches.
    Document(String),
    /// Something that is not read at all: links are not followed.
    Irregular(String),
}

impl StrayFile {
    pub(super) fn path(&self) -> &str {
        match self {
            StrayFile::Document(path) | StrayFile::Irregular(path) => path,
        }
    }

    pub(super) fn is_document(&self) -> bool {
        matches!(self, StrayFile::Document(_))
    }

    /// What is said of it; a note, as it changes nothing for Backstage.
    pub(super) fn to_finding(&self) -> Diagnostic {
        let message = match self {
            StrayFile::Document(_) => "no Location reaches this catalog file",
            StrayFile::Irregular(_) => {
                "not a regular file with a readable name, so it is not part of the catalog"
            }
        };
        let place = Place::new(&SourceFile::new(self.path(), ""), 0..0);
        Diagnostic::new("unreached-file", RuleTier::Graph, message)
            .with_severity(Severity::Note)
            .with_place(place)
            .with_help("add it to the targets of a Location, or rename or remove it")
    }
}

/// The stray files in the folders of the catalog of `snapshot`, sorted.
///
/// # Errors
/// Io (7) where a folder cannot be read.
pub(super) fn find_stray_files(
    snapshot: &PlatformSnapshot,
    catalog: &Catalog,
) -> Result<BTreeSet<StrayFile>> {
    // A walk tells of those of a loose catalog.
    if snapshot.is_loose_catalog() {
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
    let templates: Vec<&str> = catalog
        .entities_of_kind("template")
        .map(Entity::file)
        .collect();
    let mut strays = BTreeSet::new();
    for folder in collect_catalog_folders(snapshot, catalog) {
        let is_unread = |path: &str| {
            has_yaml_extension(path)
                && !read.contains(path)
                && !elsewhere.iter().any(|one| one == path)
        };
        // Whether git ignores a file takes longer to tell than that there is none.
        let (unread, irregular) = snapshot.list_entries(&folder, is_unread)?;
        if !unread.is_empty() {
            let mut unread = files.list_yaml(&folder)?;
            unread.retain(|path| is_unread(path));
            let found = CatalogScan::scan_paths(&*files, unread, &templates).catalog_files;
            strays.extend(found.into_iter().map(StrayFile::Document));
        }
        // A link that is called like a folder may stand for a folder of the catalog.
        let counts = |path: &String| has_yaml_extension(path) || !file_name(path).contains('.');
        let irregular = irregular.into_iter().filter(counts);
        strays.extend(irregular.map(StrayFile::Irregular));
    }
    Ok(strays)
}

/// The folders that the targets of Locations lead to, and the one that registrations go to; none in another one.
fn collect_catalog_folders(snapshot: &PlatformSnapshot, catalog: &Catalog) -> Vec<String> {
    let components = snapshot.config.catalog.component_destination("x");
    let registered = parent_folder(components.path()).to_owned();
    let mut folders = BTreeSet::from([parent_folder(&registered).to_owned(), registered]);
    for location in catalog.entities_of_kind("location") {
        let here = parent_folder(location.file());
        for target in location.location_targets() {
            let literal = target.text.split(['*', '?', '[', '{', '(']).next();
            let folder = parent_folder(literal.unwrap_or_default());
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
        !others.any(|other| is_in_folder(folder, other))
    };
    all.iter().filter(outermost).cloned().collect()
}

fn parent_folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
