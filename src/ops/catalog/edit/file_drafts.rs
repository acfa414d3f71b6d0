//! The files that an edit changes, before the change is checked or written.

use std::collections::BTreeMap;

use crate::catalog::{Entity, FileDraft};
use crate::error::Result;
use crate::ops::FileChange;
use crate::ops::additions::FileChangeWithOldText;

/// The files that are being changed.
#[derive(Default)]
pub(super) struct FileDrafts(BTreeMap<String, FileDraft>);

impl FileDrafts {
    /// The draft of the file that contains `entity`.
    pub(super) fn get_or_insert_draft_for_entity(&mut self, entity: &Entity) -> &mut FileDraft {
        let file = entity.file_path().to_owned();
        self.0
            .entry(file)
            .or_insert_with(|| FileDraft::for_file_of_entity(entity))
    }

    /// The files whose text has changed.
    pub(super) fn into_changed_files(self) -> Result<Vec<FileChangeWithOldText>> {
        let mut changes = Vec::new();
        for (path, draft) in self.0 {
            let before = draft.original_text().to_owned();
            let text = draft.finish()?;
            if text.as_deref() != Some(&before) {
                changes.push((FileChange { path, text }, before));
            }
        }
        Ok(changes)
    }
}
