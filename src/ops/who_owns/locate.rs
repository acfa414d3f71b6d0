//! Finds the entities that own a location in a repository: by the longest matching source location, then by the nearest catalog
//! file at or above it, then by the repository.

use std::collections::BTreeSet;

use super::account;
use super::query_origin::QueryOrigin;
use crate::catalog::{BranchPartCount, Catalog, CodeOwner, Entity, WebLocation};

/// How a location in a repository was matched to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// Its source location is a folder that contains the location.
    SourceLocation,
    /// It's in the nearest catalog file at or above the location.
    CatalogFile,
    /// Its source code is in the repository.
    Repository,
    /// Its source code is in another folder of the repository, and no entity contains the location.
    OtherFolder,
    /// It's named in the lock of the clone.
    Lock,
    /// It has the name of the image, whose registry isn't known.
    ImageName,
    /// It has a link to that page, or to one above it.
    Link,
}

impl MatchedBy {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            MatchedBy::SourceLocation => "source-location",
            MatchedBy::CatalogFile => "catalog-file",
            MatchedBy::Repository => "repository",
            MatchedBy::OtherFolder => "other-folder",
            MatchedBy::Lock => "lock",
            MatchedBy::ImageName => "image-name",
            MatchedBy::Link => "link",
        }
    }

    /// The human-readable description, such as `by source location`.
    pub fn description(self) -> &'static str {
        match self {
            MatchedBy::SourceLocation => "by source location",
            MatchedBy::CatalogFile => "by the nearest catalog file",
            MatchedBy::Repository => "by repository",
            MatchedBy::OtherFolder => "in another folder of the repository",
            MatchedBy::Lock => "by .idp/lock.yaml",
            MatchedBy::ImageName => "by the name of the image alone",
            MatchedBy::Link => "by a link",
        }
    }
}

/// Entities and how they were matched.
pub(super) struct EntitiesWithMatchReason<'c> {
    pub(super) entities: Vec<&'c Entity>,
    pub(super) by: MatchedBy,
}

/// The names of the file that describes its folder.
const CATALOG_FILES: [&str; 2] = ["catalog-info.yaml", "catalog-info.yml"];

/// The entities that contain `asked`; `None` if no entity in the catalog belongs to its repository.
pub(super) fn locate_entities_at_web_location<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    asked: &WebLocation,
) -> Option<EntitiesWithMatchReason<'c>> {
    let there = find_entities_in_repository(catalog, asked);
    let by_folder = select_entities_of_deepest_folder(catalog, query_origin, &there, asked);
    if !by_folder.is_empty() {
        return Some(EntitiesWithMatchReason {
            entities: by_folder,
            by: MatchedBy::SourceLocation,
        });
    }
    let nearest = query_origin.catalog_path_of_web_location(asked);
    let nearest = nearest.filter(|_| there.is_empty() || !asked.branch_and_path.is_empty());
    let own = std::slice::from_ref(asked);
    let found =
        nearest.and_then(|path| locate_entities_in_nearest_catalog_file(catalog, own, &path));
    found.or_else(|| select_whole_repository_entities(&there, asked))
}

/// The entities of the whole repository; if there are none, all entities somewhere in it.
fn select_whole_repository_entities<'c>(
    there: &[(WebLocation, &'c Entity)],
    asked: &WebLocation,
) -> Option<EntitiesWithMatchReason<'c>> {
    let is_whole = |location: &WebLocation| location.path_in_repository().is_empty();
    let has_whole = there.iter().any(|(location, _)| is_whole(location));
    let fitting = there
        .iter()
        .filter(|(location, _)| !has_whole || is_whole(location));
    let entities: Vec<&Entity> = fitting.map(|(_, entity)| *entity).collect();
    let by = if has_whole || asked.path_in_repository().is_empty() {
        MatchedBy::Repository
    } else {
        MatchedBy::OtherFolder
    };
    (!entities.is_empty()).then_some(EntitiesWithMatchReason { entities, by })
}

fn find_entities_in_repository<'c>(
    catalog: &'c Catalog,
    asked: &WebLocation,
) -> Vec<(WebLocation, &'c Entity)> {
    let entities = catalog.entities.iter().filter_map(|entity| {
        let location = WebLocation::parse(&entity.repository_url()?)?;
        (location.repository == asked.repository).then_some((location, entity))
    });
    entities.collect()
}

/// Selects the entities of the deepest folder that contains `asked`.
///
/// `blob/feature/x/services/cart/a.ts` and `blob/cart-2/docs/a/x.ts` look the same, but the branch of the first has a slash
/// and that of the second has none. So the shortest branch is tried first, and a longer one only if no component below the root of
/// the repository contains that path, and only up to [`max_branch_name_parts`]: in a large monorepo, some suffix of any path starts
/// with the folder of a component.
fn select_entities_of_deepest_folder<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    there: &[(WebLocation, &'c Entity)],
    asked: &WebLocation,
) -> Vec<&'c Entity> {
    let plain = |location: &WebLocation| {
        let folder = location.path_in_repository();
        let same_branch = folder_contains(&location.branch_and_path, &asked.branch_and_path);
        (same_branch || folder_contains(folder, asked.path_in_repository())).then_some(folder.len())
    };
    let found = select_deepest_entities(there, plain);
    if !found.is_empty() {
        return found;
    }
    let most = max_branch_name_parts(catalog, query_origin, there, asked);
    let mut found = asked.possible_paths().take(most).map(|asked| {
        let around = |location: &WebLocation| {
            let folders = location
                .possible_paths()
                .take(max_source_branch_name_parts(location));
            let around = folders.filter(|folder| folder_contains(folder, asked));
            around.map(str::len).max()
        };
        select_deepest_entities(there, around)
    });
    found.find(|found| !found.is_empty()).unwrap_or_default()
}

/// The maximum number of parts in the branch of `asked`. If a component is the whole repository, every path has an answer, so a
/// longer branch must be likely: its first part is a common prefix of branches or someone's login. Otherwise a longer branch is the
/// only way to find an answer.
fn max_branch_name_parts(
    catalog: &Catalog,
    query_origin: &QueryOrigin,
    there: &[(WebLocation, &Entity)],
    asked: &WebLocation,
) -> usize {
    let start = asked.first_branch_part();
    // Git can't have a branch below another one.
    let is_branch = there
        .iter()
        .any(|(location, _)| location.branch_and_path == start);
    let has_whole = there
        .iter()
        .any(|(location, _)| location.path_in_repository().is_empty());
    match asked.branch_part_count() {
        BranchPartCount::One => 1,
        _ if is_branch => 1,
        _ if !has_whole => usize::MAX,
        BranchPartCount::Usually(parts) => parts,
        BranchPartCount::Unknown => {
            let login = start.to_owned();
            let author =
                account::find_code_owner_entity(catalog, query_origin, &CodeOwner::User { login });
            if author.is_some() { 2 } else { 1 }
        }
    }
}

/// The maximum number of parts in the branch of a source location. Catalogs use long-lived branches, which rarely contain a slash.
fn max_source_branch_name_parts(location: &WebLocation) -> usize {
    match location.branch_part_count() {
        BranchPartCount::Usually(parts) => parts,
        BranchPartCount::One | BranchPartCount::Unknown => 1,
    }
}

/// The entities with the greatest `depth` of their location; none if it's 0.
fn select_deepest_entities<'c>(
    there: &[(WebLocation, &'c Entity)],
    depth: impl Fn(&WebLocation) -> Option<usize>,
) -> Vec<&'c Entity> {
    let depths = there
        .iter()
        .map(|(location, entity)| (depth(location).unwrap_or(0), *entity));
    let depths: Vec<(usize, &Entity)> = depths.collect();
    let most = depths.iter().map(|(depth, _)| *depth).max().unwrap_or(0);
    let found = depths
        .into_iter()
        .filter(|(depth, _)| most > 0 && *depth == most);
    found.map(|(_, entity)| entity).collect()
}

/// Whether `below` is `folder` or inside it; an empty `folder` contains nothing.
fn folder_contains(folder: &str, below: &str) -> bool {
    let rest = below.strip_prefix(folder).filter(|_| !folder.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The entities in the nearest catalog file at or above `path`, a path in the catalog's own repository at `own`.
pub(super) fn locate_entities_in_nearest_catalog_file<'c>(
    catalog: &'c Catalog,
    own: &[WebLocation],
    path: &str,
) -> Option<EntitiesWithMatchReason<'c>> {
    possible_catalog_file_paths_above(path)
        .into_iter()
        .find_map(|file| {
            let described = |entity: &&Entity| entity.file_path() == file && is_code_entity(entity);
            let mut entities: Vec<&Entity> = catalog.entities.iter().filter(described).collect();
            retain_entities_of_repository(&mut entities, own);
            (!entities.is_empty()).then_some(EntitiesWithMatchReason {
                entities,
                by: MatchedBy::CatalogFile,
            })
        })
}

/// The paths of all catalog files that may describe `path`, nearest first.
pub(super) fn possible_catalog_file_paths_above(path: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folder = Some(path.trim_matches('/'));
    while let Some(current) = folder {
        let slash = if current.is_empty() { "" } else { "/" };
        files.extend(CATALOG_FILES.map(|file| format!("{current}{slash}{file}")));
        folder = match current.rsplit_once('/') {
            Some((above, _)) => Some(above),
            None if current.is_empty() => None,
            None => Some(""),
        };
    }
    files
}

/// Whether `entity` can have source code: not a team, and not an entity that only groups others.
fn is_code_entity(entity: &Entity) -> bool {
    !["location", "group", "user", "domain"]
        .iter()
        .any(|kind| entity.is_of_kind(kind))
}

/// Keeps the entities of one file whose source code can be in the repository at `own`, according to their annotations: in that
/// repository or in one that it's a fork of. Without a remote, a file that names a single repository is taken to be in it.
fn retain_entities_of_repository(entities: &mut Vec<&Entity>, own: &[WebLocation]) {
    let repository_of = |entity: &Entity| {
        let location = WebLocation::parse(&entity.repository_url()?)?;
        Some(location.repository)
    };
    let named: BTreeSet<String> = entities
        .iter()
        .filter_map(|entity| repository_of(entity))
        .collect();
    let is_unknown_clone = own.is_empty() && named.len() == 1;
    let last = |repository: &str| repository.rsplit('/').next().map(str::to_owned);
    entities.retain(|entity| {
        let repository = repository_of(entity);
        repository.is_none_or(|repository| {
            let mut own = own.iter();
            is_unknown_clone || own.any(|own| last(&own.repository) == last(&repository))
        })
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_is_looked_for_upwards() {
        assert_eq!(
            possible_catalog_file_paths_above("a/b"),
            [
                "a/b/catalog-info.yaml",
                "a/b/catalog-info.yml",
                "a/catalog-info.yaml",
                "a/catalog-info.yml",
                "catalog-info.yaml",
                "catalog-info.yml",
            ]
        );
        assert_eq!(possible_catalog_file_paths_above("").len(), 2);
    }

    #[test]
    fn a_folder_is_around_what_lies_in_it() {
        assert!(folder_contains("a/b", "a/b") && folder_contains("a/b", "a/b/c"));
        assert!(
            !folder_contains("a/b", "a/bc")
                && !folder_contains("", "a")
                && !folder_contains("a/b", "a")
        );
    }
}
