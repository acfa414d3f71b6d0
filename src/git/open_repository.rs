//! Opening a repository that somebody else made: of another user, or of a format that libgit2 can't read.
//!
//! libgit2 decides about ownership by itself, and knows fewer ways to allow it than git does (`GIT_CONFIG_COUNT`, the
//! system's configuration, `SUDO_UID`). So where it refuses, git is asked, and git's answer counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Mutex, PoisonError};

use git2::{ErrorClass, ErrorCode, Repository};

use super::command::{git_command, run_command};
use super::{extract_advised_command, wrap_git2_error};
use crate::error::{Error, ErrorKind, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::printable::Printable;
use crate::template::shell_quote_path;

/// The git directories of repositories of other users that git accepts, by the path they were opened as; git is asked
/// once in a process for each.
static ACCEPTED_GIT_DIRS: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());

/// Opens the repository whose work tree or git directory is `dir`.
///
/// # Errors
/// Sign-in (4) for a repository of another user that git doesn't accept; usage (2) for one whose format can't be read;
/// io (7) where there is none.
pub(super) fn open_repository(dir: &Path) -> Result<Repository> {
    match open_repository_if_any(dir)? {
        Some(repository) => Ok(repository),
        None => Err(Error::new(
            ErrorKind::Io,
            format!("{} is not a git repository", printable_path(dir)),
        )),
    }
}

/// As [`open_repository`]; `None` where there is no repository.
///
/// # Errors
/// As [`open_repository`].
pub(super) fn open_repository_if_any(dir: &Path) -> Result<Option<Repository>> {
    match Repository::open(dir) {
        Ok(repository) => Ok(Some(repository)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) if error.code() == ErrorCode::Owner => {
            open_repository_of_other_user(dir, error).map(Some)
        }
        Err(error) => Err(unsupported_repository_format_error(dir, error)),
    }
}

/// As [`open_repository_if_any`], and whoever owns it: only to look what its configuration says, which starts no program.
///
/// # Errors
/// As [`open_repository`], where the git directory isn't found.
pub(super) fn open_repository_ignoring_owner(dir: &Path) -> Result<Option<Repository>> {
    match Repository::open(dir) {
        Ok(repository) => Ok(Some(repository)),
        Err(error) if error.code() == ErrorCode::Owner => {
            let found = find_git_dir(dir).and_then(|git_dir| Repository::open_bare(git_dir).ok());
            found.map_or_else(
                || open_repository_of_other_user(dir, error).map(Some),
                |found| Ok(Some(found)),
            )
        }
        Err(_) => open_repository_if_any(dir),
    }
}

/// The git directory of a work tree, where `.git` is one or names it; `dir` itself where it has none.
fn find_git_dir(dir: &Path) -> Option<PathBuf> {
    let dot_git = dir.join(".git");
    if dot_git.is_dir() {
        return Some(dot_git);
    }
    let Some(text) = read_text_file(&dot_git, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse).ok()?
    else {
        return Some(dir.to_owned());
    };
    let named = text.trim_end().strip_prefix("gitdir: ")?;
    Some(dir.join(named))
}

/// Opens it without its work tree, which is how libgit2 lets the owner be decided elsewhere.
fn open_repository_of_other_user(dir: &Path, refusal: git2::Error) -> Result<Repository> {
    let known = lock_accepted_dirs().get(dir).cloned();
    let git_dir = match known {
        Some(git_dir) => git_dir,
        None => {
            let git_dir = find_accepted_git_dir(dir, refusal)?;
            lock_accepted_dirs().insert(dir.to_owned(), git_dir.clone());
            git_dir
        }
    };
    Repository::open_bare(&git_dir).map_err(wrap_git2_error(format_args!(
        "open {}",
        printable_path(dir)
    )))
}

fn lock_accepted_dirs() -> std::sync::MutexGuard<'static, BTreeMap<PathBuf, PathBuf>> {
    ACCEPTED_GIT_DIRS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// The git directory of `dir`, where git accepts its owner.
fn find_accepted_git_dir(dir: &Path, refusal: git2::Error) -> Result<PathBuf> {
    let answer = run_rev_parse(dir, &["--absolute-git-dir"])?;
    let git_dir = String::from_utf8_lossy(&answer.stdout)
        .trim_end()
        .to_owned();
    if answer.status.success() && !git_dir.is_empty() {
        return Ok(git_dir.into());
    }
    let stderr = String::from_utf8_lossy(&answer.stderr);
    Err(foreign_owner_error(dir, &stderr).with_source(refusal))
}

/// That the repository is somebody else's, with the command that says it's trusted: git's own where it prints one, as
/// only git knows under which path it looks for the repository.
fn foreign_owner_error(dir: &Path, stderr: &str) -> Error {
    let shown = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let command = extract_advised_command(stderr).unwrap_or_else(|| {
        format!(
            "git config --global --add safe.directory {}",
            shell_quote_path(&shown)
        )
    });
    Error::new(
        ErrorKind::SignIn,
        format!(
            "the repository {} belongs to another user",
            printable_path(&shown)
        ),
    )
    .with_hint(format!("if you trust it: {command}"))
}

/// Why libgit2 can't read the repository at `dir`, by the name of what it doesn't know.
fn unsupported_repository_format_error(dir: &Path, error: git2::Error) -> Error {
    let shown = printable_path(dir);
    let format = match (error.class(), error.message()) {
        (ErrorClass::Repository, words) if words.contains("sha256") => "object format sha256",
        (ErrorClass::Repository, words) if words.contains("refstorage") => "ref format reftable",
        (ErrorClass::Repository, words) if words.contains("unsupported extension") => {
            "a format extension"
        }
        _ => return wrap_git2_error(format_args!("open {shown}"))(error),
    };
    let name = match error.message().rsplit_once("extension name ") {
        Some((_, name)) if format == "a format extension" => {
            format!("{format} ({})", Printable(name))
        }
        _ => format!("the {format}"),
    };
    Error::usage(format!(
        "the repository {shown} uses {name}, whose history idp can't read"
    ))
    .with_hint("idp reads the files here, and can neither commit nor use --at, --changed-since or --history")
    .with_source(error)
}

/// What `git rev-parse` prints for `question` in `dir`.
pub(super) fn run_rev_parse(dir: &Path, question: &[&str]) -> Result<Output> {
    let mut command = git_command(dir);
    command.arg("rev-parse").args(question);
    run_command(command)
}

fn printable_path(path: &Path) -> String {
    Printable(&path.display().to_string()).to_string()
}
