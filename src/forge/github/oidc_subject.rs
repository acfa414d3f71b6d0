//! The OIDC subject by which a cloud identifies the workflows of a repository.
//!
//! A cloud that trusts a name also trusts the next owner of that name. That's why, on hosts run by GitHub, the subject
//! of repositories created since July 2026 contains the IDs of the organisation and the repository, which are never
//! reused.

use serde::Deserialize;

use super::client::GitHubApiRequest;
use super::repository::RepositoryResponse;
use super::{GitHub, RepositorySpec};
use crate::error::Result;

/// The maximum length of a subject.
const MAX_OIDC_SUBJECT_LENGTH: usize = 500;

/// The OIDC settings of a repository.
#[derive(Debug, Deserialize)]
struct OidcCustomizationResponse {
    /// Enterprise Servers don't return it.
    sub_claim_prefix: Option<String>,
}

impl GitHub {
    /// The subject that GitHub reports; `None` if it doesn't, or not to this token.
    pub(super) async fn fetch_oidc_subject(
        &self,
        wanted: &RepositorySpec,
    ) -> Result<Option<String>> {
        let what = "read the OIDC subject of the workflows";
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

    /// `repo:acme@1/checkout@2`, unless the organisation customises it; without IDs on an Enterprise Server.
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
