//! The directory of the new service: free before, complete after, never half there.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};

/// A directory that is being made near its final place.
pub(super) struct Draft {
    folder: PathBuf,
    place: PathBuf,
    landing: Landing,
    kept: bool,
}

/// How a draft gets to its place, and how far it is.
enum Landing {
    /// Nothing is there: the draft lies beside it and takes its name.
    Rename {
        /// The topmost folder above the place that was not there before.
        made_parent: Option<PathBuf>,
    },
    /// An empty directory is there, which somebody may stand in or which may be a mount point: the draft lies in it
    /// and is emptied into it.
    Fill { claimed: bool, moved: Vec<OsString> },
}

/// What makes a directory a repository: claimed first, so that of two runs one gets the place, and filled last.
const GIT: &str = ".git";
/// What the names of drafts begin with.
const PREFIX: &str = ".idp-";

/// `place` (absolute) as it is called without `.`, `..` and links above it.
///
/// # Errors
/// Usage (2) for a `..` behind a folder that is not there.
pub(super) fn resolved(place: &Path) -> Result<PathBuf> {
    let (Some(parent), Some(name)) = (place.parent(), place.file_name()) else {
        return real(place);
    };
    let there = parent
        .ancestors()
        .find(|folder| folder.exists())
        .unwrap_or(parent);
    let rest = parent.strip_prefix(there).unwrap_or(Path::new(""));
    if rest.components().any(|part| part == Component::ParentDir) {
        return Err(Error::usage(format!(
            "{} leads through a folder that is not there",
            place.display()
        )));
    }
    Ok(real(there)?.join(rest).join(name))
}

fn real(path: &Path) -> Result<PathBuf> {
    // Windows has a spelling of its own for canonical paths, which few programs take.
    let found = match cfg!(windows) {
        true => std::path::absolute(path),
        false => path.canonicalize(),
    };
    found.map_err(|error| Error::io(format_args!("look at {}", path.display()), error))
}

/// Checks that nothing is at `place`, or an empty directory.
///
/// # Errors
/// Conflict (6) when something is there; a symbolic link counts, wherever it points.
pub(super) fn check_free(place: &Path) -> Result<()> {
    let shown = place.display();
    match place.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            Err(occupied(place, "would lie inside a file"))
        }
        Err(error) => Err(Error::io(format_args!("look at {shown}"), error)),
        Ok(meta) if meta.is_symlink() => Err(occupied(place, "is a symbolic link")),
        Ok(meta) if !meta.is_dir() => Err(occupied(place, "is a file")),
        Ok(_) => match std::fs::read_dir(place).map(only_drafts) {
            Ok(true) => Ok(()),
            Ok(false) => Err(occupied(place, "is not empty")),
            Err(error) => Err(Error::io(format_args!("read {shown}"), error)),
        },
    }
}

/// Whether nothing is there but what runs like this one have begun.
fn only_drafts(entries: std::fs::ReadDir) -> bool {
    let is_draft = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(PREFIX);
    entries.flatten().all(|entry| is_draft(&entry.file_name()))
}

/// Whether a directory is there, and not a link to one.
fn is_directory(place: &Path) -> bool {
    place.symlink_metadata().is_ok_and(|meta| meta.is_dir())
}

fn occupied(place: &Path, what: &str) -> Error {
    Error::conflict(format!("{} {what}", place.display())).hint("choose another place: --dir <DIR>")
}

impl Draft {
    /// Starts a draft near `place`, on the same file system.
    pub(super) fn new(place: &Path) -> Result<Draft> {
        let fills = is_directory(place);
        let parent = if fills {
            place
        } else {
            place.parent().unwrap_or(place)
        };
        let cannot = |error| Error::io(format_args!("write in {}", parent.display()), error);
        let made_parent = parent
            .ancestors()
            .take_while(|folder| !folder.exists())
            .last()
            .map(Path::to_owned);
        std::fs::create_dir_all(parent).map_err(cannot)?;
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(parent)
            .map_err(cannot)?
            .keep();
        let landing = match fills {
            true => Landing::Fill {
                claimed: false,
                moved: Vec::new(),
            },
            false => Landing::Rename { made_parent },
        };
        Ok(Draft {
            folder,
            place: place.to_owned(),
            landing,
            kept: false,
        })
    }

    /// The draft that another process left in `folder`; `None` where it is gone.
    pub(super) fn reopen(folder: &Path, place: &Path) -> Option<Draft> {
        let name = folder.file_name()?.to_str()?;
        if !name.starts_with(PREFIX) || !is_directory(folder) {
            return None;
        }
        let landing = match folder.parent() == Some(place) {
            true => Landing::Fill {
                claimed: false,
                moved: Vec::new(),
            },
            false => Landing::Rename { made_parent: None },
        };
        Some(Draft {
            folder: folder.to_owned(),
            place: place.to_owned(),
            landing,
            kept: false,
        })
    }

    /// The folder it lies in, which is nobody else's.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where to write; it does not exist yet.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.join("new")
    }

    /// Leaves it for whoever goes on.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }

    /// Brings the draft to its place; `again` says that a process before this one may have begun to.
    ///
    /// # Errors
    /// Conflict (6) when something has come there meanwhile; what was moved until then is moved back.
    pub(super) fn place(&mut self, again: bool) -> Result<()> {
        let placed = self.move_to_place(again);
        if placed.is_err() {
            self.retreat()?;
        }
        placed
    }

    fn move_to_place(&mut self, again: bool) -> Result<()> {
        let draft = self.path();
        let place = &self.place;
        if again && !draft.join(GIT).exists() && place.join(GIT).exists() {
            return Ok(());
        }
        let cannot = |error| unmoved(place, error);
        match &mut self.landing {
            Landing::Rename { .. } => {
                check_free(place)?;
                std::fs::rename(draft, place).map_err(cannot)?;
            }
            Landing::Fill { .. } if !is_directory(place) => {
                return Err(occupied(place, "is no longer the directory that was there"));
            }
            Landing::Fill { claimed, moved } => {
                match std::fs::create_dir(place.join(GIT)) {
                    // The claim of the process before; what somebody works in is not empty.
                    Err(_) if again && is_empty(&place.join(GIT)) => {}
                    made => made.map_err(cannot)?,
                }
                *claimed = true;
                for name in content(&draft).map_err(cannot)? {
                    let target = place.join(&name);
                    if target.symlink_metadata().is_ok() {
                        return Err(occupied(place, "is not empty"));
                    }
                    std::fs::rename(draft.join(&name), target).map_err(cannot)?;
                    moved.push(name);
                }
                // Not every system replaces an empty directory by a rename.
                std::fs::remove_dir(place.join(GIT)).map_err(cannot)?;
                std::fs::rename(draft.join(GIT), place.join(GIT)).map_err(cannot)?;
                moved.push(GIT.into());
            }
        }
        Ok(())
    }

    /// Removes the folder that it lay in, once it is at its place.
    pub(super) fn close(self) -> Result<()> {
        let folder = self.folder.display().to_string();
        std::fs::remove_dir_all(&self.folder)
            .map_err(|error| Error::io(format_args!("remove {folder}"), error))
    }

    /// Moves back what this process moved.
    fn retreat(&mut self) -> Result<()> {
        let draft = self.path();
        let place = &self.place;
        let cannot = |error| unmoved(place, error);
        if let Landing::Fill { claimed, moved } = &mut self.landing {
            while let Some(name) = moved.pop() {
                std::fs::rename(place.join(&name), draft.join(&name)).map_err(cannot)?;
            }
            if std::mem::take(claimed) && place.join(GIT).exists() {
                std::fs::remove_dir(place.join(GIT)).map_err(cannot)?;
            }
        }
        Ok(())
    }

    /// Takes back what did not get to its place.
    pub(super) fn undo(mut self) -> Result<()> {
        self.kept = true;
        self.retreat()?;
        std::fs::remove_dir_all(&self.folder).map_err(|error| {
            Error::io(
                format_args!("remove what was begun for {}", self.place.display()),
                error,
            )
        })?;
        if let Landing::Rename {
            made_parent: Some(top),
        } = &self.landing
        {
            remove_empty(self.place.parent().unwrap_or(top), top);
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// What is to be moved out of `draft`, in the same order for every run; the repository itself comes last.
fn content(draft: &Path) -> std::io::Result<Vec<OsString>> {
    let names = std::fs::read_dir(draft)?.map(|entry| Ok(entry?.file_name()));
    let mut names: Vec<OsString> = names.collect::<std::io::Result<_>>()?;
    names.retain(|name| name != GIT);
    names.sort_unstable();
    Ok(names)
}

fn unmoved(place: &Path, error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty => occupied(place, "is not empty"),
        _ => Error::io(
            format_args!("move the new repository to {}", place.display()),
            error,
        ),
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
        let draft = drafted(&root.path().join("a/b/checkout"));
        draft.undo().unwrap();
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
    }

    /// A draft that is a repository with one file.
    fn drafted(place: &Path) -> Draft {
        let draft = Draft::new(place).unwrap();
        std::fs::create_dir_all(draft.path().join(GIT)).unwrap();
        std::fs::write(draft.path().join(GIT).join("HEAD"), "x").unwrap();
        std::fs::write(draft.path().join("a"), "x").unwrap();
        draft
    }

    fn names(folder: &Path) -> Vec<OsString> {
        let mut names: Vec<OsString> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn an_empty_directory_is_filled_and_stays_the_same_directory() {
        let place = tempfile::tempdir().unwrap();
        let mut draft = drafted(place.path());
        draft.place(false).unwrap();
        drop(draft);
        assert_eq!(names(place.path()), [GIT, "a"]);
        assert!(place.path().join(GIT).join("HEAD").is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_became_a_link_is_not_filled() {
        let root = tempfile::tempdir().unwrap();
        let (place, target) = (root.path().join("place"), root.path().join("target"));
        std::fs::create_dir(&place).unwrap();
        std::fs::create_dir(&target).unwrap();
        let mut draft = drafted(&place);
        std::fs::rename(&place, root.path().join("moved")).unwrap();
        std::os::unix::fs::symlink(&target, &place).unwrap();
        assert_eq!(draft.place(false).unwrap_err().kind(), Kind::Conflict);
        assert!(names(&target).is_empty());
    }

    #[test]
    fn of_two_drafts_for_one_directory_the_second_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let (mut first, mut second) = (drafted(place.path()), drafted(place.path()));
        first.place(false).unwrap();
        assert_eq!(second.place(false).unwrap_err().kind(), Kind::Conflict);
        second.undo().unwrap();
        drop(first);
        assert_eq!(names(place.path()), [GIT, "a"]);
        assert!(place.path().join(GIT).join("HEAD").is_file());
    }

    #[test]
    fn where_something_is_in_the_way_the_draft_is_whole_again() {
        let place = tempfile::tempdir().unwrap();
        let mut draft = drafted(place.path());
        std::fs::write(draft.path().join("b"), "x").unwrap();
        std::fs::write(place.path().join("b"), "mine").unwrap();
        assert_eq!(draft.place(false).unwrap_err().kind(), Kind::Conflict);
        assert_eq!(names(&draft.path()), [GIT, "a", "b"]);
        std::fs::remove_file(place.path().join("b")).unwrap();
        draft.place(true).unwrap();
        draft.close().unwrap();
        assert_eq!(names(place.path()), [GIT, "a", "b"]);
    }

    #[test]
    fn what_came_meanwhile_is_not_replaced() {
        let place = tempfile::tempdir().unwrap();
        let mut draft = drafted(place.path());
        std::fs::write(place.path().join("a"), "mine").unwrap();
        assert_eq!(draft.place(false).unwrap_err().kind(), Kind::Conflict);
        draft.undo().unwrap();
        assert_eq!(names(place.path()), ["a"]);
        assert_eq!(
            std::fs::read_to_string(place.path().join("a")).unwrap(),
            "mine"
        );
    }

    #[test]
    fn a_place_has_one_name() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("here")).unwrap();
        let name = |path: &str| resolved(&root.join(path)).unwrap();
        assert_eq!(name("here/."), root.join("here"));
        assert_eq!(name("here/../x"), root.join("x"));
        assert_eq!(name("a/b"), root.join("a/b"));
        assert!(resolved(&root.join("a/../b")).is_err());
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
        assert_eq!(draft.place(false).unwrap_err().kind(), Kind::Io);
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
