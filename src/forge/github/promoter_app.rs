//! The GitHub App that proposes deployments, where nobody reviews them: whether the workflows of a new repository find it.

use http::StatusCode;
use serde::Deserialize;

use super::client::GitHubApiRequest;
use super::{GitHub, encode_path_segment};
use crate::error::{Error, Result};
use crate::forge::DeploymentPromoterStatus;

/// The variable of the organisation that says which App it is; the rendered `deploy.yml` reads it.
const PROMOTER_CLIENT_ID_VARIABLE: &str = "PROMOTER_CLIENT_ID";
/// The secret that it signs in with; GitHub says whether it is there, and never what it is.
const PROMOTER_PRIVATE_KEY_SECRET: &str = "PROMOTER_PRIVATE_KEY";

/// A variable or a secret of the organisation, as far as it matters here.
#[derive(Debug, Deserialize)]
struct OrganisationVariableOrSecretResponse {
    /// Who sees it: `all` repositories, `private` ones, which are the internal, too, or `selected` ones.
    visibility: String,
}

/// What is to be seen of one.
enum VariableOrSecretVisibility {
    /// New repositories will see it.
    Visible,
    /// They will not.
    NotForNewRepositories,
    /// The organisation has none.
    Missing,
    /// The token may not look.
    NotPermitted,
}

impl GitHub {
    /// Looks for both. Only owners of the organisation see them, with a classic token only where it has `admin:org`.
    pub(super) async fn fetch_promoter_app_status(&self) -> Result<DeploymentPromoterStatus> {
        let (named, signed) = futures_util::join!(
            self.fetch_variable_or_secret_visibility("variables", PROMOTER_CLIENT_ID_VARIABLE),
            self.fetch_variable_or_secret_visibility("secrets", PROMOTER_PRIVATE_KEY_SECRET)
        );
        match (named?, signed?) {
            (VariableOrSecretVisibility::Missing, _) => Err(self.missing_promoter_error()),
            (VariableOrSecretVisibility::NotForNewRepositories, _) => Err(self.hidden_promoter_variable_error()),
            (VariableOrSecretVisibility::NotPermitted, _) | (_, VariableOrSecretVisibility::NotPermitted) => {
                Ok(DeploymentPromoterStatus::NotVisible("only owners of the organisation see whether an App proposes deployments, with a token of the scope admin:org".to_owned()))
            }
            (VariableOrSecretVisibility::Visible, VariableOrSecretVisibility::Visible) => Ok(DeploymentPromoterStatus::Ready(format!(
                "every new repository sees {PROMOTER_CLIENT_ID_VARIABLE} and {PROMOTER_PRIVATE_KEY_SECRET}"
            ))),
            (
                VariableOrSecretVisibility::Visible,
                VariableOrSecretVisibility::NotForNewRepositories | VariableOrSecretVisibility::Missing,
            ) => Ok(DeploymentPromoterStatus::Ready(format!(
                "every new repository sees {PROMOTER_CLIENT_ID_VARIABLE}, and needs a {PROMOTER_PRIVATE_KEY_SECRET} of its own in the environment staging"
            ))),
        }
    }

    async fn fetch_variable_or_secret_visibility(
        &self,
        kind: &str,
        name: &str,
    ) -> Result<VariableOrSecretVisibility> {
        let what = format!("look for {name}");
        let organisation = encode_path_segment(&self.organisation);
        let call = GitHubApiRequest::new_get_request(format!(
            "/orgs/{organisation}/actions/{kind}/{name}"
        ));
        let answer = self.client.send_with_retry(&call).await?;
        match answer.status {
            StatusCode::FORBIDDEN => Ok(VariableOrSecretVisibility::NotPermitted),
            // Also what is said to a token that may not look.
            StatusCode::NOT_FOUND => Ok(if self.is_organisation_admin().await? {
                VariableOrSecretVisibility::Missing
            } else {
                VariableOrSecretVisibility::NotPermitted
            }),
            _ => {
                let found: OrganisationVariableOrSecretResponse =
                    self.client.parse_success_response(&answer, &what)?;
                Ok(
                    match (found.visibility.as_str(), self.defaults.visibility) {
                        ("selected", _) | ("private", "public") => {
                            VariableOrSecretVisibility::NotForNewRepositories
                        }
                        _ => VariableOrSecretVisibility::Visible,
                    },
                )
            }
        }
    }

    fn missing_promoter_error(&self) -> Error {
        Error::not_found(format!(
            "{} has no variable {PROMOTER_CLIENT_ID_VARIABLE}, so no App proposes what is to be deployed",
            self.organisation
        ))
        .with_hint("make a GitHub App that may write contents and pull requests, and install it for services, not for the platform")
        .with_hint(format!("then: {}", self.format_set_promoter_variable_command()))
        .with_hint(format!(
            "its key: gh secret set {PROMOTER_PRIVATE_KEY_SECRET} --env staging --repo {}/{}/<service>",
            self.client.host.name(),
            self.organisation
        ))
    }

    fn hidden_promoter_variable_error(&self) -> Error {
        let visibility = self.defaults.visibility;
        Error::not_found(format!(
            "new repositories of {} are {visibility}, and do not see the variable {PROMOTER_CLIENT_ID_VARIABLE}",
            self.organisation
        ))
        .with_hint(self.format_set_promoter_variable_command())
    }

    /// What shows the variable to every new repository.
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
