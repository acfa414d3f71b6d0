//! The directory of the new service: free before, complete after, never half there.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::{Error, Result};

/// A directory that is being made beside its final place.
pub(super) struct Draft {
    folder: TempDir,
    place: PathBuf,
    made_parent: Option<PathBuf>,
    placed: bool,
}

/// Checks that nothing is at `place`, or an empty directory.
///
/// # Errors
/// Conflict (6) when something is there; a symbolic link counts, wherever it points.
pub(super) fn check_free(place: &Path) -> Result<()> {
    let shown = place.display();
    let occupied = |what: &str| {
        Err(Error::conflict(format!("{shown} {what}")).hint("choose another place: --dir <DIR>"))
    };
    match place.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            occupied("would lie inside a file")
        }
        Err(error) => Err(Error::io(format_args!("look at {shown}"), error)),
        Ok(meta) if meta.is_symlink() => occupied("is a symbolic link"),
        Ok(meta) if !meta.is_dir() => occupied("is a file"),
        Ok(_) => match std::fs::read_dir(place).map(|mut entries| entries.next().is_none()) {
            Ok(true) => Ok(()),
            Ok(false) => occupied("is not empty"),
            Err(error) => Err(Error::io(format_args!("read {shown}"), error)),
        },
    }
}

impl Draft {
    /// Starts a draft beside `place`, on the same file system.
    pub(super) fn new(place: &Path) -> Result<Draft> {
        let parent = place.parent().unwrap_or(place);
        let cannot = |error| Error::io(format_args!("write in {}", parent.display()), error);
        let made_parent = parent
            .ancestors()
            .take_while(|folder| !folder.exists())
            .last()
            .map(Path::to_owned);
        std::fs::create_dir_all(parent).map_err(cannot)?;
        let folder = tempfile::Builder::new()
            .prefix(".idp-")
            .tempdir_in(parent)
            .map_err(cannot)?;
        Ok(Draft {
            folder,
            place: place.to_owned(),
            made_parent,
            placed: false,
        })
    }

    /// Where to write; it does not exist yet.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("new")
    }

    /// Moves the draft to its place in one step.
    pub(super) fn place(&mut self) -> Result<()> {
        check_free(&self.place)?;
        if cfg!(windows) && self.place.exists() {
            // There, a rename does not replace an empty directory.
            std::fs::remove_dir(&self.place).map_err(|error| self.cannot(error))?;
        }
        std::fs::rename(self.path(), &self.place).map_err(|error| self.cannot(error))?;
        self.placed = true;
        Ok(())
    }

    /// Takes everything back, placed or not.
    pub(super) fn undo(self) -> Result<()> {
        if self.placed {
            std::fs::rename(&self.place, self.path()).map_err(|error| self.cannot(error))?;
        }
        let parent = self.made_parent.clone();
        let place = self.place.clone();
        self.folder.close().map_err(|error| {
            Error::io(
                format_args!("remove what was begun for {}", place.display()),
                error,
            )
        })?;
        if let Some(parent) = parent {
            remove_empty(place.parent().unwrap_or(&parent), &parent);
        }
        Ok(())
    }

    fn cannot(&self, error: std::io::Error) -> Error {
        Error::io(
            format_args!("move the new repository to {}", self.place.display()),
            error,
        )
    }
}

/// Removes the folders from `folder` up to `top` that are empty.
fn remove_empty(folder: &Path, top: &Path) {
    for folder in folder
        .ancestors()
        .take_while(|folder| folder.starts_with(top))
    {
        if std::fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn nothing_remains_of_a_draft_taken_back() {
        let root = tempfile::tempdir().unwrap();
        let mut draft = Draft::new(&root.path().join("a/b/checkout")).unwrap();
        std::fs::create_dir_all(draft.path()).unwrap();
        draft.place().unwrap();
        assert!(root.path().join("a/b/checkout").is_dir());
        draft.undo().unwrap();
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_parent_that_became_a_link_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let (parent, target) = (root.path().join("parent"), root.path().join("target"));
        std::fs::create_dir(&target).unwrap();
        let mut draft = Draft::new(&parent.join("checkout")).unwrap();
        std::fs::create_dir(draft.path()).unwrap();
        std::fs::rename(&parent, root.path().join("moved")).unwrap();
        std::os::unix::fs::symlink(&target, &parent).unwrap();
        assert_eq!(draft.place().unwrap_err().kind(), Kind::Io);
        assert!(draft.undo().is_err(), "what was begun is said to be left");
        assert_eq!(std::fs::read_dir(&target).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_in_the_way_even_to_nowhere() {
        let root = tempfile::tempdir().unwrap();
        let place = root.path().join("checkout");
        std::os::unix::fs::symlink("nowhere", &place).unwrap();
        assert_eq!(check_free(&place).unwrap_err().kind(), Kind::Conflict);
    }
}
