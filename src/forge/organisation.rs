//! What a forge knows about an organisation: its teams, and its repositories with the files that describe them. Nothing is changed.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::git::CommitAuthor;

/// The teams and repositories of an organisation, for queries.
pub trait OrganisationInventory {
    /// The name of the organisation.
    fn organisation(&self) -> &str;

    /// Every team that the user can see, with its members.
    ///
    /// # Errors
    /// Sign-in (4), remote (5) or io (7) if they can't be read.
    fn list_teams(&self) -> Result<Vec<ForgeTeam>>;

    /// The repositories after the page that ended with `cursor`; `files` are the paths to read in each, from the root.
    ///
    /// # Errors
    /// As [`list_teams`](OrganisationInventory::list_teams).
    fn read_repository_page(
        &self,
        cursor: Option<&str>,
        files: &[&str],
    ) -> Result<ForgeRepositoryPage>;

    /// The custom properties of each repository, by its full name; empty if the user can't see them.
    ///
    /// # Errors
    /// As [`list_teams`](OrganisationInventory::list_teams).
    fn list_custom_properties(&self) -> Result<Vec<RepositoryProperties>>;

    /// The full name that the repository `name` has now; `None` if it doesn't exist, or the user can't see it.
    ///
    /// # Errors
    /// As [`list_teams`](OrganisationInventory::list_teams).
    fn find_current_repository_name(&self, name: &str) -> Result<Option<String>>;
}

/// A team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForgeTeam {
    /// Its name in URLs and in CODEOWNERS.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// What it does; may be empty.
    pub description: String,
    /// The slug of the team above it.
    pub parent: Option<String>,
    /// Whether only its members and the owners of the organisation can see it.
    pub is_secret: bool,
    /// The accounts of its members, without those of teams below it.
    pub members: Vec<String>,
}

/// Some repositories, and where the next ones begin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForgeRepositoryPage {
    /// The repositories.
    pub repositories: Vec<ForgeRepository>,
    /// The number of repositories on all pages.
    pub total: usize,
    /// The cursor for the next page; `None` if this is the last one.
    pub next: Option<String>,
}

/// A repository, and what describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForgeRepository {
    /// Owner and name.
    pub full_name: String,
    /// The web page, without a slash at the end.
    pub page: String,
    /// What it's for; may be empty.
    pub description: String,
    /// Its main language.
    pub language: Option<String>,
    /// Its topics.
    pub topics: Vec<String>,
    /// Whether it can't be changed any more.
    pub is_archived: bool,
    /// Whether it's a copy of another repository.
    pub is_fork: bool,
    /// Whether it has no commits.
    pub is_empty: bool,
    /// The names of the files and folders in its root.
    pub root_entries: Vec<String>,
    /// The files that were asked for and exist, with their texts.
    pub files: Vec<(String, String)>,
    /// The files that exist but can't be read as text.
    pub unreadable_files: Vec<String>,
    /// The authors of the last commits on the default branch, newest first; merges aren't counted.
    pub authors: Vec<CommitAuthor>,
}

/// The custom properties of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RepositoryProperties {
    /// Owner and name.
    pub full_name: String,
    /// Names and values; of several values, the first.
    pub properties: Vec<(String, String)>,
}
