//! Opens repositories, including those of other users and of formats that libgit2 can't read.
//!
//! libgit2 checks the owner itself, but ignores some of the ways in which git allows another owner (`GIT_CONFIG_COUNT`,
//! the system configuration, `SUDO_UID`). So if libgit2 refuses, git decides.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Mutex, PoisonError};

use git2::{ErrorClass, ErrorCode, Repository};

use super::command::{git_command, run_git_command};
use super::{extract_command_advised_by_git, wrap_git2_error};
use crate::error::{Error, ErrorKind, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::printable::Printable;
use crate::template::shell_quote_path;

/// The git directories of other users that git accepts, by the path used to open them. git is asked only once per
/// directory and process.
static ACCEPTED_GIT_DIRS: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());

/// Opens the repository whose work tree or git directory is `dir`.
///
/// # Errors
/// Sign-in (4) for a repository of another user that git doesn't accept; usage (2) for one whose format can't be read;
/// io (7) if there is none.
pub(super) fn open_repository(dir: &Path) -> Result<Repository> {
    match open_repository_if_any(dir)? {
        Some(repository) => Ok(repository),
        None => Err(Error::new(
            ErrorKind::Io,
            format!("{} is not a git repository", printable_path(dir)),
        )),
    }
}

/// Like [`open_repository`], but returns `None` outside a repository.
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

/// Like [`open_repository_if_any`], but for any owner. Use it only to read the configuration, which runs no programs.
///
/// # Errors
/// As [`open_repository`], if the git directory isn't found.
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

/// The git directory of a work tree: `.git`, or the directory that the file `.git` names; `dir` itself if there is no
/// `.git`.
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

/// Opens a repository of another user as a bare one, for which libgit2 doesn't check the owner.
fn open_repository_of_other_user(dir: &Path, refusal: git2::Error) -> Result<Repository> {
    let known = lock_accepted_git_dirs_map().get(dir).cloned();
    let git_dir = match known {
        Some(git_dir) => git_dir,
        None => {
            let git_dir = find_git_dir_with_git(dir, refusal)?;
            lock_accepted_git_dirs_map().insert(dir.to_owned(), git_dir.clone());
            git_dir
        }
    };
    Repository::open_bare(&git_dir).map_err(wrap_git2_error(format_args!(
        "open {}",
        printable_path(dir)
    )))
}

fn lock_accepted_git_dirs_map() -> std::sync::MutexGuard<'static, BTreeMap<PathBuf, PathBuf>> {
    ACCEPTED_GIT_DIRS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// The git directory of `dir`, if git accepts its owner.
fn find_git_dir_with_git(dir: &Path, refusal: git2::Error) -> Result<PathBuf> {
    let answer = run_rev_parse(dir, &["--absolute-git-dir"])?;
    let git_dir = String::from_utf8_lossy(&answer.stdout)
        .trim_end()
        .to_owned();
    if answer.status.success() && !git_dir.is_empty() {
        return Ok(git_dir.into());
    }
    let stderr = String::from_utf8_lossy(&answer.stderr);
    Err(repository_of_other_user_error(dir, &stderr).with_source(refusal))
}

/// The error for a repository of another user, with the command to trust it. git's own suggestion is preferred, because
/// only git knows the exact path it checks.
fn repository_of_other_user_error(dir: &Path, stderr: &str) -> Error {
    let shown = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let command = extract_command_advised_by_git(stderr).unwrap_or_else(|| {
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

/// The error for a repository at `dir` with a format or extension that libgit2 can't read.
fn unsupported_repository_format_error(dir: &Path, error: git2::Error) -> Error {
    let shown = printable_path(dir);
    let format = match (error.class(), error.message()) {
        (ErrorClass::Repository, words) if words.contains("sha256") => "sha256 object format",
        (ErrorClass::Repository, words) if words.contains("refstorage") => "reftable ref format",
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
        "the repository {shown} uses {name}, so idp can't read its history"
    ))
    .with_hint(
        "idp can read the files here, but can't commit or use --at, --changed-since or --history",
    )
    .with_source(error)
}

/// Runs `git rev-parse` with the arguments `question` in `dir`.
pub(super) fn run_rev_parse(dir: &Path, question: &[&str]) -> Result<Output> {
    let mut command = git_command(dir);
    command.arg("rev-parse").args(question);
    run_git_command(command)
}

fn printable_path(path: &Path) -> String {
    Printable(&path.display().to_string()).to_string()
}
