//! Pull requests, one for each branch however often it is asked for.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::client::Call;
use super::{GitHub, Proposal, Proposed, part};
use crate::error::{Error, Result};
use crate::printable::Printable;

/// A pull request, as far as it matters here.
#[derive(Debug, Deserialize)]
struct PullRequest {
    html_url: String,
    #[serde(default)]
    state: String,
    merged_at: Option<String>,
    head: Head,
}

/// What it would bring.
#[derive(Debug, Deserialize)]
struct Head {
    sha: String,
}

impl GitHub {
    /// Opens it; where that is refused, the one that is there already is found.
    pub(super) async fn proposed(&self, proposal: &Proposal<'_>) -> Result<Proposed> {
        let path = format!("{}/pulls", self.path_of(proposal.url)?);
        let owner = self.client.host.slug(proposal.url);
        let owner = owner.map(|(owner, _)| owner).unwrap_or_default();
        let what = "open a pull request";
        let call = Call::new(Method::POST, path.as_str()).with(json!({
            "title": proposal.title,
            "body": proposal.body,
            "head": proposal.branch,
            "base": proposal.base,
        }));
        let answer = self.client.send(&call).await?;
        if answer.status == StatusCode::CREATED {
            return Ok(self.client.body::<PullRequest>(&answer, what)?.into());
        }
        let refused = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
        if (refused || answer.is_unclear())
            && let Some(found) = self.open(&path, &owner, proposal).await?
        {
            return Ok(found);
        }
        Err(self.client.problem(&answer, what))
    }

    /// The pull request of this proposal; one that was closed without being merged stands in the way. One that is over, and
    /// brought something else from a branch of the same name, is none.
    async fn open(
        &self,
        path: &str,
        owner: &str,
        proposal: &Proposal<'_>,
    ) -> Result<Option<Proposed>> {
        let what = "look for the pull request";
        let head = part(&format!("{owner}:{}", proposal.branch));
        let call = Call::get(format!("{path}?head={head}&state=all&per_page=1"));
        let answer = self.client.send(&call).await?;
        let found: Vec<PullRequest> = self.client.body(&answer, what)?;
        let ours = |found: &PullRequest| found.state == "open" || found.head.sha == proposal.commit;
        let Some(found) = found.into_iter().next().filter(ours) else {
            return Ok(None);
        };
        match (found.state.as_str(), &found.merged_at) {
            ("closed", None) => Err(Error::conflict(format!(
                "{} was closed without being merged",
                Printable(&found.html_url)
            ))
            .hint("reopen it, or choose another name")),
            _ => Ok(Some(found.into())),
        }
    }
}

impl From<PullRequest> for Proposed {
    fn from(found: PullRequest) -> Proposed {
        Proposed {
            url: found.html_url,
        }
    }
}
