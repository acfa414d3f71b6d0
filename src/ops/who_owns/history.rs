//! Who owned an entity when: the catalog is git, so it remembers.

use crate::catalog::{Catalog, Entity, EntityRef, EntityRefBuf, Files, Memory, Model, Ownership};
use crate::error::Result;
use crate::git::{Commitment, FirstParents, Revision, Version};
use crate::platform::Platform;

/// More commits are not looked at: the answer to a question is not a study.
const MOST: usize = 100_000;

/// A time in which an entity had one owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// The full ref of the owner; `None` where nobody was named.
    pub owner: Option<String>,
    /// The commit that began it.
    pub since: Commitment,
    /// The file the entity was in then.
    pub file: String,
}

/// Who owned `entity`, newest first, from the moment `when` (now unless said) back to when it came into the catalog.
///
/// Only the first-parent line is followed, and only the versions of the file that holds the entity are read; where it
/// is not in there yet, the catalog of that commit says which file it was in before.
///
/// # Errors
/// As [`Platform::at`].
pub fn history(platform: &Platform, when: Option<&str>, entity: &Entity) -> Result<Vec<Tenure>> {
    let (dir, mut tip) = platform.moment(when)?;
    let wanted = entity.reference().to_buf();
    let mut file = entity.file().to_owned();
    let mut tenures: Vec<Tenure> = Vec::new();
    loop {
        let line = FirstParents::of(&dir, tip, MOST)?;
        let mut earlier = None;
        for version in line.versions_of(&file)? {
            let revision = Revision::open(&dir, version.last)?;
            match owner_in(&revision, &file, &version, wanted.get())? {
                Some(owner) => begin(&mut tenures, owner, version.since, &file),
                None => {
                    earlier =
                        file_of(platform, revision, wanted.get()).map(|file| (version.last, file));
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
fn begin(tenures: &mut Vec<Tenure>, owner: Option<String>, since: Commitment, file: &str) {
    match tenures.last_mut().filter(|tenure| tenure.owner == owner) {
        Some(tenure) => {
            tenure.since = since;
            file.clone_into(&mut tenure.file);
        }
        None => tenures.push(Tenure {
            owner,
            since,
            file: file.to_owned(),
        }),
    }
}

/// The owner that one version of a file gives to an entity, if it holds it.
fn owner_in(
    revision: &Revision,
    file: &str,
    version: &Version,
    wanted: EntityRef<'_>,
) -> Result<Option<Option<String>>> {
    if version.blob.is_none() {
        return Ok(None);
    }
    let Some(bytes) = Files::read(revision, file)? else {
        return Ok(None);
    };
    let only = Memory::from_iter([(file, bytes)]);
    let catalog = Catalog::read_as(Model::WITH_AI, &only, &[file.to_owned()])?;
    let owner = |entity| {
        let ownership = Ownership::of(&catalog, entity);
        ownership.owner_ref.as_ref().map(EntityRefBuf::to_string)
    };
    Ok(catalog.get(wanted).map(owner))
}

/// The file of the catalog that holds an entity at a revision, if the platform of then can be read and has it.
fn file_of(platform: &Platform, revision: Revision, wanted: EntityRef<'_>) -> Option<String> {
    let catalog = platform.snapshot(revision).ok()?.catalog().ok()?;
    Some(catalog.get(wanted)?.file().to_owned())
}
