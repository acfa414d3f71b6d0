//! On GitHub, proposals are pull requests: one per branch, however often it is requested.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::client::GitHubApiRequest;
use super::{GitHub, Proposals, encode_path_segment};
use crate::error::{Error, Result};
use crate::forge::{Proposal, ProposalSpec, ProposalState, ProposalUpdate};
use crate::printable::Printable;

/// A pull request. Only the fields that `idp` reads.
#[derive(Debug, Deserialize)]
struct PullRequestResponse {
    number: u64,
    html_url: String,
    /// `open` or `closed`; it is merged if `merged_at` is set.
    state: String,
    merged_at: Option<String>,
    head: PullRequestHead,
}

/// The head of a pull request.
#[derive(Debug, Deserialize)]
struct PullRequestHead {
    #[serde(rename = "ref")]
    branch: String,
    sha: String,
}

impl Proposals for GitHub {
    fn handles_repository_url(&self, url: &str) -> bool {
        self.client
            .host
            .parse_repository_owner_and_name(url)
            .is_some()
    }

    fn open_proposal(&self, wanted: &ProposalSpec<'_>) -> Result<Proposal> {
        self.client.block_on(self.open_pull_request(wanted))
    }

    fn find_newest_proposal_from_branch(
        &self,
        url: &str,
        branch: &str,
    ) -> Result<Option<Proposal>> {
        self.client.block_on(self.find_pull_request(url, branch))
    }

    fn list_open_proposals(&self, url: &str) -> Result<Vec<Proposal>> {
        self.client.block_on(self.list_open_pull_requests(url))
    }

    fn update_proposal(
        &self,
        url: &str,
        number: u64,
        update: &ProposalUpdate<'_>,
    ) -> Result<Proposal> {
        self.client
            .block_on(self.update_pull_request(url, number, update))
    }
}

impl GitHub {
    /// Opens a pull request, or finds the existing one if GitHub rejects a second.
    async fn open_pull_request(&self, wanted: &ProposalSpec<'_>) -> Result<Proposal> {
        let path = format!("{}/pulls", self.repository_api_path_from_url(wanted.url)?);
        let what = "open a pull request";
        let call = GitHubApiRequest::new(Method::POST, path).with_body(json!({
            "title": wanted.title,
            "body": wanted.body,
            "head": wanted.branch,
            "base": wanted.base,
        }));
        let answer = self.client.send_with_retry(&call).await?;
        if answer.status == StatusCode::CREATED {
            let opened: PullRequestResponse = self.client.parse_success_response(&answer, what)?;
            return Ok(opened.into());
        }
        let refused = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
        if (refused || answer.has_unknown_outcome())
            && let Some(found) = self.find_existing_pull_request(wanted).await?
        {
            return Ok(found);
        }
        Err(self.client.error_from_response(&answer, what))
    }

    /// The existing pull request of this proposal. One that was closed without being merged is a conflict. A finished
    /// one with a different commit doesn't count.
    async fn find_existing_pull_request(
        &self,
        wanted: &ProposalSpec<'_>,
    ) -> Result<Option<Proposal>> {
        let found = self.find_pull_request(wanted.url, wanted.branch).await?;
        let is_ours =
            |found: &Proposal| found.state == ProposalState::Open || found.commit == wanted.commit;
        match found.filter(is_ours) {
            Some(found) if found.state == ProposalState::Closed => Err(Error::conflict(format!(
                "{} was closed without being merged",
                Printable(&found.url)
            ))
            .with_hint("reopen it, or choose another name")),
            found => Ok(found),
        }
    }

    async fn find_pull_request(&self, url: &str, branch: &str) -> Result<Option<Proposal>> {
        let path = self.repository_api_path_from_url(url)?;
        let owner = self.client.host.parse_repository_owner_and_name(url);
        let owner = owner.map(|(owner, _)| owner).unwrap_or_default();
        let head = encode_path_segment(&format!("{owner}:{branch}"));
        let call = GitHubApiRequest::new_get_request(format!(
            "{path}/pulls?head={head}&state=all&per_page=1"
        ));
        let answer = self.client.send_with_retry(&call).await?;
        let found: Vec<PullRequestResponse> = self
            .client
            .parse_success_response(&answer, "find the pull request")?;
        Ok(found.into_iter().next().map(Proposal::from))
    }

    async fn list_open_pull_requests(&self, url: &str) -> Result<Vec<Proposal>> {
        let path = self.repository_api_path_from_url(url)?;
        let call =
            GitHubApiRequest::new_get_request(format!("{path}/pulls?state=open&per_page=100"));
        let open: Vec<PullRequestResponse> = self
            .client
            .fetch_all_pages(call, "list pull requests")
            .await?;
        Ok(open.into_iter().map(Proposal::from).collect())
    }

    async fn update_pull_request(
        &self,
        url: &str,
        number: u64,
        update: &ProposalUpdate<'_>,
    ) -> Result<Proposal> {
        let path = format!("{}/pulls/{number}", self.repository_api_path_from_url(url)?);
        let call = GitHubApiRequest::new(Method::PATCH, path)
            .with_body(json!({"title": update.title, "body": update.body}));
        let answer = self.client.send_with_retry(&call).await?;
        let updated: PullRequestResponse = self
            .client
            .parse_success_response(&answer, &format!("update pull request #{number}"))?;
        Ok(updated.into())
    }
}

impl From<PullRequestResponse> for Proposal {
    fn from(found: PullRequestResponse) -> Proposal {
        let state = match (found.state.as_str(), &found.merged_at) {
            (_, Some(_)) => ProposalState::Merged,
            ("closed", None) => ProposalState::Closed,
            (_, None) => ProposalState::Open,
        };
        Proposal {
            number: found.number,
            url: found.html_url,
            branch: found.head.branch,
            commit: found.head.sha,
            state,
        }
    }
}
