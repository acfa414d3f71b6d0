//! Checks whether new repositories can use the GitHub App that proposes deployments by pull request.

use http::StatusCode;
use serde::Deserialize;

use super::client::GitHubApiRequest;
use super::{GitHub, encode_path_segment};
use crate::error::{Error, Result};
use crate::forge::DeploymentPromoterStatus;

/// The organisation variable with the client ID of the App; the rendered `deploy.yml` reads it.
const PROMOTER_CLIENT_ID_VARIABLE: &str = "PROMOTER_CLIENT_ID";
/// The secret with the App's private key. GitHub reveals only whether it exists.
const PROMOTER_PRIVATE_KEY_SECRET: &str = "PROMOTER_PRIVATE_KEY";

/// A variable or secret of the organisation. Only the fields that `idp` reads.
#[derive(Debug, Deserialize)]
struct OrganisationVariableOrSecretResponse {
    /// The repositories that can read it: `all`, `private` (which includes internal ones), or `selected`.
    visibility: String,
}

/// Whether new repositories can read a variable or secret.
enum VisibilityToNewRepositories {
    /// New repositories can read it.
    Visible,
    /// New repositories can't read it.
    NotForNewRepositories,
    /// It doesn't exist.
    Missing,
    /// The token isn't allowed to check.
    NotPermitted,
}

impl GitHub {
    /// Checks the variable and the secret. Only organisation owners see them; a classic token also needs `admin:org`.
    pub(super) async fn fetch_promoter_app_status(&self) -> Result<DeploymentPromoterStatus> {
        let (named, signed) = futures_util::join!(
            self.fetch_visibility_to_new_repositories("variables", PROMOTER_CLIENT_ID_VARIABLE),
            self.fetch_visibility_to_new_repositories("secrets", PROMOTER_PRIVATE_KEY_SECRET)
        );
        match (named?, signed?) {
            (VisibilityToNewRepositories::Missing, _) => Err(self.missing_promoter_variable_error()),
            (VisibilityToNewRepositories::NotForNewRepositories, _) => Err(self.hidden_promoter_variable_error()),
            (VisibilityToNewRepositories::NotPermitted, _) | (_, VisibilityToNewRepositories::NotPermitted) => {
                Ok(DeploymentPromoterStatus::NotVisible("only organisation owners with a token that has the admin:org scope can see whether an App proposes deployments".to_owned()))
            }
            (VisibilityToNewRepositories::Visible, VisibilityToNewRepositories::Visible) => Ok(DeploymentPromoterStatus::Ready(format!(
                "every new repository can read {PROMOTER_CLIENT_ID_VARIABLE} and {PROMOTER_PRIVATE_KEY_SECRET}"
            ))),
            (
                VisibilityToNewRepositories::Visible,
                VisibilityToNewRepositories::NotForNewRepositories | VisibilityToNewRepositories::Missing,
            ) => Ok(DeploymentPromoterStatus::Ready(format!(
                "every new repository can read {PROMOTER_CLIENT_ID_VARIABLE}, and needs its own {PROMOTER_PRIVATE_KEY_SECRET} in the staging environment"
            ))),
        }
    }

    async fn fetch_visibility_to_new_repositories(
        &self,
        kind: &str,
        name: &str,
    ) -> Result<VisibilityToNewRepositories> {
        let what = format!("look up {name}");
        let organisation = encode_path_segment(&self.organisation);
        let call = GitHubApiRequest::new_get_request(format!(
            "/orgs/{organisation}/actions/{kind}/{name}"
        ));
        let answer = self.client.send_with_retry(&call).await?;
        match answer.status {
            StatusCode::FORBIDDEN => Ok(VisibilityToNewRepositories::NotPermitted),
            // GitHub also returns this to a token without permission.
            StatusCode::NOT_FOUND => Ok(if self.may_have_admin_org_scope().await? {
                VisibilityToNewRepositories::Missing
            } else {
                VisibilityToNewRepositories::NotPermitted
            }),
            _ => {
                let found: OrganisationVariableOrSecretResponse =
                    self.client.parse_success_response(&answer, &what)?;
                Ok(
                    match (found.visibility.as_str(), self.defaults.visibility) {
                        ("selected", _) | ("private", "public") => {
                            VisibilityToNewRepositories::NotForNewRepositories
                        }
                        _ => VisibilityToNewRepositories::Visible,
                    },
                )
            }
        }
    }

    fn missing_promoter_variable_error(&self) -> Error {
        Error::not_found(format!(
            "{} has no variable {PROMOTER_CLIENT_ID_VARIABLE}, so no App proposes deployments",
            self.organisation
        ))
        .with_hint("create a GitHub App with write access to contents and pull requests, and install it on the service repositories, not on the platform")
        .with_hint(format!("then: {}", self.format_set_promoter_variable_command()))
        .with_hint(format!(
            "set its key: gh secret set {PROMOTER_PRIVATE_KEY_SECRET} --env staging --repo {}/{}/<service>",
            self.client.host.name(),
            self.organisation
        ))
    }

    fn hidden_promoter_variable_error(&self) -> Error {
        let visibility = self.defaults.visibility;
        Error::not_found(format!(
            "new repositories in {} are {visibility}, and can't read the variable {PROMOTER_CLIENT_ID_VARIABLE}",
            self.organisation
        ))
        .with_hint(self.format_set_promoter_variable_command())
    }

    /// The command that makes the variable readable by every new repository.
    fn format_set_promoter_variable_command(&self) -> String {
        let visibility = match self.defaults.visibility {
            "public" => "all",
            _ => "private",
        };
        let host = if self.client.host.is_github_com() {
            String::new()
        } else {
            format!("GH_HOST={} ", self.client.host.name())
        };
        format!(
            "{host}gh variable set {PROMOTER_CLIENT_ID_VARIABLE} --org {} --visibility {visibility}",
            self.organisation
        )
    }
}
