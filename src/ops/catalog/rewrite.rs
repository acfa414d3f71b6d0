//! Files of a catalog and the texts that they are to have.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::edit::recover;
use crate::error::{Error, Kind, Result};
use crate::git::{LocalClone, work_tree_of};
use crate::ops::staging::{Staging, Waiting, interrupted, read_file, replace_file};
use crate::printable::Printable;
use crate::source::Source;

/// So many files are drafted at once.
const BATCH: usize = 64;

/// A file that gets another text.
#[derive(Clone, Debug)]
pub struct Rewrite {
    /// As it was read.
    pub source: Arc<Source>,
    /// Its new text.
    pub text: String,
}

/// Writes `rewrites`, whose files are named from `directory`: each file in one step, so that it always has its old or
/// its new text. When the user wants to stop, the file in hand is finished; `done` is what was done to the files, such as
/// `formatted`.
///
/// # Errors
/// Interrupted (130) with how many files were written; conflict (6) where a file is no longer what was read, or is
/// reached through a link; io (7) where one cannot be written.
pub fn write_rewrites(
    rewrites: &[&Rewrite],
    directory: &Path,
    done: &str,
    waiting: Waiting<'_>,
) -> Result<()> {
    let Some(first) = rewrites.first() else {
        return Ok(());
    };
    let (root, _) = first.located(directory);
    let tree = LocalClone::find(&root).ok().flatten();
    let staging = Staging::enter(&root, tree.as_ref(), waiting)?;
    recover(&staging, &root, tree.as_ref(), None, waiting)?;
    let mut written = 0;
    for batch in rewrites.chunks(BATCH) {
        for (number, rewrite) in batch.iter().enumerate() {
            rewrite.draft(&staging, number, directory)?;
        }
        staging.sync()?;
        for (number, rewrite) in batch.iter().enumerate() {
            if waiting.stop.load(Ordering::Relaxed) {
                return Err(stopped(written, rewrites.len(), done));
            }
            rewrite.place(&staging, number, directory)?;
            written += 1;
        }
        staging.clear();
    }
    Ok(())
}

/// Refuses to write where `paths`, as somebody in `directory` (absolute) named them, lead through a link of the repository:
/// it may lead anywhere.
///
/// # Errors
/// Conflict (6) with the link.
pub fn check_links(paths: &[PathBuf], directory: &Path) -> Result<()> {
    let top = work_tree_of(directory).filter(|top| directory.starts_with(top));
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
                    Error::conflict(message).hint("name the file or folder that it leads to")
                );
            }
        }
    }
    Ok(())
}

/// How far it got.
fn stopped(written: usize, all: usize, done: &str) -> Error {
    if written == 0 {
        return interrupted();
    }
    let left = all - written;
    let message = format!("interrupted: {done} {written} of {all} files; {left} left");
    Error::new(Kind::Interrupted, message).hint("to continue, run the same command again")
}

impl Rewrite {
    /// A directory that the file lies below, and its path from there.
    fn located(&self, directory: &Path) -> (PathBuf, String) {
        let path = Path::new(&self.source.name);
        if path.is_relative() {
            return (directory.to_owned(), self.source.name.clone());
        }
        let folder = path.parent().unwrap_or(path);
        let root = work_tree_of(folder)
            .filter(|top| path.starts_with(top))
            .unwrap_or_else(|| folder.to_owned());
        let rest = path.strip_prefix(&root).unwrap_or(path);
        let rest = rest.display().to_string().replace('\\', "/");
        (root, rest)
    }

    fn draft(&self, staging: &Staging, number: usize, directory: &Path) -> Result<()> {
        let (root, path) = self.located(directory);
        let found = read_file(&root, &path)?;
        let found = found.filter(|found| found.bytes == self.source.text.as_bytes());
        match found {
            Some(found) => {
                let permissions = Some(found.meta.permissions());
                staging.write_draft(number, self.text.as_bytes(), permissions)
            }
            None => Err(self.changed()),
        }
    }

    fn place(&self, staging: &Staging, number: usize, directory: &Path) -> Result<()> {
        let (root, path) = self.located(directory);
        let now = read_file(&root, &path)?;
        if now.is_none_or(|now| now.bytes != self.source.text.as_bytes()) {
            return Err(self.changed());
        }
        replace_file(&root, &path, &staging.draft(number))
    }

    fn changed(&self) -> Error {
        let shown = Printable(&self.source.name);
        Error::conflict(format!("{shown} changed while it was read"))
            .hint("run the same command again")
    }
}
