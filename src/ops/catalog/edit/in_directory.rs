//! An edit that only writes files: outside git, or with `--no-commit`. It is judged on the files as they are.

use std::path::Path;
use std::sync::atomic::Ordering;

use super::context::{Applied, EditContext, FailPoints};
use super::intent::{FileIntent, IntendedEdit, Intent, Step, id_of, meanwhile, occupant, recover};
use super::{CatalogEdit, propose};
use crate::error::{Error, Result};
use crate::git::LocalClone;
use crate::ops::FileChange;
use crate::ops::staging::{Found, Staging, check_path, interrupted};
use crate::platform::Snapshot;
use crate::printable::Printable;

/// Does `edit` in the files below `root`.
///
/// # Errors
/// As [`propose`]; conflict (6) where somebody else changes a file at the same moment.
pub(super) fn apply(
    edit: &CatalogEdit,
    snapshot: &Snapshot,
    root: &Path,
    tree: Option<&LocalClone>,
    context: &EditContext<'_>,
) -> Result<Applied> {
    let moments = FailPoints::of(context);
    let staging = Staging::enter(root, tree, context.waiting())?;
    let intended = IntendedEdit {
        edit,
        commits: false,
    };
    if let Some(finished) = recover(&staging, root, tree, Some(intended), context.waiting())? {
        return Ok(finished);
    }
    moments.pass();
    let proposal = propose(snapshot, edit, context.judgement())?;
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
    let intent = Intent::new(edit, &proposal, tree, None, files);
    intent.write(&staging)?;
    moments.pass();
    if context.stop.load(Ordering::Relaxed) {
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
