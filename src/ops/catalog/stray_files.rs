//! Catalog files that nothing reads: a Backstage document that no Location reaches, a link or a pipe in place of a file, or a name
//! that isn't UTF-8. For example, a `.yml` file next to a `*.yaml` target would be silently ignored.

use std::collections::BTreeSet;

use hashbrown::HashSet;

use crate::catalog::{Catalog, CatalogFileScan, Entity, has_yaml_extension, is_in_folder};
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::error::Result;
use crate::platform::PlatformSnapshot;
use crate::source::{Place, SourceFile};

/// A file in the catalog's folders that is not part of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StrayFile {
    /// A document that no Location reaches.
    Document(String),
    /// Something that is never read, such as a link.
    Irregular(String),
}

impl StrayFile {
    pub(super) fn path(&self) -> &str {
        match self {
            StrayFile::Document(path) | StrayFile::Irregular(path) => path,
        }
    }

    pub(super) fn is_catalog_document(&self) -> bool {
        matches!(self, StrayFile::Document(_))
    }

    /// The finding for it: a note, because it makes no difference to Backstage.
    pub(super) fn to_finding(&self) -> Diagnostic {
        let message = match self {
            StrayFile::Document(_) => "no Location reaches this catalog file",
            StrayFile::Irregular(_) => {
                "not a regular file, or its name isn't UTF-8, so it isn't part of the catalog"
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
/// Io (7) if a folder can't be read.
pub(super) fn find_stray_files(
    snapshot: &PlatformSnapshot,
    catalog: &Catalog,
) -> Result<BTreeSet<StrayFile>> {
    // For a loose catalog, the scan already reports them.
    if snapshot.is_loose_catalog() {
        return Ok(BTreeSet::new());
    }
    let files = snapshot.files();
    let entities = catalog.entities.iter().map(Entity::file_path);
    let places = catalog
        .diagnostics
        .iter()
        .filter_map(|finding| finding.place.as_ref());
    let read: HashSet<&str> = entities.chain(places.map(Place::file_path)).collect();
    let elsewhere = &snapshot.config.external.catalogs;
    let templates: Vec<&str> = catalog
        .entities_of_kind("template")
        .map(Entity::file_path)
        .collect();
    let mut strays = BTreeSet::new();
    for folder in collect_catalog_folders(snapshot, catalog) {
        let is_unread = |path: &str| {
            has_yaml_extension(path)
                && !read.contains(path)
                && !elsewhere.iter().any(|one| one == path)
        };
        // It's faster to see that there are no such files than to ask whether git ignores them.
        let (unread, irregular) = snapshot.list_regular_files_and_others(&folder, is_unread)?;
        if !unread.is_empty() {
            let mut unread = files.list_yaml_files_recursively(&folder)?;
            unread.retain(|path| is_unread(path));
            let found = CatalogFileScan::scan_files(&*files, unread, &templates).catalog_files;
            strays.extend(found.into_iter().map(StrayFile::Document));
        }
        // A link without a file extension may replace a folder of the catalog.
        let counts = |path: &String| has_yaml_extension(path) || !file_name(path).contains('.');
        let irregular = irregular.into_iter().filter(counts);
        strays.extend(irregular.map(StrayFile::Irregular));
    }
    Ok(strays)
}

/// The folders of Location targets and of registrations, without nested ones.
fn collect_catalog_folders(snapshot: &PlatformSnapshot, catalog: &Catalog) -> Vec<String> {
    let components = snapshot.config.catalog.component_destination("x");
    let registered = parent_folder(components.path()).to_owned();
    let mut folders = BTreeSet::from([parent_folder(&registered).to_owned(), registered]);
    for location in catalog.entities_of_kind("location") {
        let here = parent_folder(location.file_path());
        for target in location.location_targets() {
            let literal = target.text.split(['*', '?', '[', '{', '(']).next();
            let folder = parent_folder(literal.unwrap_or_default());
            let folder = match folder {
                "." => "",
                folder => folder.strip_prefix("./").unwrap_or(folder),
            };
            let folder = folder.trim_matches('/');
            // Skip targets outside the folder, and URLs.
            if !folder.contains("..") && !folder.contains(':') {
                folders.insert(match here {
                    "" => folder.to_owned(),
                    here => format!("{here}/{folder}").trim_end_matches('/').to_owned(),
                });
            }
        }
    }
    // The root of the repository also contains everything else.
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
