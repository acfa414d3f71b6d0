//! The authors of the newest commits of a branch.

use std::path::Path;

use git2::{Oid, Sort};
use serde::{Deserialize, Serialize};

use super::open_repository::open_repository;
use super::wrap_git2_error;
use crate::error::Result;

/// How many commits are looked at for each one that counts: history may consist of merges only.
const COMMITS_PER_COUNTED_COMMIT: usize = 10;

/// The author of a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitAuthor {
    /// The email address; empty if the commit has none.
    pub email: String,
    /// The account on the forge, if the forge knows it.
    pub login: Option<String>,
}

impl CommitAuthor {
    /// Whether the commit was made by an App of GitHub, such as Dependabot.
    pub fn is_bot(&self) -> bool {
        let is_bot = |name: &str| name.ends_with("[bot]");
        let mailbox = self.email.split('@').next().unwrap_or_default();
        is_bot(mailbox) || self.login.as_deref().is_some_and(is_bot)
    }
}

/// The authors of the newest `count` commits before and including `tip`, newest first. Merges aren't counted: their author didn't
/// write the change.
///
/// # Errors
/// Io (7) if the history can't be read.
pub fn list_recent_authors(dir: &Path, tip: Oid, count: usize) -> Result<Vec<CommitAuthor>> {
    let repository = open_repository(dir)?;
    let cannot = || wrap_git2_error("read the history");
    let mut walk = repository.revwalk().map_err(cannot())?;
    walk.push(tip).map_err(cannot())?;
    walk.set_sorting(Sort::TIME).map_err(cannot())?;
    let mut authors = Vec::new();
    for commit in walk.take(count.saturating_mul(COMMITS_PER_COUNTED_COMMIT)) {
        // A shallow clone ends here.
        let Ok(commit) = commit.and_then(|id| repository.find_commit(id)) else {
            break;
        };
        if authors.len() == count {
            break;
        }
        if commit.parent_count() < 2 {
            let email = commit.author().email().unwrap_or_default().to_owned();
            authors.push(CommitAuthor { email, login: None });
        }
    }
    Ok(authors)
}
