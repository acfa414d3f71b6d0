//! From a place in a repository to the entities whose code lies there: the longest matching source location, then the
//! nearest catalog file upwards, then the repository.

use super::account;
use super::query_origin::QueryOrigin;
use crate::catalog::{BranchPartCount, Catalog, CodeOwner, Entity, WebLocation};

/// How a place in a repository led to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// Its source location is a folder around the place.
    SourceLocation,
    /// The nearest catalog file upwards holds it.
    CatalogFile,
    /// Its code is somewhere in the repository.
    Repository,
    /// The lock of the clone names it.
    Lock,
}

impl MatchedBy {
    /// As JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            MatchedBy::SourceLocation => "source-location",
            MatchedBy::CatalogFile => "catalog-file",
            MatchedBy::Repository => "repository",
            MatchedBy::Lock => "lock",
        }
    }

    /// For people, such as `by source location`.
    pub fn description(self) -> &'static str {
        match self {
            MatchedBy::SourceLocation => "by source location",
            MatchedBy::CatalogFile => "by the nearest catalog file",
            MatchedBy::Repository => "by repository",
            MatchedBy::Lock => "by .idp/lock.yaml",
        }
    }
}

/// Entities, and what led to them.
pub(super) struct LocatedEntities<'c> {
    pub(super) entities: Vec<&'c Entity>,
    pub(super) by: MatchedBy,
}

/// The names of the file that describes the folder it lies in.
const CATALOG_FILES: [&str; 2] = ["catalog-info.yaml", "catalog-info.yml"];

/// The entities around `asked`; `None` where the catalog doesn't know the repository.
pub(super) fn locate_entities_at_web_location<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    asked: &WebLocation,
) -> Option<LocatedEntities<'c>> {
    let there = find_entities_in_repository(catalog, asked);
    let by_folder = select_entities_of_deepest_folder(catalog, query_origin, &there, asked);
    if !by_folder.is_empty() {
        return Some(LocatedEntities {
            entities: by_folder,
            by: MatchedBy::SourceLocation,
        });
    }
    let nearest = query_origin.web_path_in_catalog(asked);
    let nearest = nearest.filter(|_| there.is_empty() || !asked.branch_and_path.is_empty());
    let own = std::slice::from_ref(asked);
    let found =
        nearest.and_then(|path| locate_entities_in_nearest_catalog_file(catalog, own, &path));
    found.or_else(|| select_whole_repository_entities(&there))
}

/// Those of the whole repository; where there is none, all that lie somewhere in it.
fn select_whole_repository_entities<'c>(
    there: &[(WebLocation, &'c Entity)],
) -> Option<LocatedEntities<'c>> {
    let whole = there
        .iter()
        .filter(|(location, _)| location.path_in_repository().is_empty());
    let mut entities: Vec<&Entity> = whole.map(|(_, entity)| *entity).collect();
    if entities.is_empty() {
        entities = there.iter().map(|(_, entity)| *entity).collect();
    }
    (!entities.is_empty()).then_some(LocatedEntities {
        entities,
        by: MatchedBy::Repository,
    })
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

/// Of the entities of folders those of the deepest folder around `asked`.
///
/// `blob/feature/x/services/cart/a.ts` and `blob/cart-2/docs/a/x.ts` look the same, but the branch of the first has a slash
/// and that of the second has none. So the shortest branch is tried first, and a longer one only where no component below
/// the root of the repository lies around that path, and only up to [`max_branch_name_parts`]: among the many folders of a
/// monorepo some suffix of any path begins with the folder of a component.
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

/// The most parts that the branch of `asked` can have. Where a component is the whole repository, there is an answer for
/// every path, so that a longer branch must be more than possible: its first part is customary for branches with a slash,
/// or somebody's login. Elsewhere the longer branch is the only way to an answer.
fn max_branch_name_parts(
    catalog: &Catalog,
    query_origin: &QueryOrigin,
    there: &[(WebLocation, &Entity)],
    asked: &WebLocation,
) -> usize {
    let start = asked.first_branch_part();
    // Git can't store a branch below another one.
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

/// The most parts that the branch of a source location can have. Catalogs name long-lived branches, which seldom have a
/// slash.
fn max_source_branch_name_parts(location: &WebLocation) -> usize {
    match location.branch_part_count() {
        BranchPartCount::Usually(parts) => parts,
        BranchPartCount::One | BranchPartCount::Unknown => 1,
    }
}

/// The entities for whose location `depth` is the greatest; none where it is 0.
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

/// Whether `below` is `folder` or lies in it; nothing is around anything.
fn folder_contains(folder: &str, below: &str) -> bool {
    let rest = below.strip_prefix(folder).filter(|_| !folder.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The entities that the nearest catalog file at or above `path` describes, a path in the catalog's own repository,
/// which is at `own`.
pub(super) fn locate_entities_in_nearest_catalog_file<'c>(
    catalog: &'c Catalog,
    own: &[WebLocation],
    path: &str,
) -> Option<LocatedEntities<'c>> {
    list_candidate_catalog_files(path)
        .into_iter()
        .find_map(|file| {
            let described = |entity: &&Entity| {
                entity.file() == file && is_code_entity(entity) && may_be_in_repository(entity, own)
            };
            let entities: Vec<&Entity> = catalog.entities.iter().filter(described).collect();
            (!entities.is_empty()).then_some(LocatedEntities {
                entities,
                by: MatchedBy::CatalogFile,
            })
        })
}

/// Every catalog file that may describe `path`, nearest first.
pub(super) fn list_candidate_catalog_files(path: &str) -> Vec<String> {
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

/// Whether it is something that code is: no team, and nothing that only names others.
fn is_code_entity(entity: &Entity) -> bool {
    !["location", "group", "user", "domain"]
        .iter()
        .any(|kind| entity.is_of_kind(kind))
}

/// Whether its code can lie in the repository, as far as it says.
fn may_be_in_repository(entity: &Entity, own: &[WebLocation]) -> bool {
    let location = entity
        .repository_url()
        .and_then(|url| WebLocation::parse(&url));
    let is = |location: WebLocation| own.iter().any(|own| own.repository == location.repository);
    location.is_none_or(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_is_looked_for_upwards() {
        assert_eq!(
            list_candidate_catalog_files("a/b"),
            [
                "a/b/catalog-info.yaml",
                "a/b/catalog-info.yml",
                "a/catalog-info.yaml",
                "a/catalog-info.yml",
                "catalog-info.yaml",
                "catalog-info.yml",
            ]
        );
        assert_eq!(list_candidate_catalog_files("").len(), 2);
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
