//! The directory of the new service: free before, complete after, never half there.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};
use crate::remedy::Remedy;

/// A directory that is being made near its final place.
pub(super) struct RepositoryDraft {
    folder: PathBuf,
    target: PathBuf,
    strategy: MoveStrategy,
    kept: bool,
}

/// How a draft gets to its place, and how far it is.
enum MoveStrategy {
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
const GIT_DIR: &str = ".git";
/// What the names of drafts begin with.
const DRAFT_FOLDER_PREFIX: &str = ".idp-";

/// `place` (absolute) as it is called without `.`, `..` and links above it.
///
/// # Errors
/// Usage (2) for a `..` behind a folder that is not there.
pub(super) fn resolve_target_path(place: &Path) -> Result<PathBuf> {
    let (Some(parent), Some(name)) = (place.parent(), place.file_name()) else {
        return canonicalize_path(place);
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
    Ok(canonicalize_path(there)?.join(rest).join(name))
}

fn canonicalize_path(path: &Path) -> Result<PathBuf> {
    // Windows has a spelling of its own for canonical paths, which few programs take.
    let found = if cfg!(windows) {
        std::path::absolute(path)
    } else {
        path.canonicalize()
    };
    found.map_err(|error| Error::io(format_args!("look at {}", path.display()), error))
}

/// Checks that nothing is at `place`, or an empty directory.
///
/// # Errors
/// Conflict (6) when something is there; a symbolic link counts, wherever it points.
pub(super) fn validate_target_free(place: &Path) -> Result<()> {
    let shown = place.display();
    match place.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            Err(target_occupied_error(place, "would lie inside a file"))
        }
        Err(error) => Err(Error::io(format_args!("look at {shown}"), error)),
        Ok(meta) if meta.is_symlink() => Err(target_occupied_error(place, "is a symbolic link")),
        Ok(meta) if !meta.is_dir() => Err(target_occupied_error(place, "is a file")),
        Ok(_) => match std::fs::read_dir(place).map(contains_only_drafts) {
            Ok(true) => Ok(()),
            Ok(false) => Err(target_occupied_error(place, "is not empty")),
            Err(error) => Err(Error::io(format_args!("read {shown}"), error)),
        },
    }
}

/// Whether nothing is there but what runs like this one have begun.
fn contains_only_drafts(entries: std::fs::ReadDir) -> bool {
    let is_draft = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(DRAFT_FOLDER_PREFIX);
    entries.flatten().all(|entry| is_draft(&entry.file_name()))
}

/// Whether a directory is there, and not a link to one.
fn is_real_directory(place: &Path) -> bool {
    place.symlink_metadata().is_ok_and(|meta| meta.is_dir())
}

fn target_occupied_error(place: &Path, what: &str) -> Error {
    Error::conflict(format!("{} {what}", place.display())).with_hint(Remedy::ChooseDirectory)
}

impl RepositoryDraft {
    /// Starts a draft near `place`, on the same file system.
    pub(super) fn new(place: &Path) -> Result<RepositoryDraft> {
        let fills = is_real_directory(place);
        let parent = if fills {
            place
        } else {
            place.parent().unwrap_or(place)
        };
        let cannot = |error| Error::io(format_args!("write in {}", parent.display()), error);
        // The topmost folder that this run makes: taking the draft back removes no folder that was there before.
        let made_parent = parent
            .ancestors()
            .take_while(|folder| !folder.exists())
            .last()
            .map(Path::to_owned);
        std::fs::create_dir_all(parent).map_err(cannot)?;
        // Beside the target and not in the system's temporary folder, which may be on another file system: a rename is atomic only
        // within one.
        let folder = tempfile::Builder::new()
            .prefix(DRAFT_FOLDER_PREFIX)
            .tempdir_in(parent)
            .map_err(cannot)?
            .keep();
        let landing = if fills {
            MoveStrategy::Fill {
                claimed: false,
                moved: Vec::new(),
            }
        } else {
            MoveStrategy::Rename { made_parent }
        };
        Ok(RepositoryDraft {
            folder,
            target: place.to_owned(),
            strategy: landing,
            kept: false,
        })
    }

    /// The draft that another process left in `folder`; `None` where it is gone.
    pub(super) fn reopen(folder: &Path, place: &Path) -> Option<RepositoryDraft> {
        let name = folder.file_name()?.to_str()?;
        // The path comes from a journal. What doesn't look like a draft is never moved or removed, whatever the journal says.
        if !name.starts_with(DRAFT_FOLDER_PREFIX) || !is_real_directory(folder) {
            return None;
        }
        let landing = if folder.parent() == Some(place) {
            MoveStrategy::Fill {
                claimed: false,
                moved: Vec::new(),
            }
        } else {
            MoveStrategy::Rename { made_parent: None }
        };
        Some(RepositoryDraft {
            folder: folder.to_owned(),
            target: place.to_owned(),
            strategy: landing,
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
    pub(super) fn move_to_target(&mut self, again: bool) -> Result<()> {
        let placed = self.try_move_to_target(again);
        if placed.is_err() {
            self.undo_moves()?;
        }
        placed
    }

    fn try_move_to_target(&mut self, again: bool) -> Result<()> {
        let draft = self.path();
        let place = &self.target;
        // `.git` moves last. If it has moved, the process that was killed had moved everything.
        if again && !draft.join(GIT_DIR).exists() && place.join(GIT_DIR).exists() {
            return Ok(());
        }
        let cannot = |error| move_error(place, error);
        match &mut self.strategy {
            MoveStrategy::Rename { .. } => {
                validate_target_free(place)?;
                std::fs::rename(draft, place).map_err(cannot)?;
            }
            MoveStrategy::Fill { .. } if !is_real_directory(place) => {
                return Err(target_occupied_error(
                    place,
                    "is no longer the directory that was there",
                ));
            }
            MoveStrategy::Fill { claimed, moved } => {
                // An empty `.git` claims the directory: creating a folder is atomic, so of two runs only one gets it, and until the
                // real one arrives nobody can work in there.
                match std::fs::create_dir(place.join(GIT_DIR)) {
                    // The claim of the process before; what somebody works in is not empty.
                    Err(_) if again && is_empty_folder(&place.join(GIT_DIR)) => {}
                    made => made.map_err(cannot)?,
                }
                *claimed = true;
                for name in list_entries_to_move(&draft).map_err(cannot)? {
                    let target = place.join(&name);
                    if target.symlink_metadata().is_ok() {
                        return Err(target_occupied_error(place, "is not empty"));
                    }
                    std::fs::rename(draft.join(&name), target).map_err(cannot)?;
                    moved.push(name);
                }
                // Not every system replaces an empty directory by a rename.
                std::fs::remove_dir(place.join(GIT_DIR)).map_err(cannot)?;
                std::fs::rename(draft.join(GIT_DIR), place.join(GIT_DIR)).map_err(cannot)?;
                moved.push(GIT_DIR.into());
            }
        }
        Ok(())
    }

    /// Removes the folder that it lay in, once it is at its place.
    pub(super) fn remove_draft_folder(self) -> Result<()> {
        let folder = self.folder.display().to_string();
        std::fs::remove_dir_all(&self.folder)
            .map_err(|error| Error::io(format_args!("remove {folder}"), error))
    }

    /// Moves back what this process moved.
    fn undo_moves(&mut self) -> Result<()> {
        let draft = self.path();
        let place = &self.target;
        let cannot = |error| move_error(place, error);
        if let MoveStrategy::Fill { claimed, moved } = &mut self.strategy {
            // `.git` went last, so it comes back first, and the directory never looks like a whole repository on the way.
            while let Some(name) = moved.pop() {
                std::fs::rename(place.join(&name), draft.join(&name)).map_err(cannot)?;
            }
            if std::mem::take(claimed) && place.join(GIT_DIR).exists() {
                std::fs::remove_dir(place.join(GIT_DIR)).map_err(cannot)?;
            }
        }
        Ok(())
    }

    /// Takes back what did not get to its place.
    pub(super) fn discard(mut self) -> Result<()> {
        self.kept = true;
        self.undo_moves()?;
        std::fs::remove_dir_all(&self.folder).map_err(|error| {
            Error::io(
                format_args!("remove what was begun for {}", self.target.display()),
                error,
            )
        })?;
        if let MoveStrategy::Rename {
            made_parent: Some(top),
        } = &self.strategy
        {
            remove_empty_parents(self.target.parent().unwrap_or(top), top);
        }
        Ok(())
    }
}

impl Drop for RepositoryDraft {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn is_empty_folder(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// What is to be moved out of `draft`, in the same order for every run; the repository itself comes last.
fn list_entries_to_move(draft: &Path) -> std::io::Result<Vec<OsString>> {
    let names = std::fs::read_dir(draft)?.map(|entry| Ok(entry?.file_name()));
    let mut names: Vec<OsString> = names.collect::<std::io::Result<_>>()?;
    names.retain(|name| name != GIT_DIR);
    names.sort_unstable();
    Ok(names)
}

fn move_error(place: &Path, error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty => {
            target_occupied_error(place, "is not empty")
        }
        _ => Error::io(
            format_args!("move the new repository to {}", place.display()),
            error,
        ),
    }
}

/// Removes the folders from `folder` up to `top` that are empty.
fn remove_empty_parents(folder: &Path, top: &Path) {
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
    use crate::error::ErrorKind;

    #[test]
    fn nothing_remains_of_a_draft_taken_back() {
        let root = tempfile::tempdir().unwrap();
        let draft = create_draft(&root.path().join("a/b/checkout"));
        draft.discard().unwrap();
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
    }

    /// A draft that is a repository with one file.
    fn create_draft(place: &Path) -> RepositoryDraft {
        let draft = RepositoryDraft::new(place).unwrap();
        std::fs::create_dir_all(draft.path().join(GIT_DIR)).unwrap();
        std::fs::write(draft.path().join(GIT_DIR).join("HEAD"), "x").unwrap();
        std::fs::write(draft.path().join("a"), "x").unwrap();
        draft
    }

    fn list_names(folder: &Path) -> Vec<OsString> {
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
        let mut draft = create_draft(place.path());
        draft.move_to_target(false).unwrap();
        drop(draft);
        assert_eq!(list_names(place.path()), [GIT_DIR, "a"]);
        assert!(place.path().join(GIT_DIR).join("HEAD").is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_became_a_link_is_not_filled() {
        let root = tempfile::tempdir().unwrap();
        let (place, target) = (root.path().join("place"), root.path().join("target"));
        std::fs::create_dir(&place).unwrap();
        std::fs::create_dir(&target).unwrap();
        let mut draft = create_draft(&place);
        std::fs::rename(&place, root.path().join("moved")).unwrap();
        std::os::unix::fs::symlink(&target, &place).unwrap();
        assert_eq!(
            draft.move_to_target(false).unwrap_err().kind(),
            ErrorKind::Conflict
        );
        assert!(list_names(&target).is_empty());
    }

    #[test]
    fn of_two_drafts_for_one_directory_the_second_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let (mut first, mut second) = (create_draft(place.path()), create_draft(place.path()));
        first.move_to_target(false).unwrap();
        assert_eq!(
            second.move_to_target(false).unwrap_err().kind(),
            ErrorKind::Conflict
        );
        second.discard().unwrap();
        drop(first);
        assert_eq!(list_names(place.path()), [GIT_DIR, "a"]);
        assert!(place.path().join(GIT_DIR).join("HEAD").is_file());
    }

    #[test]
    fn where_something_is_in_the_way_the_draft_is_whole_again() {
        let place = tempfile::tempdir().unwrap();
        let mut draft = create_draft(place.path());
        std::fs::write(draft.path().join("b"), "x").unwrap();
        std::fs::write(place.path().join("b"), "mine").unwrap();
        assert_eq!(
            draft.move_to_target(false).unwrap_err().kind(),
            ErrorKind::Conflict
        );
        assert_eq!(list_names(&draft.path()), [GIT_DIR, "a", "b"]);
        std::fs::remove_file(place.path().join("b")).unwrap();
        draft.move_to_target(true).unwrap();
        draft.remove_draft_folder().unwrap();
        assert_eq!(list_names(place.path()), [GIT_DIR, "a", "b"]);
    }

    #[test]
    fn what_came_meanwhile_is_not_replaced() {
        let place = tempfile::tempdir().unwrap();
        let mut draft = create_draft(place.path());
        std::fs::write(place.path().join("a"), "mine").unwrap();
        assert_eq!(
            draft.move_to_target(false).unwrap_err().kind(),
            ErrorKind::Conflict
        );
        draft.discard().unwrap();
        assert_eq!(list_names(place.path()), ["a"]);
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
        let name = |path: &str| resolve_target_path(&root.join(path)).unwrap();
        assert_eq!(name("here/."), root.join("here"));
        assert_eq!(name("here/../x"), root.join("x"));
        assert_eq!(name("a/b"), root.join("a/b"));
        assert!(resolve_target_path(&root.join("a/../b")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_parent_that_became_a_link_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let (parent, target) = (root.path().join("parent"), root.path().join("target"));
        std::fs::create_dir(&target).unwrap();
        let mut draft = RepositoryDraft::new(&parent.join("checkout")).unwrap();
        std::fs::create_dir(draft.path()).unwrap();
        std::fs::rename(&parent, root.path().join("moved")).unwrap();
        std::os::unix::fs::symlink(&target, &parent).unwrap();
        assert_eq!(
            draft.move_to_target(false).unwrap_err().kind(),
            ErrorKind::Io
        );
        assert!(
            draft.discard().is_err(),
            "what was begun is said to be left"
        );
        assert_eq!(std::fs::read_dir(&target).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_in_the_way_even_to_nowhere() {
        let root = tempfile::tempdir().unwrap();
        let place = root.path().join("checkout");
        std::os::unix::fs::symlink("nowhere", &place).unwrap();
        assert_eq!(
            validate_target_free(&place).unwrap_err().kind(),
            ErrorKind::Conflict
        );
    }
}
