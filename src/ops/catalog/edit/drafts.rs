//! The files that an edit changes, before anything of it is judged or written.

use std::collections::BTreeMap;

use crate::catalog::{Draft, Entity};
use crate::error::Result;
use crate::ops::FileChange;

/// A file that is different, with what it held before.
pub(super) type Change = (FileChange, String);

/// The files that are being changed.
#[derive(Default)]
pub(super) struct Drafts(BTreeMap<String, Draft>);

impl Drafts {
    /// The draft of the file that `entity` stands in.
    pub(super) fn of(&mut self, entity: &Entity) -> &mut Draft {
        let file = entity.file().to_owned();
        self.0.entry(file).or_insert_with(|| Draft::of(entity))
    }

    /// The files that say something else now.
    pub(super) fn changes(self) -> Result<Vec<Change>> {
        let mut changes = Vec::new();
        for (path, draft) in self.0 {
            let before = draft.before().to_owned();
            let text = draft.finish()?;
            if text.as_deref() != Some(&before) {
                changes.push((FileChange { path, text }, before));
            }
        }
        Ok(changes)
    }
}
