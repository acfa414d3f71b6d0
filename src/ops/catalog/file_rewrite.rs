//! Replaces the text of catalog files.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::edit::recover_interrupted_edit;
use crate::error::{Error, ErrorKind, Result};
use crate::git::{LocalClone, find_work_tree};
use crate::ops::staging::{
    DraftFolder, LockWaitOptions, interrupted_error, read_regular_file, replace_file,
};
use crate::printable::Printable;
use crate::source::SourceFile;

/// How many files are drafted at once.
const FILES_PER_BATCH: usize = 64;

/// A file and its new text.
#[derive(Clone, Debug)]
pub struct FileRewrite {
    /// The file as it was read.
    pub source: Arc<SourceFile>,
    /// Its new text.
    pub text: String,
}

/// Writes `rewrites`, whose files are relative to `directory`. Each file is replaced atomically, so that it always has its old or
/// its new text. On cancellation, the current file is completed. In errors, `done` says what was done to the files, such as
/// `formatted`.
///
/// # Errors
/// Interrupted (130) with the number of written files; conflict (6) if a file has changed since it was read, or its path goes
/// through a link; io (7) if a file can't be written.
pub fn write_file_rewrites(
    rewrites: &[&FileRewrite],
    directory: &Path,
    done: &str,
    waiting: LockWaitOptions<'_>,
) -> Result<()> {
    let Some(first) = rewrites.first() else {
        return Ok(());
    };
    let (root, _) = first.split_root_and_path(directory);
    let tree = LocalClone::find_local_clone(&root).ok().flatten();
    let staging = DraftFolder::acquire(&root, tree.as_ref(), waiting)?;
    recover_interrupted_edit(&staging, &root, tree.as_ref(), None, waiting)?;
    let mut written = 0;
    for batch in rewrites.chunks(FILES_PER_BATCH) {
        for (number, rewrite) in batch.iter().enumerate() {
            rewrite.write_draft(&staging, number, directory)?;
        }
        staging.sync_drafts_to_disk()?;
        for (number, rewrite) in batch.iter().enumerate() {
            if waiting.stop.is_cancelled() {
                return Err(interrupted_file_rewrite_error(
                    written,
                    rewrites.len(),
                    done,
                ));
            }
            rewrite.replace_with_draft_file(&staging, number, directory)?;
            written += 1;
        }
        staging.clear();
    }
    Ok(())
}

/// Rejects `paths`, relative to `directory` (absolute), that go through a symbolic link in the repository: a link may point
/// anywhere.
///
/// # Errors
/// Conflict (6), naming the link.
pub fn reject_paths_through_symlinks(paths: &[PathBuf], directory: &Path) -> Result<()> {
    let top = find_work_tree(directory).filter(|top| directory.starts_with(top));
    let base = top.as_deref().unwrap_or(directory);
    for path in paths {
        let mut way = PathBuf::new();
        for part in directory.join(path).components() {
            match part {
                Component::ParentDir => drop(way.pop()),
                part => way.push(part),
            }
            let is_inside = way.starts_with(base) && way != base;
            if is_inside && way.symlink_metadata().is_ok_and(|meta| meta.is_symlink()) {
                let link = way.strip_prefix(base).unwrap_or(&way).display().to_string();
                let message = format!(
                    "{} is a symbolic link; idp doesn't write through links",
                    Printable(&link)
                );
                return Err(
                    Error::conflict(message).with_hint("use the file or folder it points to")
                );
            }
        }
    }
    Ok(())
}

/// The error that says how many files were written.
fn interrupted_file_rewrite_error(written: usize, all: usize, done: &str) -> Error {
    if written == 0 {
        return interrupted_error();
    }
    let left = all - written;
    let message = format!("interrupted: {done} {written} of {all} files; {left} left");
    Error::new(ErrorKind::Interrupted, message).with_hint("run the same command again to continue")
}

impl FileRewrite {
    /// A directory that contains the file, and the path relative to it.
    fn split_root_and_path(&self, directory: &Path) -> (PathBuf, String) {
        let path = Path::new(&self.source.name);
        if path.is_relative() {
            return (directory.to_owned(), self.source.name.clone());
        }
        let folder = path.parent().unwrap_or(path);
        let root = find_work_tree(folder)
            .filter(|top| path.starts_with(top))
            .unwrap_or_else(|| folder.to_owned());
        let rest = path.strip_prefix(&root).unwrap_or(path);
        let rest = rest.display().to_string().replace('\\', "/");
        (root, rest)
    }

    fn write_draft(&self, staging: &DraftFolder, number: usize, directory: &Path) -> Result<()> {
        let (root, path) = self.split_root_and_path(directory);
        let found = read_regular_file(&root, &path)?;
        let found = found.filter(|found| found.bytes == self.source.text.as_bytes());
        match found {
            Some(found) => {
                let permissions = Some(found.meta.permissions());
                staging.write_draft(number, self.text.as_bytes(), permissions)
            }
            None => Err(self.changed_meanwhile_error()),
        }
    }

    fn replace_with_draft_file(
        &self,
        staging: &DraftFolder,
        number: usize,
        directory: &Path,
    ) -> Result<()> {
        let (root, path) = self.split_root_and_path(directory);
        let now = read_regular_file(&root, &path)?;
        if now.is_none_or(|now| now.bytes != self.source.text.as_bytes()) {
            return Err(self.changed_meanwhile_error());
        }
        replace_file(&root, &path, &staging.draft_path(number))
    }

    fn changed_meanwhile_error(&self) -> Error {
        let shown = Printable(&self.source.name);
        Error::conflict(format!("{shown} changed while it was being read"))
            .with_hint("run the same command again")
    }
}
