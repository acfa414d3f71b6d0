//! `idp catalog rebase-pr`: a registration that waits in a pull request comes to stand on the newest catalog.
//!
//! In a catalog of one file two registrations are in each other's way, though they say nothing about each other. The
//! entity is put in its place in the newest file, and the branch goes on with a merge: nothing is forced.

use std::sync::atomic::AtomicBool;

use git2::Oid;

use super::publish::{PublishOptions, build};
use super::register::{branch_of, placed, written};
use crate::catalog::EntityRef;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::git::{Identity, Pushed};
use crate::platform::{Snapshot, Upstream};
use crate::printable::Printable;
use crate::template::shell_word;

/// What became of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebased {
    /// The branch.
    pub branch: String,
    /// Its new commit; `None` where it stood on the newest catalog already.
    pub commit: Option<String>,
}

/// Brings the registration of the component `name` onto the tip.
///
/// # Errors
/// Not found (3) where no such registration waits; conflict (6) where the name was taken meanwhile; findings (1) where
/// the catalog would be worse for it by now.
pub fn rebase(
    fresh: &mut Upstream,
    name: &str,
    identity: &Identity,
    clock: Clock,
    stop: &AtomicBool,
) -> Result<Rebased> {
    let message = format!("catalog: add component:default/{name}\n\nIdp-Actor: {identity}\n");
    let effort = PublishOptions {
        what: "rebase the registration",
        message: &message,
        identity,
        clock,
        stop,
    };
    let branch = branch_of(name);
    let reference = EntityRef {
        kind: "component",
        namespace: "default",
        name,
    };
    for _ in 0..MOST {
        let (there, proposal) = fresh.branch(&branch).map_err(|error| {
            match error.message().contains("couldn't find remote ref") {
                true => Error::not_found(format!("no registration of `{name}` waits on {branch}"))
                    .caused_by(error),
                false => error,
            }
        })?;
        if fresh.mirror.holds(there, fresh.tip.commit)? {
            return Ok(Rebased {
                branch,
                commit: None,
            });
        }
        let document = document(&proposal, reference)?;
        only_registers(fresh, (there, &proposal), name, &document)?;
        let change = placed(&fresh.snapshot, reference, &document, effort.clock.today())?;
        let id = build(fresh, &[change.into()], effort, &[there])?;
        match fresh.push(effort.what, id, &branch)? {
            Pushed::Done => {
                return Ok(Rebased {
                    branch,
                    commit: Some(id.to_string()),
                });
            }
            Pushed::Moved(_) => fresh.again()?,
            Pushed::Declined(error) | Pushed::Lost(error) => return Err(error),
        }
    }
    Err(Error::remote(format!(
        "{branch} changes faster than this can"
    )))
}

/// A branch may hold more than the registration, as reviewers add to it; brought onto the tip it would be lost.
fn only_registers(
    fresh: &Upstream,
    (there, proposal): (Oid, &Snapshot),
    name: &str,
    document: &str,
) -> Result<()> {
    let (base, changed) = fresh.mirror.parted(fresh.tip.commit, there)?;
    let before = Snapshot::revision(fresh.mirror.revision(base)?)?;
    let own = written(&before, name, document)?;
    let is_all = proposal.files().read(&own.file)?.as_deref() == Some(own.text.as_bytes());
    let other = changed.iter().find(|file| **file != own.file);
    match other.or((!is_all).then_some(&own.file)) {
        None => Ok(()),
        Some(file) => Err(Error::conflict(format!(
            "{} changes more than `{name}`: {}",
            branch_of(name),
            Printable(file)
        ))
        .hint(format!(
            "in a clone of it: git merge {}",
            Printable(&shell_word(&format!("origin/{}", fresh.tip.branch)))
        ))),
    }
}

/// How often somebody else may be faster.
const MOST: u32 = 5;

/// The text of the entity, as the branch has it.
fn document(proposal: &Snapshot, reference: EntityRef<'_>) -> Result<String> {
    let catalog = proposal.catalog()?;
    let entity = catalog.get(reference).ok_or_else(|| {
        Error::not_found(format!("the branch does not hold {reference}"))
            .hint("idp catalog validate, in a clone of that branch")
    })?;
    let text = entity.document();
    let text = text.strip_prefix("---").unwrap_or(text).trim_start();
    Ok(format!("{}\n", text.trim_end()))
}
