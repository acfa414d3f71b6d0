//! Changes for others to review: pull requests or merge requests.

use crate::error::Result;

/// Proposed changes to repositories, each on its own branch.
pub trait Proposals {
    /// Whether changes to the repository at `url` can be proposed here.
    fn handles_repository_url(&self, url: &str) -> bool;

    /// Opens a proposal, or returns the existing one.
    ///
    /// # Errors
    /// Conflict (6) if the proposal from this branch was closed without being merged.
    fn open_proposal(&self, wanted: &ProposalSpec<'_>) -> Result<Proposal>;

    /// The newest proposal from `branch` of the repository at `url`, in any state.
    ///
    /// # Errors
    /// Usage (2) for a repository on another host; any error of the forge.
    fn find_newest_proposal_from_branch(&self, url: &str, branch: &str)
    -> Result<Option<Proposal>>;

    /// Every open proposal of the repository at `url`, newest first.
    ///
    /// # Errors
    /// As [`find_newest_proposal_from_branch`](Proposals::find_newest_proposal_from_branch).
    fn list_open_proposals(&self, url: &str) -> Result<Vec<Proposal>>;

    /// Updates the title and body of a proposal of the repository at `url`. A push updates its branch.
    ///
    /// # Errors
    /// As [`find_newest_proposal_from_branch`](Proposals::find_newest_proposal_from_branch); not found (3) if there is
    /// no proposal with this number.
    fn update_proposal(
        &self,
        url: &str,
        number: u64,
        update: &ProposalUpdate<'_>,
    ) -> Result<Proposal>;
}

/// A proposal to open.
#[derive(Clone, Copy, Debug)]
pub struct ProposalSpec<'a> {
    /// The URL of the repository.
    pub url: &'a str,
    /// The branch with the change. It must already exist.
    pub branch: &'a str,
    /// The commit of the branch.
    pub commit: &'a str,
    /// The branch to merge into.
    pub base: &'a str,
    /// One line.
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
}

/// The new title and body of a proposal.
#[derive(Clone, Copy, Debug)]
pub struct ProposalUpdate<'a> {
    /// One line.
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
}

/// An existing proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its number in the repository.
    pub number: u64,
    /// Its web URL.
    pub url: String,
    /// The branch with the change.
    pub branch: String,
    /// The commit of the branch, or the last one if the proposal is finished.
    pub commit: String,
    /// Its state.
    pub state: ProposalState,
}

/// The state of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    /// It is open.
    Open,
    /// It was merged.
    Merged,
    /// It was closed without being merged.
    Closed,
}
