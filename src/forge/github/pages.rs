//! GitHub Pages: the site of a repository.
//!
//! Depending on the plan of an organisation, the pages of a private repository are public. So the workflow publishes the site only if
//! the variable `PUBLISH_SITE` says so, and `idp` sets it only if everyone who can read the site can read the repository.

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::client::{GitHubApiRequest, GitHubApiResponse};
use super::{GitHub, RepositorySpec};
use crate::effect::{EffectKey, EffectLedger, run_effect_once_async};
use crate::error::Result;
use crate::template::shell_quote;

/// The variable that lets the workflow publish the site.
const PUBLISH_SITE_VARIABLE: &str = "PUBLISH_SITE";
/// Its value.
const PUBLISH_SITE_VALUE: &str = "true";

/// The pages of a repository. Only the fields that `idp` reads.
#[derive(Debug, Deserialize)]
struct PagesResponse {
    #[serde(default)]
    html_url: Option<String>,
    /// Whether everyone can read them.
    #[serde(default)]
    public: bool,
}

/// The site of a repository, as recorded in the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SiteOutcome {
    /// Its address, if it is published.
    pub(super) url: Option<String>,
    /// Why it isn't.
    pub(super) note: Option<String>,
}

impl GitHub {
    /// Enables the site, as an effect.
    pub(super) async fn apply_site_settings(
        &self,
        wanted: &RepositorySpec,
        ledger: &dyn EffectLedger,
    ) -> Result<SiteOutcome> {
        if !wanted.has_site {
            return Ok(SiteOutcome::default());
        }
        run_effect_once_async(ledger, EffectKey::Site, async |_| {
            self.enable_site(wanted).await
        })
        .await
    }

    /// The requests of [`GitHub::apply_site_settings`] that write.
    pub(super) fn plan_site_requests(&self, wanted: &RepositorySpec) -> Vec<String> {
        if !wanted.has_site {
            return Vec::new();
        }
        let base = self.repository_api_path(&wanted.name);
        let is_public = self.defaults.visibility == "public";
        let restrict = (!is_public).then(|| format!("PUT {base}/pages"));
        std::iter::once(format!("POST {base}/pages"))
            .chain(restrict)
            .chain([format!("POST {base}/actions/variables")])
            .collect()
    }

    async fn enable_site(&self, wanted: &RepositorySpec) -> Result<SiteOutcome> {
        let path = format!("{}/pages", self.repository_api_path(&wanted.name));
        let body = json!({"build_type": "workflow"});
        let made = self
            .send_retrying_not_found((Method::POST, path.clone(), body))
            .await?;
        // After a lost response, or an earlier attempt, the site may exist.
        let is_refused = !made.status.is_success()
            && made.status != StatusCode::CONFLICT
            && !made.has_unknown_outcome();
        if is_refused {
            return Ok(self.unpublished_site(&made));
        }
        let Some(pages) = self.fetch_pages(&path).await? else {
            return Ok(self.unpublished_site(&made));
        };
        let Some(pages) = self.restrict_pages(&path, pages).await? else {
            return Ok(SiteOutcome {
                url: None,
                note: Some(self.format_public_site_note(wanted)),
            });
        };
        let (name, value) = (PUBLISH_SITE_VARIABLE, PUBLISH_SITE_VALUE);
        self.upsert_actions_variable(wanted, None, name, value)
            .await?;
        Ok(SiteOutcome {
            url: pages.html_url,
            note: None,
        })
    }

    /// The pages; `None` if there are none.
    async fn fetch_pages(&self, path: &str) -> Result<Option<PagesResponse>> {
        let call = GitHubApiRequest::new_get_request(path.to_owned());
        let answer = self.client.send_with_retry(&call).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        self.client
            .parse_success_response(&answer, "read the pages")
            .map(Some)
    }

    /// Lets only people with access to the repository read the pages. `None` if everyone can read them nevertheless.
    async fn restrict_pages(
        &self,
        path: &str,
        pages: PagesResponse,
    ) -> Result<Option<PagesResponse>> {
        if self.defaults.visibility == "public" || !pages.public {
            return Ok(Some(pages));
        }
        let body: Json = json!({"public": false});
        let answer = self
            .send_retrying_not_found((Method::PUT, path.to_owned(), body))
            .await?;
        if answer.status.is_client_error() {
            return Ok(None);
        }
        self.client
            .ensure_success_status(&answer, "restrict the pages")?;
        let now = self.fetch_pages(path).await?;
        Ok(now.filter(|now| !now.public))
    }

    fn unpublished_site(&self, answer: &GitHubApiResponse) -> SiteOutcome {
        let said = self.client.format_error_text(answer);
        SiteOutcome {
            url: None,
            note: Some(format!("the site isn't published: {said}")),
        }
    }

    fn format_public_site_note(&self, wanted: &RepositorySpec) -> String {
        let slug = shell_quote(&self.repository_full_name(&wanted.name));
        format!(
            "the site isn't published, because everyone could read it; if that is intended: gh variable set {PUBLISH_SITE_VARIABLE} --body {PUBLISH_SITE_VALUE} --repo {slug}"
        )
    }
}
