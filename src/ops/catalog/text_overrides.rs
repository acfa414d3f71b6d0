//! Files with replaced texts, to check a change before it's written.

use std::collections::BTreeMap;

use crate::catalog::{Files, HostedRepository};
use crate::error::Result;

/// Replacement texts by file name.
pub type FileTextOverrides = BTreeMap<String, String>;

/// Files, some of which have a replacement text.
pub(super) struct FilesWithOverrides<'f, F> {
    pub(super) files: F,
    pub(super) texts: &'f FileTextOverrides,
}

impl<F: Files> Files for FilesWithOverrides<'_, F> {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list_files_recursively(folder)
    }

    fn has_file(&self, path: &str) -> bool {
        self.files.has_file(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        if !self.texts.is_empty()
            && let Some(text) = self.texts.get(&self.display_path(path))
        {
            return Ok(Some(text.clone().into_bytes()));
        }
        self.files.read(path)
    }

    fn list_yaml_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list_yaml_files_recursively(folder)
    }

    fn display_path(&self, path: &str) -> String {
        self.files.display_path(path)
    }

    fn hosted_repository(&self) -> Option<&HostedRepository> {
        self.files.hosted_repository()
    }
}
