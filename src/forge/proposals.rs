//! Changes that others are to accept: pull requests, merge requests.

use crate::error::Result;

/// Changes proposed for a repository, each on a branch of it.
pub trait Proposals {
    /// Whether changes of the repository at `url` can be proposed here.
    fn handles_repository_url(&self, url: &str) -> bool;

    /// Opens a proposal, or finds the one that is there already: asking twice is asking once.
    ///
    /// # Errors
    /// Conflict (6) where the one from this branch was closed without being merged.
    fn open_proposal(&self, wanted: &ProposalSpec<'_>) -> Result<Proposal>;

    /// The newest proposal from `branch` of the repository at `url`, whatever became of it.
    ///
    /// # Errors
    /// Usage (2) for a repository that lies elsewhere; what asking says.
    fn find_proposal(&self, url: &str, branch: &str) -> Result<Option<Proposal>>;

    /// Every open proposal of the repository at `url`, newest first.
    ///
    /// # Errors
    /// As [`find_proposal`](Proposals::find_proposal).
    fn list_open_proposals(&self, url: &str) -> Result<Vec<Proposal>>;

    /// Gives a proposal of the repository at `url` another title and text; the branch is changed by a push.
    ///
    /// # Errors
    /// As [`find_proposal`](Proposals::find_proposal); not found (3) where there is none of this number.
    fn update_proposal(
        &self,
        url: &str,
        number: u64,
        update: &ProposalUpdate<'_>,
    ) -> Result<Proposal>;
}

/// A proposal that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct ProposalSpec<'a> {
    /// The URL of the repository.
    pub url: &'a str,
    /// The branch with the change, which is there already.
    pub branch: &'a str,
    /// The commit that the branch is at.
    pub commit: &'a str,
    /// The branch that is to take it.
    pub base: &'a str,
    /// One line.
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
}

/// What a proposal is to say from now on.
#[derive(Clone, Copy, Debug)]
pub struct ProposalUpdate<'a> {
    /// One line.
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
}

/// A proposal that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What the forge calls it within the repository.
    pub number: u64,
    /// Where people look at it.
    pub url: String,
    /// The branch with the change.
    pub branch: String,
    /// The commit that the branch is at, or was when the proposal ended.
    pub commit: String,
    /// What became of it.
    pub state: ProposalState,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    /// It waits.
    Open,
    /// It was accepted.
    Merged,
    /// It was closed without being accepted.
    Closed,
}
