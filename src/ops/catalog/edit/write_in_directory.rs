//! An edit that only writes files: outside git, or with `--no-commit`. It's checked against the files as they are.

use std::path::Path;

use super::context::{AppliedEdit, CatalogEditContext, FailPointCounter};
use super::intent::{
    BlobIdChange, EditIntent, FileIntent, RequestedEdit, changed_meanwhile_error, hash_blob,
    read_existing_target_file, recover_interrupted_edit,
};
use super::{CatalogEdit, build_edit_proposal};
use crate::error::{Error, Result};
use crate::git::LocalClone;
use crate::ops::FileChange;
use crate::ops::staging::{DraftFolder, FileWithMetadata, interrupted_error, validate_no_symlinks};
use crate::platform::PlatformSnapshot;
use crate::printable::Printable;

/// Applies `edit` to the files below `root`.
///
/// # Errors
/// As [`build_edit_proposal`]; conflict (6) if someone else changes a file at the same time.
pub(super) fn write_edit_in_directory(
    edit: &CatalogEdit,
    snapshot: &PlatformSnapshot,
    root: &Path,
    tree: Option<&LocalClone>,
    context: &CatalogEditContext<'_>,
) -> Result<AppliedEdit> {
    let fail_points = FailPointCounter::new(context);
    let staging = DraftFolder::acquire(root, tree, context.lock_wait_options())?;
    let intended = RequestedEdit {
        edit,
        commits: false,
    };
    if let Some(finished) = recover_interrupted_edit(
        &staging,
        root,
        tree,
        Some(intended),
        context.lock_wait_options(),
    )? {
        return Ok(finished);
    }
    fail_points.hit_next_fail_point();
    let proposal = build_edit_proposal(snapshot, edit, context.edit_validation_options())?;
    if proposal.changes.is_empty() {
        return Ok(AppliedEdit::from_uncommitted_proposal(proposal));
    }
    let mut files = Vec::new();
    for (number, (change, before)) in proposal.changes.iter().enumerate() {
        let found = read_existing_target_file(root, change, &proposal)?;
        files.push(write_draft_file_for_change(
            &staging,
            root,
            number,
            (change, before),
            found,
        )?);
    }
    staging.sync_drafts_to_disk()?;
    fail_points.hit_next_fail_point();
    let intent = EditIntent::new(edit, &proposal, tree, None, files);
    intent.write(&staging)?;
    fail_points.hit_next_fail_point();
    if context.stop.is_cancelled() {
        staging.clear();
        return Err(interrupted_error());
    }
    let left = intent.write_changed_files(&staging, root, |_| true, &|| {
        fail_points.hit_next_fail_point()
    });
    staging.clear();
    if left.is_empty() {
        Ok(AppliedEdit::from_uncommitted_proposal(proposal))
    } else {
        Err(changed_meanwhile_error(&left))
    }
}

fn write_draft_file_for_change(
    staging: &DraftFolder,
    root: &Path,
    number: usize,
    (change, before): (&FileChange, &str),
    found: Option<FileWithMetadata>,
) -> Result<FileIntent> {
    validate_no_symlinks(root, &change.path)?;
    if let Some(found) = &found
        && found.bytes != before.as_bytes()
    {
        let message = format!(
            "{} changed while it was being read",
            Printable(&change.path)
        );
        return Err(Error::conflict(message).with_hint("run the same command again"));
    }
    if let Some(text) = &change.text {
        let permissions = found.as_ref().map(|found| found.meta.permissions());
        staging.write_draft(number, text.as_bytes(), permissions)?;
    }
    Ok(FileIntent {
        path: change.path.clone(),
        disk: BlobIdChange {
            before: found.and_then(|found| hash_blob(&found.bytes)),
            after: change
                .text
                .as_deref()
                .and_then(|text| hash_blob(text.as_bytes())),
        },
        checked_out: true,
        ..FileIntent::default()
    })
}
