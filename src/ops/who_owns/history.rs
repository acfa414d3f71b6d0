//! Who owned an entity when: the catalog is git, so it remembers.

use crate::catalog::{
    Catalog, CatalogModel, Entity, EntityRef, EntityRefBuf, Files, MemoryFiles, Ownership,
};
use crate::error::Result;
use crate::git::{CommitInfo, FileVersion, FirstParentHistory, Revision};
use crate::platform::Platform;

/// More commits are not looked at: the answer to a question is not a study.
const MAX_HISTORY_COMMITS: usize = 100_000;

/// A time in which an entity had one owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnershipPeriod {
    /// The full ref of the owner; `None` where nobody was named.
    pub owner: Option<String>,
    /// The commit that began it.
    pub since: CommitInfo,
    /// The file the entity was in then.
    pub file: String,
}

/// Who owned `entity`, newest first, from the moment `when` (now by default) back to when it came into the catalog.
///
/// Only the first-parent line is followed, and only the versions of the file that holds the entity are read; where it
/// is not in there yet, the catalog of that commit says which file it was in before.
///
/// # Errors
/// As [`Platform::read_snapshot_at`].
pub fn read_ownership_history(
    platform: &Platform,
    when: Option<&str>,
    entity: &Entity,
) -> Result<Vec<OwnershipPeriod>> {
    let (dir, mut tip) = platform.resolve_commit(when)?;
    let wanted = entity.entity_ref().to_owned_ref();
    let mut file = entity.file().to_owned();
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
            _ => return Ok(tenures),
        }
    }
}

/// Adds what was true before everything that is there.
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

/// The owner that one version of a file gives to an entity, if it holds it.
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
    let only = MemoryFiles::from_iter([(file, bytes)]);
    let catalog =
        Catalog::read_catalog_with_model(CatalogModel::WITH_AI, &only, &[file.to_owned()])?;
    let owner = |entity| {
        let ownership = Ownership::find_entity_ownership(&catalog, entity);
        ownership.owner_ref.as_ref().map(EntityRefBuf::to_string)
    };
    Ok(catalog.get(wanted).map(owner))
}

/// The file of the catalog that holds an entity at a revision, if the platform of then can be read and has it.
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
    Some(catalog.get(wanted)?.file().to_owned())
}
