//! The directory of a new repository: free before, complete after, and never partial.

use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use git2::Oid;

use super::DEFAULT_BRANCH;
use crate::effect::EffectAttempt;
use crate::error::{Error, ErrorKind, Result};
use crate::git::LocalServiceRepository;
use crate::remedy::Remedy;

/// A directory that is being created near its final location.
pub(in crate::ops) struct RepositoryDraftFolder {
    folder: PathBuf,
    target: PathBuf,
    strategy: DraftPlacementStrategy,
    kept: bool,
}

/// How a draft is moved to its location, and its progress.
enum DraftPlacementStrategy {
    /// The location is free: the draft is next to it and is renamed.
    Rename {
        /// The topmost parent folder that the run created.
        made_parent: Option<PathBuf>,
    },
    /// An empty directory exists, which may be someone's working directory or a mount point: the draft is inside it, and its
    /// contents are moved up.
    Fill { claimed: bool, moved: Vec<OsString> },
}

/// What makes a directory a repository. Created first, so that only one of two runs gets the directory, and filled last.
const GIT_DIR: &str = ".git";
/// The prefix of draft folders.
const DRAFT_FOLDER_PREFIX: &str = ".idp-";

/// `place` (absolute) without `.`, `..` and symbolic links above it.
///
/// # Errors
/// Usage (2) for a `..` after a folder that doesn't exist.
pub(in crate::ops) fn canonicalize_path_allowing_missing(place: &Path) -> Result<PathBuf> {
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
            "{} contains `..` after a folder that doesn't exist",
            place.display()
        )));
    }
    Ok(canonicalize_path(there)?.join(rest).join(name))
}

fn canonicalize_path(path: &Path) -> Result<PathBuf> {
    // Windows has its own form of canonical paths, which few programs accept.
    let found = if cfg!(windows) {
        std::path::absolute(path)
    } else {
        path.canonicalize()
    };
    found.map_err(|error| Error::io(format_args!("access {}", path.display()), error))
}

/// Like [`validate_target_free`], before the run: another directory can still be chosen.
pub(in crate::ops) fn validate_chosen_directory(place: &Path) -> Result<()> {
    validate_target_free(place).map_err(|error| {
        let is_occupied = error.kind() == ErrorKind::Conflict;
        error.with_optional_hint(is_occupied.then_some(Remedy::ChooseDirectory))
    })
}

/// Checks that `place` doesn't exist or is an empty directory.
///
/// # Errors
/// Conflict (6) if something exists there, including a symbolic link to anywhere.
fn validate_target_free(place: &Path) -> Result<()> {
    let shown = place.display();
    match place.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(target_occupied_error(place, "is inside a file"))
        }
        Err(error) => Err(Error::io(format_args!("access {shown}"), error)),
        Ok(meta) if meta.is_symlink() => Err(target_occupied_error(place, "is a symbolic link")),
        Ok(meta) if !meta.is_dir() => Err(target_occupied_error(place, "is a file")),
        Ok(_) => match std::fs::read_dir(place).map(contains_only_draft_folders) {
            Ok(true) => Ok(()),
            Ok(false) => Err(target_occupied_error(place, "is not empty")),
            Err(error) => Err(Error::io(format_args!("read {shown}"), error)),
        },
    }
}

/// Whether `place` is free, as [`validate_target_free`] decides.
///
/// # Errors
/// Io (7) if it can't be read.
pub(in crate::ops) fn is_free_directory(place: &Path) -> Result<bool> {
    match validate_target_free(place) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::Conflict => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether there is nothing except drafts of other runs.
fn contains_only_draft_folders(entries: std::fs::ReadDir) -> bool {
    let is_draft = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(DRAFT_FOLDER_PREFIX);
    entries.flatten().all(|entry| is_draft(&entry.file_name()))
}

/// Whether `place` is a directory, and not a link to one.
fn is_real_directory(place: &Path) -> bool {
    place.symlink_metadata().is_ok_and(|meta| meta.is_dir())
}

fn target_occupied_error(place: &Path, what: &str) -> Error {
    Error::conflict(format!("{} {what}", place.display()))
}

impl RepositoryDraftFolder {
    /// Starts a draft near `place`, on the same file system.
    pub(in crate::ops) fn new(place: &Path) -> Result<RepositoryDraftFolder> {
        let fills = is_real_directory(place);
        let parent = if fills {
            place
        } else {
            place.parent().unwrap_or(place)
        };
        let cannot = |error| Error::io(format_args!("write to {}", parent.display()), error);
        // The topmost folder that this run creates: discarding the draft doesn't remove folders that existed before.
        let made_parent = parent
            .ancestors()
            .take_while(|folder| !folder.exists())
            .last()
            .map(Path::to_owned);
        std::fs::create_dir_all(parent).map_err(cannot)?;
        // Next to the target, because the system's temporary folder may be on another file system, and a rename is atomic only
        // within one.
        let folder = tempfile::Builder::new()
            .prefix(DRAFT_FOLDER_PREFIX)
            .tempdir_in(parent)
            .map_err(cannot)?
            .keep();
        let landing = if fills {
            DraftPlacementStrategy::Fill {
                claimed: false,
                moved: Vec::new(),
            }
        } else {
            DraftPlacementStrategy::Rename { made_parent }
        };
        Ok(RepositoryDraftFolder {
            folder,
            target: place.to_owned(),
            strategy: landing,
            kept: false,
        })
    }

    /// The draft that another process left in `folder`, if it still exists.
    pub(in crate::ops) fn reopen(folder: &Path, place: &Path) -> Option<RepositoryDraftFolder> {
        let name = folder.file_name()?.to_str()?;
        // The path comes from a journal. Never move or remove something that doesn't look like a draft, whatever the journal says.
        if !name.starts_with(DRAFT_FOLDER_PREFIX) || !is_real_directory(folder) {
            return None;
        }
        let landing = if folder.parent() == Some(place) {
            DraftPlacementStrategy::Fill {
                claimed: false,
                moved: Vec::new(),
            }
        } else {
            DraftPlacementStrategy::Rename { made_parent: None }
        };
        Some(RepositoryDraftFolder {
            folder: folder.to_owned(),
            target: place.to_owned(),
            strategy: landing,
            kept: false,
        })
    }

    /// The folder that contains it, used by this draft only.
    pub(in crate::ops) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where to write the repository; doesn't exist at first.
    pub(in crate::ops) fn repository_path(&self) -> PathBuf {
        self.folder.join("new")
    }

    /// Keeps the draft so that the run can be resumed.
    pub(in crate::ops) fn keep(mut self) {
        self.kept = true;
    }

    /// Moves the draft to its location; `again` is whether an earlier process may have started to.
    ///
    /// # Errors
    /// Conflict (6) if something has appeared there in the meantime; what was moved is moved back.
    pub(in crate::ops) fn move_to_target(&mut self, again: bool) -> Result<()> {
        let placed = self.try_move_to_target(again);
        if placed.is_err() {
            self.undo_moves()?;
        }
        placed
    }

    fn try_move_to_target(&mut self, again: bool) -> Result<()> {
        let draft = self.repository_path();
        let place = &self.target;
        // `.git` moves last. If it has moved, the killed process had moved everything.
        if again && !draft.join(GIT_DIR).exists() && place.join(GIT_DIR).exists() {
            return Ok(());
        }
        let cannot = |error| move_repository_error(place, error);
        match &mut self.strategy {
            DraftPlacementStrategy::Rename { .. } => {
                validate_target_free(place)?;
                std::fs::rename(draft, place).map_err(cannot)?;
            }
            DraftPlacementStrategy::Fill { .. } if !is_real_directory(place) => {
                return Err(target_occupied_error(place, "was replaced during the run"));
            }
            DraftPlacementStrategy::Fill { claimed, moved } => {
                // An empty `.git` claims the directory: creating a folder is atomic, so only one of two runs gets it, and until the
                // real one arrives no one can work there.
                match std::fs::create_dir(place.join(GIT_DIR)) {
                    // The claim of the earlier process; a `.git` in use isn't empty.
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
                // Not every system can replace an empty directory with a rename.
                std::fs::remove_dir(place.join(GIT_DIR)).map_err(cannot)?;
                std::fs::rename(draft.join(GIT_DIR), place.join(GIT_DIR)).map_err(cannot)?;
                moved.push(GIT_DIR.into());
            }
        }
        Ok(())
    }

    /// Removes the draft folder after the move.
    pub(in crate::ops) fn remove_draft_folder(self) -> Result<()> {
        let folder = self.folder.display().to_string();
        std::fs::remove_dir_all(&self.folder)
            .map_err(|error| Error::io(format_args!("remove {folder}"), error))
    }

    /// Moves back what this process moved.
    fn undo_moves(&mut self) -> Result<()> {
        let draft = self.repository_path();
        let place = &self.target;
        let cannot = |error| move_repository_error(place, error);
        if let DraftPlacementStrategy::Fill { claimed, moved } = &mut self.strategy {
            // `.git` moved last, so it moves back first: the directory never looks like a complete repository in between.
            while let Some(name) = moved.pop() {
                std::fs::rename(place.join(&name), draft.join(&name)).map_err(cannot)?;
            }
            if std::mem::take(claimed) && place.join(GIT_DIR).exists() {
                std::fs::remove_dir(place.join(GIT_DIR)).map_err(cannot)?;
            }
        }
        Ok(())
    }

    /// Discards a draft that wasn't moved to its location.
    pub(in crate::ops) fn discard(mut self) -> Result<()> {
        self.kept = true;
        self.undo_moves()?;
        std::fs::remove_dir_all(&self.folder).map_err(|error| {
            Error::io(
                format_args!("remove the draft for {}", self.target.display()),
                error,
            )
        })?;
        if let DraftPlacementStrategy::Rename {
            made_parent: Some(top),
        } = &self.strategy
        {
            remove_empty_parents(self.target.parent().unwrap_or(top), top);
        }
        Ok(())
    }
}

/// Moves `draft`, whose repository has the first commit `commit`, to `directory` and removes its folder. It may have been moved by
/// an earlier `attempt`.
///
/// # Errors
/// Conflict (6) if something else is in the directory, or the draft is missing.
pub(in crate::ops) fn move_draft_into_place(
    draft: &mut Option<RepositoryDraftFolder>,
    directory: &Path,
    commit: Oid,
    attempt: EffectAttempt,
) -> Result<()> {
    match draft {
        Some(draft) if draft.repository_path().exists() => {
            draft.move_to_target(attempt.may_have_happened())?
        }
        _ if LocalServiceRepository::branch_contains_commit(directory, DEFAULT_BRANCH, commit) => {}
        _ => {
            return Err(Error::conflict("the rendered files are missing"));
        }
    }
    draft
        .take()
        .map_or(Ok(()), RepositoryDraftFolder::remove_draft_folder)
}

/// Removes a draft that no one has seen. If that fails, adds a hint with its path to `error`.
pub(in crate::ops) fn discard_draft_after_error(
    draft: RepositoryDraftFolder,
    error: Error,
) -> Error {
    let folder = draft.folder().display().to_string();
    match draft.discard() {
        Ok(()) => error,
        Err(left) => error.with_hint(format!("not removed: {folder} ({left})")),
    }
}

impl Drop for RepositoryDraftFolder {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn is_empty_folder(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// The entries to move out of `draft`, in the same order for every run, without `.git`.
fn list_entries_to_move(draft: &Path) -> io::Result<Vec<OsString>> {
    let names = std::fs::read_dir(draft)?.map(|entry| Ok(entry?.file_name()));
    let mut names: Vec<OsString> = names.collect::<io::Result<_>>()?;
    names.retain(|name| name != GIT_DIR);
    names.sort_unstable();
    Ok(names)
}

fn move_repository_error(place: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => {
            target_occupied_error(place, "is not empty")
        }
        _ => Error::io(
            format_args!("move the new repository to {}", place.display()),
            error,
        ),
    }
}

/// Removes the empty folders from `folder` up to `top`.
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

    #[test]
    fn nothing_remains_of_a_draft_taken_back() {
        let root = tempfile::tempdir().unwrap();
        let draft = create_draft(&root.path().join("a/b/checkout"));
        draft.discard().unwrap();
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 0);
    }

    /// A draft that is a repository with one file.
    fn create_draft(place: &Path) -> RepositoryDraftFolder {
        let draft = RepositoryDraftFolder::new(place).unwrap();
        std::fs::create_dir_all(draft.repository_path().join(GIT_DIR)).unwrap();
        std::fs::write(draft.repository_path().join(GIT_DIR).join("HEAD"), "x").unwrap();
        std::fs::write(draft.repository_path().join("a"), "x").unwrap();
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
        std::fs::write(draft.repository_path().join("b"), "x").unwrap();
        std::fs::write(place.path().join("b"), "mine").unwrap();
        assert_eq!(
            draft.move_to_target(false).unwrap_err().kind(),
            ErrorKind::Conflict
        );
        assert_eq!(list_names(&draft.repository_path()), [GIT_DIR, "a", "b"]);
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
        let name = |path: &str| canonicalize_path_allowing_missing(&root.join(path)).unwrap();
        assert_eq!(name("here/."), root.join("here"));
        assert_eq!(name("here/../x"), root.join("x"));
        assert_eq!(name("a/b"), root.join("a/b"));
        assert!(canonicalize_path_allowing_missing(&root.join("a/../b")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_parent_that_became_a_link_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let (parent, target) = (root.path().join("parent"), root.path().join("target"));
        std::fs::create_dir(&target).unwrap();
        let mut draft = RepositoryDraftFolder::new(&parent.join("checkout")).unwrap();
        std::fs::create_dir(draft.repository_path()).unwrap();
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
