//! How a cloud knows the workflows of a repository: what the subject of their identity tokens begins with.
//!
//! A cloud that trusts a name trusts whoever has that name next. So on GitHub's own hosts the subject of a repository made
//! since July 2026 has the numbers of organisation and repository in it, which nobody else ever gets.

use serde::Deserialize;

use super::client::GitHubApiRequest;
use super::repository::RepositoryResponse;
use super::{GitHub, RepositorySpec};
use crate::error::Result;

/// No subject is longer.
const MAX_OIDC_SUBJECT_LENGTH: usize = 500;

/// How the tokens of a repository are made out.
#[derive(Debug, Deserialize)]
struct OidcCustomizationResponse {
    /// Not said by a server of one's own.
    sub_claim_prefix: Option<String>,
}

impl GitHub {
    /// What GitHub says; nothing where it does not, or may not to this token.
    pub(super) async fn fetch_oidc_subject(
        &self,
        wanted: &RepositorySpec,
    ) -> Result<Option<String>> {
        let what = "ask how a cloud will know the workflows";
        let base = self.repository_api_path(&wanted.name);
        let call =
            GitHubApiRequest::new_get_request(format!("{base}/actions/oidc/customization/sub"));
        let answer = self.client.send_with_retry(&call).await?;
        if answer.status.is_client_error() {
            return Ok(None);
        }
        let found: OidcCustomizationResponse = self.client.parse_success_response(&answer, what)?;
        Ok(found
            .sub_claim_prefix
            .filter(|prefix| is_valid_oidc_subject(prefix)))
    }

    /// `repo:acme@1/checkout@2`, unless the organisation has it otherwise; without numbers on a server of one's own.
    pub(super) fn default_oidc_subject(
        &self,
        wanted: &RepositorySpec,
        made: &RepositoryResponse,
    ) -> String {
        if self.client.host.is_hosted_by_github() {
            format!(
                "repo:{}@{}/{}@{}",
                self.organisation, made.owner.id, wanted.name, made.id
            )
        } else {
            format!("repo:{}", self.repository_full_name(&wanted.name))
        }
    }
}

fn is_valid_oidc_subject(text: &str) -> bool {
    (1..=MAX_OIDC_SUBJECT_LENGTH).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}
