//! The files that an edit changes, before anything of it is judged or written.

use std::collections::BTreeMap;

use crate::catalog::{Entity, FileDraft};
use crate::error::Result;
use crate::ops::FileChange;
use crate::ops::additions::ChangedFile;

/// The files that are being changed.
#[derive(Default)]
pub(super) struct FileDrafts(BTreeMap<String, FileDraft>);

impl FileDrafts {
    /// The draft of the file that `entity` stands in.
    pub(super) fn for_entity(&mut self, entity: &Entity) -> &mut FileDraft {
        let file = entity.file().to_owned();
        self.0
            .entry(file)
            .or_insert_with(|| FileDraft::for_entity(entity))
    }

    /// The files that say something else now.
    pub(super) fn into_changed_files(self) -> Result<Vec<ChangedFile>> {
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
