//! An edit that only writes files: outside git, or with `--no-commit`. It is judged on the files as they are.

use std::path::Path;
use std::sync::atomic::Ordering;

use super::intent::{FileIntent, Intent, Step, Wanted, id_of, meanwhile, occupant, recover};
use super::site::{Applied, Moments, Site};
use super::{Deed, propose};
use crate::error::{Error, Result};
use crate::git::LocalClone;
use crate::ops::FileChange;
use crate::ops::staging::{Found, Staging, check_path, interrupted};
use crate::platform::Snapshot;
use crate::printable::Printable;

/// Does `deed` in the files below `root`.
///
/// # Errors
/// As [`propose`]; conflict (6) where somebody else changes a file at the same moment.
pub(super) fn apply(
    deed: &Deed,
    snapshot: &Snapshot,
    root: &Path,
    tree: Option<&LocalClone>,
    site: &Site<'_>,
) -> Result<Applied> {
    let moments = Moments::of(site);
    let staging = Staging::enter(root, tree, site.waiting())?;
    let wanted = Wanted {
        deed,
        commits: false,
    };
    if let Some(finished) = recover(&staging, root, tree, Some(wanted), site.waiting())? {
        return Ok(finished);
    }
    moments.pass();
    let proposal = propose(snapshot, deed, site.judgement())?;
    if proposal.changes.is_empty() {
        return Ok(Applied::nothing(proposal));
    }
    let mut files = Vec::new();
    for (number, (change, before)) in proposal.changes.iter().enumerate() {
        let found = occupant(root, change, &proposal)?;
        files.push(draft(&staging, root, number, (change, before), found)?);
    }
    staging.sync()?;
    moments.pass();
    let intent = Intent::new(deed, &proposal, tree, None, files);
    intent.write(&staging)?;
    moments.pass();
    if site.stop.load(Ordering::Relaxed) {
        staging.clear();
        return Err(interrupted());
    }
    let left = intent.place(&staging, root, |_| true, &|| moments.pass());
    staging.clear();
    if left.is_empty() {
        Ok(Applied::nothing(proposal))
    } else {
        Err(meanwhile(&left))
    }
}

fn draft(
    staging: &Staging,
    root: &Path,
    number: usize,
    (change, before): (&FileChange, &str),
    found: Option<Found>,
) -> Result<FileIntent> {
    check_path(root, &change.path)?;
    if let Some(found) = &found
        && found.bytes != before.as_bytes()
    {
        let message = format!("{} changed while it was read", Printable(&change.path));
        return Err(Error::conflict(message).hint("run the same command again"));
    }
    if let Some(text) = &change.text {
        let permissions = found.as_ref().map(|found| found.meta.permissions());
        staging.write_draft(number, text.as_bytes(), permissions)?;
    }
    Ok(FileIntent {
        path: change.path.clone(),
        disk: Step {
            before: found.and_then(|found| id_of(&found.bytes)),
            after: change
                .text
                .as_deref()
                .and_then(|text| id_of(text.as_bytes())),
        },
        checked_out: true,
        ..FileIntent::default()
    })
}
