//! Pull requests, one for each branch however often it is asked for.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::client::ApiRequest;
use super::{GitHub, PullRequest, PullRequestSpec, encode_path_segment};
use crate::error::{Error, Result};
use crate::printable::Printable;

/// A pull request, as far as it matters here.
#[derive(Debug, Deserialize)]
struct PullRequestResponse {
    html_url: String,
    #[serde(default)]
    state: String,
    merged_at: Option<String>,
    head: PullRequestHead,
}

/// What it would bring.
#[derive(Debug, Deserialize)]
struct PullRequestHead {
    sha: String,
}

impl GitHub {
    /// Opens it; where that is refused, the one that is there already is found.
    pub(super) async fn open_pull_request_async(
        &self,
        proposal: &PullRequestSpec<'_>,
    ) -> Result<PullRequest> {
        let path = format!("{}/pulls", self.api_path_from_url(proposal.url)?);
        let owner = self.client.host.parse_repository_url(proposal.url);
        let owner = owner.map(|(owner, _)| owner).unwrap_or_default();
        let what = "open a pull request";
        let call = ApiRequest::new(Method::POST, path.as_str()).with_body(json!({
            "title": proposal.title,
            "body": proposal.body,
            "head": proposal.branch,
            "base": proposal.base,
        }));
        let answer = self.client.send_with_retry(&call).await?;
        if answer.status == StatusCode::CREATED {
            return Ok(self
                .client
                .parse_body::<PullRequestResponse>(&answer, what)?
                .into());
        }
        let refused = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
        if (refused || answer.has_unknown_outcome())
            && let Some(found) = self
                .find_existing_pull_request(&path, &owner, proposal)
                .await?
        {
            return Ok(found);
        }
        Err(self.client.error_from_response(&answer, what))
    }

    /// The pull request of this proposal; one that was closed without being merged stands in the way. One that is over, and
    /// brought something else from a branch of the same name, is none.
    async fn find_existing_pull_request(
        &self,
        path: &str,
        owner: &str,
        proposal: &PullRequestSpec<'_>,
    ) -> Result<Option<PullRequest>> {
        let what = "look for the pull request";
        let head = encode_path_segment(&format!("{owner}:{}", proposal.branch));
        let call = ApiRequest::get(format!("{path}?head={head}&state=all&per_page=1"));
        let answer = self.client.send_with_retry(&call).await?;
        let found: Vec<PullRequestResponse> = self.client.parse_body(&answer, what)?;
        let ours = |found: &PullRequestResponse| {
            found.state == "open" || found.head.sha == proposal.commit
        };
        let Some(found) = found.into_iter().next().filter(ours) else {
            return Ok(None);
        };
        match (found.state.as_str(), &found.merged_at) {
            ("closed", None) => Err(Error::conflict(format!(
                "{} was closed without being merged",
                Printable(&found.html_url)
            ))
            .with_hint("reopen it, or choose another name")),
            _ => Ok(Some(found.into())),
        }
    }
}

impl From<PullRequestResponse> for PullRequest {
    fn from(found: PullRequestResponse) -> PullRequest {
        PullRequest {
            url: found.html_url,
        }
    }
}
