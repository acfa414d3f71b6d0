//! Files as they would be with other texts, to judge a change before it is written.

use std::collections::BTreeMap;

use crate::catalog::{Files, Hosting};
use crate::error::Result;

/// The texts that files have instead of their own, by their names.
pub type Texts = BTreeMap<String, String>;

/// Files, some of which have another text.
pub(super) struct WithTexts<'f, F> {
    pub(super) files: F,
    pub(super) texts: &'f Texts,
}

impl<F: Files> Files for WithTexts<'_, F> {
    fn list(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list(folder)
    }

    fn has(&self, path: &str) -> bool {
        self.files.has(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        if !self.texts.is_empty()
            && let Some(text) = self.texts.get(&self.shown(path))
        {
            return Ok(Some(text.clone().into_bytes()));
        }
        self.files.read(path)
    }

    fn yaml_files(&self, folder: &str) -> Result<Vec<String>> {
        self.files.yaml_files(folder)
    }

    fn shown(&self, path: &str) -> String {
        self.files.shown(path)
    }

    fn hosting(&self) -> Option<&Hosting> {
        self.files.hosting()
    }
}
