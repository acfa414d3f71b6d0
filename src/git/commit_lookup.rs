//! Finds a commit by revision, or as the last one before the end of a day.

use std::path::Path;

use git2::{ErrorCode, Oid, Repository};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::first_parent_history::walk_first_parents;
use super::open_repository::open_repository;
use super::shallow::{UNSHALLOW_HINT, list_recorded_parents};
use super::wrap_git2_error;
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;

/// The commit that `when` resolves to in the repository at `dir`: a git revision, or a date such as `2026-03-01`, which
/// means the last commit in the first-parent history of `tip` before that day ends in UTC.
///
/// # Errors
/// Not found (3) if there is no such commit.
pub fn resolve_revision_or_date(dir: &Path, tip: Oid, when: &str) -> Result<Oid> {
    let repository = open_repository(dir)?;
    match when.parse::<Date>() {
        Ok(day) => find_last_commit_until(&repository, tip, day),
        Err(_) => resolve_revision(&repository, when).map_err(|error| {
            if looks_like_date(when) {
                let message = format!("invalid date `{}`", escape_and_truncate(when));
                Error::usage(message).with_hint("use a date such as 2026-03-01")
            } else {
                error
            }
        }),
    }
}

/// Whether `text` has the form of a date, such as `2026-13-45`.
fn looks_like_date(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([4, 2, 2])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// The merge base of `tip` and `when` (as in [`resolve_revision_or_date`]); the commit of `when` if they have none.
///
/// # Errors
/// Not found (3) if there is no such commit, or if a shallow clone lacks the merge base.
pub fn find_merge_base(dir: &Path, tip: Oid, when: &str) -> Result<Oid> {
    let other = resolve_revision_or_date(dir, tip, when)?;
    let repository = open_repository(dir)?;
    match repository.merge_base(tip, other) {
        Ok(base) => Ok(base),
        Err(error) if error.code() != ErrorCode::NotFound => {
            Err(wrap_git2_error("read the history")(error))
        }
        Err(_) if is_parent_commit(&repository, other, tip) => Ok(other),
        Err(_) if repository.is_shallow() => {
            let message = format!(
                "this clone lacks the merge base of HEAD and `{}`",
                escape_and_truncate(when)
            );
            Err(Error::not_found(message).with_hint(UNSHALLOW_HINT))
        }
        Err(_) => Ok(other),
    }
}

/// Whether `parent` is a parent of `child` according to the commit object, which a shallow clone hides: GitHub Actions
/// checks out a pull request as one merge commit.
fn is_parent_commit(repository: &Repository, parent: Oid, child: Oid) -> bool {
    list_recorded_parents(repository, child).contains(&parent.to_string())
}

fn find_last_commit_until(repository: &Repository, tip: Oid, day: Date) -> Result<Oid> {
    let end = end_of_day(day)?;
    let mut first = None;
    for commit in walk_first_parents(repository, tip)? {
        let commit = commit.map_err(wrap_git2_error("read the history"))?;
        let found = repository
            .find_commit(commit)
            .map_err(wrap_git2_error(format_args!("read commit {commit}")))?;
        if found.time().seconds() < end.as_second() {
            return Ok(commit);
        }
        first = Timestamp::from_second(found.time().seconds()).ok();
    }
    Err(too_early_error(repository, day, first))
}

/// The error for a day before the commit that was made at `first`.
fn too_early_error(repository: &Repository, day: Date, first: Option<Timestamp>) -> Error {
    let error = Error::not_found(format!("no commit before the end of {day}"));
    if repository.is_shallow() {
        return error.with_hint(UNSHALLOW_HINT);
    }
    let first = first.map(|first| first.to_zoned(TimeZone::UTC).date());
    error.with_optional_hint(first.map(|first| format!("the first commit is from {first}")))
}

fn end_of_day(day: Date) -> Result<Timestamp> {
    let next = day.tomorrow().and_then(|next| next.to_zoned(TimeZone::UTC));
    let next = next.map_err(|_| Error::usage(format!("{day} is out of range")))?;
    Ok(next.timestamp())
}

/// The hint to fetch a commit that the clone may lack.
fn format_fetch_hint(repository: &Repository, text: &str) -> Option<String> {
    if repository.is_shallow() {
        return Some(UNSHALLOW_HINT.to_owned());
    }
    let branch = text.strip_prefix("origin/")?;
    repository.find_remote("origin").ok()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    (branch.bytes().all(is_plain) && !branch.starts_with('-'))
        .then(|| format!("git fetch origin {branch}"))
}

fn resolve_revision(repository: &Repository, text: &str) -> Result<Oid> {
    let unknown = || {
        Error::not_found(format!("unknown revision `{}`", escape_and_truncate(text)))
            .with_optional_hint(format_fetch_hint(repository, text))
            .with_hint("use a revision, such as HEAD~3, or a date, such as 2026-03-01")
    };
    let object = repository
        .revparse_single(text)
        .map_err(|error| unknown().with_source(error))?;
    let commit = object
        .peel_to_commit()
        .map_err(|error| unknown().with_source(error))?;
    Ok(commit.id())
}
