//! A commit that people mean: by revision, or by the day whose end it was the last before.

use std::path::Path;

use git2::{ErrorCode, Oid, Repository, Sort};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::failed;
use super::open::open;
use crate::error::{Error, Result};
use crate::printable::brief;

/// The commit that `when` means in the repository at `dir`: a revision as git writes them, or a date such as
/// `2026-03-01`, which means the last commit on the first-parent line of `tip` before that day ends, UTC.
///
/// # Errors
/// Not found (3) when there is no such commit.
pub fn commit_at(dir: &Path, tip: Oid, when: &str) -> Result<Oid> {
    let repository = open(dir)?;
    match when.parse::<Date>() {
        Ok(day) => last_before_end_of(&repository, tip, day),
        Err(_) => revision(&repository, when),
    }
}

/// The newest commit that `tip` and `when` (as in [`commit_at`]) both come from; that of `when` where they have none.
///
/// # Errors
/// Not found (3) when there is no such commit, or where a shallow clone lacks the one that both come from.
pub fn merge_base(dir: &Path, tip: Oid, when: &str) -> Result<Oid> {
    let other = commit_at(dir, tip, when)?;
    let repository = open(dir)?;
    match repository.merge_base(tip, other) {
        Ok(base) => Ok(base),
        Err(error) if error.code() != ErrorCode::NotFound => Err(failed("read the history")(error)),
        Err(_) if is_parent(&repository, other, tip) => Ok(other),
        Err(_) if repository.is_shallow() => {
            let message = format!(
                "this clone lacks the commit where HEAD and `{}` parted",
                brief(when)
            );
            Err(Error::not_found(message).hint(UNSHALLOW))
        }
        Err(_) => Ok(other),
    }
}

/// Whether `child` says that `parent` is one of its parents, which a shallow clone hides: GitHub has a pull request checked
/// out as one commit, merged into its base.
fn is_parent(repository: &Repository, parent: Oid, child: Oid) -> bool {
    let objects = repository.odb();
    let commit = objects
        .as_ref()
        .ok()
        .and_then(|objects| objects.read(child).ok());
    let text = commit
        .as_ref()
        .map(|commit| String::from_utf8_lossy(commit.data()));
    let mut headers = text
        .iter()
        .flat_map(|text| text.lines())
        .take_while(|line| !line.is_empty());
    headers.any(|line| line.strip_prefix("parent ") == Some(parent.to_string().as_str()))
}

/// How a shallow clone gets the rest of its history.
const UNSHALLOW: &str =
    "this clone is shallow: git fetch --unshallow; with actions/checkout, set fetch-depth: 0";

fn last_before_end_of(repository: &Repository, tip: Oid, day: Date) -> Result<Oid> {
    let end = end_of(day)?;
    let mut walk = repository.revwalk().map_err(failed("read the history"))?;
    walk.push(tip).map_err(failed("read the history"))?;
    walk.simplify_first_parent()
        .map_err(failed("read the history"))?;
    walk.set_sorting(Sort::TOPOLOGICAL)
        .map_err(failed("read the history"))?;
    for commit in walk {
        let commit = commit.map_err(failed("read the history"))?;
        let found = repository
            .find_commit(commit)
            .map_err(failed(format_args!("read commit {commit}")))?;
        if found.time().seconds() < end.as_second() {
            return Ok(commit);
        }
    }
    Err(Error::not_found(format!("there is no commit before the end of {day}"))
        .hint("git log --first-parent --reverse shows the first one; a shallow clone has not all of them"))
}

fn end_of(day: Date) -> Result<Timestamp> {
    let next = day.tomorrow().and_then(|next| next.to_zoned(TimeZone::UTC));
    let next = next.map_err(|_| Error::usage(format!("{day} is out of range")))?;
    Ok(next.timestamp())
}

/// How a commit gets here that the clone may lack.
fn not_fetched(repository: &Repository, text: &str) -> Option<String> {
    if repository.is_shallow() {
        return Some(UNSHALLOW.to_owned());
    }
    let branch = text.strip_prefix("origin/")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    (branch.bytes().all(is_plain) && !branch.starts_with('-'))
        .then(|| format!("git fetch origin {branch}"))
}

fn revision(repository: &Repository, text: &str) -> Result<Oid> {
    let unknown = || {
        Error::not_found(format!("no commit is called `{}`", brief(text)))
            .hint_if(not_fetched(repository, text))
            .hint("use a revision, such as HEAD~3, or a date, such as 2026-03-01")
    };
    let object = repository
        .revparse_single(text)
        .map_err(|error| unknown().caused_by(error))?;
    let commit = object
        .peel_to_commit()
        .map_err(|error| unknown().caused_by(error))?;
    Ok(commit.id())
}
