//! Opening a repository that somebody else made: of another user, or of a format that libgit2 can't read.
//!
//! libgit2 decides about ownership by itself, and knows fewer ways to allow it than git does (`GIT_CONFIG_COUNT`, the
//! system's configuration, `SUDO_UID`). So where it refuses, git is asked, and git's answer counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Mutex, PoisonError};

use git2::{ErrorClass, ErrorCode, Repository};

use super::command::{git, output};
use super::{advised_command, failed};
use crate::error::{Error, Kind, Result};
use crate::input_file::{Links, SETTINGS, read_text};
use crate::printable::Printable;
use crate::template::typed;

/// The git directories of repositories of other users that git accepts, by the path they were opened as; git is asked
/// once in a process for each.
static ACCEPTED: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());

/// Opens the repository whose work tree or git directory is `dir`.
///
/// # Errors
/// Sign-in (4) for a repository of another user that git doesn't accept; usage (2) for one whose format can't be read;
/// io (7) where there is none.
pub(super) fn open(dir: &Path) -> Result<Repository> {
    match open_if_any(dir)? {
        Some(repository) => Ok(repository),
        None => Err(Error::new(
            Kind::Io,
            format!("{} is not a git repository", printable(dir)),
        )),
    }
}

/// As [`open`]; `None` where there is no repository.
///
/// # Errors
/// As [`open`].
pub(super) fn open_if_any(dir: &Path) -> Result<Option<Repository>> {
    match Repository::open(dir) {
        Ok(repository) => Ok(Some(repository)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) if error.code() == ErrorCode::Owner => of_another_user(dir, error).map(Some),
        Err(error) => Err(unreadable(dir, error)),
    }
}

/// As [`open_if_any`], and whoever owns it: only to look what its configuration says, which starts no program.
///
/// # Errors
/// As [`open`], where the git directory isn't found.
pub(super) fn open_to_look(dir: &Path) -> Result<Option<Repository>> {
    match Repository::open(dir) {
        Ok(repository) => Ok(Some(repository)),
        Err(error) if error.code() == ErrorCode::Owner => {
            let found = git_dir_of(dir).and_then(|git_dir| Repository::open_bare(git_dir).ok());
            found.map_or_else(
                || of_another_user(dir, error).map(Some),
                |found| Ok(Some(found)),
            )
        }
        Err(_) => open_if_any(dir),
    }
}

/// The git directory of a work tree, where `.git` is one or names it; `dir` itself where it has none.
fn git_dir_of(dir: &Path) -> Option<PathBuf> {
    let dot_git = dir.join(".git");
    if dot_git.is_dir() {
        return Some(dot_git);
    }
    let Some(text) = read_text(&dot_git, SETTINGS, Links::Refuse).ok()? else {
        return Some(dir.to_owned());
    };
    let named = text.trim_end().strip_prefix("gitdir: ")?;
    Some(dir.join(named))
}

/// Opens it without its work tree, which is how libgit2 lets the owner be decided elsewhere.
fn of_another_user(dir: &Path, refusal: git2::Error) -> Result<Repository> {
    let known = accepted().get(dir).cloned();
    let git_dir = match known {
        Some(git_dir) => git_dir,
        None => {
            let git_dir = accepted_by_git(dir, refusal)?;
            accepted().insert(dir.to_owned(), git_dir.clone());
            git_dir
        }
    };
    Repository::open_bare(&git_dir).map_err(failed(format_args!("open {}", printable(dir))))
}

fn accepted() -> std::sync::MutexGuard<'static, BTreeMap<PathBuf, PathBuf>> {
    ACCEPTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The git directory of `dir`, where git accepts its owner.
fn accepted_by_git(dir: &Path, refusal: git2::Error) -> Result<PathBuf> {
    let answer = asked(dir, &["--absolute-git-dir"])?;
    let git_dir = String::from_utf8_lossy(&answer.stdout)
        .trim_end()
        .to_owned();
    if answer.status.success() && !git_dir.is_empty() {
        return Ok(git_dir.into());
    }
    let stderr = String::from_utf8_lossy(&answer.stderr);
    Err(foreign(dir, &stderr).caused_by(refusal))
}

/// That the repository is somebody else's, with the command that says it's trusted: git's own where it prints one, as
/// only git knows under which path it looks for the repository.
fn foreign(dir: &Path, stderr: &str) -> Error {
    let shown = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let command = advised_command(stderr)
        .unwrap_or_else(|| format!("git config --global --add safe.directory {}", typed(&shown)));
    Error::new(
        Kind::SignIn,
        format!(
            "the repository {} belongs to another user",
            printable(&shown)
        ),
    )
    .hint(format!("if you trust it: {command}"))
}

/// Why libgit2 can't read the repository at `dir`, by the name of what it doesn't know.
fn unreadable(dir: &Path, error: git2::Error) -> Error {
    let shown = printable(dir);
    let format = match (error.class(), error.message()) {
        (ErrorClass::Repository, words) if words.contains("sha256") => "object format sha256",
        (ErrorClass::Repository, words) if words.contains("refstorage") => "ref format reftable",
        (ErrorClass::Repository, words) if words.contains("unsupported extension") => {
            "a format extension"
        }
        _ => return failed(format_args!("open {shown}"))(error),
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
    .hint("idp reads the files here, and can neither commit nor use --at, --changed-since or --history")
    .caused_by(error)
}

/// What `git rev-parse` prints for `question` in `dir`.
pub(super) fn asked(dir: &Path, question: &[&str]) -> Result<Output> {
    let mut command = git(dir);
    command.arg("rev-parse").args(question);
    output(command)
}

fn printable(path: &Path) -> String {
    Printable(&path.display().to_string()).to_string()
}
