//! The ownership history of an entity, from the git history of the catalog.

use std::collections::HashMap;

use crate::catalog::{Catalog, CatalogModel, Entity, EntityRef, Files, MemoryFiles};
use crate::error::Result;
use crate::git::{CommitInfo, FileVersion, FirstParentHistory, Revision};
use crate::platform::Platform;

/// The owner of each entity, by ref; `None` if no owner is set.
pub(super) type OwnersByRef = HashMap<String, Option<String>>;

/// The maximum number of commits that a query reads.
const MAX_HISTORY_COMMITS: usize = 100_000;

/// A period in which an entity had one owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnershipPeriod {
    /// The full ref of the owner; `None` if no owner was set.
    pub owner: Option<String>,
    /// The commit that started it.
    pub since: CommitInfo,
    /// The file that contained the entity.
    pub file: String,
}

/// The owners of `entity`, newest first, from `when` (default: now) back to when it was added to the catalog.
///
/// Follows only first parents and reads only the versions of the file that contains the entity. If a version doesn't contain it
/// yet, the catalog of that commit shows which file it was in before.
///
/// # Errors
/// As [`Platform::read_snapshot_at`].
pub fn read_ownership_history(
    platform: &Platform,
    when: Option<&str>,
    entity: &Entity,
) -> Result<Vec<OwnershipPeriod>> {
    let (dir, mut tip) = platform.resolve_repository_and_commit(when)?;
    let wanted = entity.entity_ref().to_owned_ref();
    let mut file = entity.file_path().to_owned();
    let mut tenures: Vec<OwnershipPeriod> = Vec::new();
    loop {
        let line = FirstParentHistory::load_first_parent_history(&dir, tip, MAX_HISTORY_COMMITS)?;
        let mut earlier = None;
        for version in line.find_file_versions(&file)? {
            let revision = Revision::open_commit(&dir, version.last)?;
            match read_owner_at_file_version(&revision, &file, &version, wanted.as_entity_ref())? {
                Some(owner) => {
                    add_earlier_ownership_period(&mut tenures, owner, version.since, &file)
                }
                None => {
                    earlier =
                        find_entity_file_at_revision(platform, revision, wanted.as_entity_ref())
                            .map(|file| (version.last, file));
                    break;
                }
            }
        }
        match earlier {
            Some((commit, before)) if before != file => (tip, file) = (commit, before),
            _ => {
                let oldest = tenures.last();
                oldest.map_or(Ok(()), |oldest| {
                    line.ensure_history_before(oldest.since.commit)
                })?;
                return Ok(tenures);
            }
        }
    }
}

/// Adds an earlier period.
fn add_earlier_ownership_period(
    tenures: &mut Vec<OwnershipPeriod>,
    owner: Option<String>,
    since: CommitInfo,
    file: &str,
) {
    match tenures.last_mut().filter(|tenure| tenure.owner == owner) {
        Some(tenure) => {
            tenure.since = since;
            file.clone_into(&mut tenure.file);
        }
        None => tenures.push(OwnershipPeriod {
            owner,
            since,
            file: file.to_owned(),
        }),
    }
}

/// The owner of an entity in one version of a file, if the file contains it.
fn read_owner_at_file_version(
    revision: &Revision,
    file: &str,
    version: &FileVersion,
    wanted: EntityRef<'_>,
) -> Result<Option<Option<String>>> {
    if version.blob.is_none() {
        return Ok(None);
    }
    let Some(bytes) = Files::read(revision, file)? else {
        return Ok(None);
    };
    let catalog = read_catalog_file(file, bytes)?;
    Ok(catalog.get(wanted).map(owner_of))
}

/// The owners of all entities in one version of a file.
pub(super) fn read_owners_of_file(file: &str, bytes: Vec<u8>) -> Result<OwnersByRef> {
    let catalog = read_catalog_file(file, bytes)?;
    let entities = catalog.entities.iter();
    let owners = entities.map(|entity| {
        let owner = owner_of(entity);
        (entity.entity_ref().to_string(), owner)
    });
    Ok(owners.collect())
}

fn read_catalog_file(file: &str, bytes: Vec<u8>) -> Result<Catalog> {
    let only = MemoryFiles::from_iter([(file, bytes)]);
    Catalog::read_catalog_with_model(CatalogModel::WITH_AI, &only, &[file.to_owned()])
}

/// The full ref of the owner of `entity`; `None` if no owner is set.
pub(super) fn owner_of(entity: &Entity) -> Option<String> {
    entity.owner_or_itself().map(|owner| owner.to_string())
}

/// The catalog file that contains an entity at a revision, if the platform can be read there and has it.
fn find_entity_file_at_revision(
    platform: &Platform,
    revision: Revision,
    wanted: EntityRef<'_>,
) -> Option<String> {
    let catalog = platform
        .read_revision_snapshot(revision)
        .ok()?
        .read_catalog()
        .ok()?;
    Some(catalog.get(wanted)?.file_path().to_owned())
}
