//! The GitHub App that proposes deployments, where nobody reviews them: whether the workflows of every repository find it.

use http::StatusCode;

use super::client::Call;
use super::{GitHub, part};
use crate::error::{Error, Result};

/// The variable of the organisation that says which App it is; the rendered `deploy.yml` reads it.
const CLIENT_ID: &str = "PROMOTER_CLIENT_ID";
/// The secret of the organisation that it signs in with; GitHub says whether it is there, and never what it is.
const PRIVATE_KEY: &str = "PROMOTER_PRIVATE_KEY";

impl GitHub {
    /// Looks for both. Only owners of the organisation see them.
    pub(super) async fn promoter_there(&self) -> Result<Option<String>> {
        let (named, signed) = futures_util::join!(
            self.is_there("variables", CLIENT_ID),
            self.is_there("secrets", PRIVATE_KEY)
        );
        match (named?, signed?) {
            (Some(false), _) => Err(self.no_promoter("variable", CLIENT_ID)),
            (_, Some(false)) => Err(self.no_promoter("secret", PRIVATE_KEY)),
            (Some(true), Some(true)) => {
                Ok(Some(format!("{CLIENT_ID} and {PRIVATE_KEY} are there")))
            }
            _ => Ok(None),
        }
    }

    /// Whether the organisation has one of this name; `None` where the token may not look.
    async fn is_there(&self, kind: &str, name: &str) -> Result<Option<bool>> {
        let organisation = part(&self.organisation);
        let call = Call::get(format!("/orgs/{organisation}/actions/{kind}/{name}"));
        let answer = self.client.send(&call).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(Some(false)),
            StatusCode::FORBIDDEN => Ok(None),
            _ => {
                let what = format!("look for {name}");
                self.client.done(&answer, &what).map(|()| Some(true))
            }
        }
    }

    fn no_promoter(&self, kind: &str, name: &str) -> Error {
        Error::not_found(format!(
            "{} has no {kind} {name}, so no App proposes what is to be deployed",
            self.organisation
        ))
        .hint("make a GitHub App that may write contents and pull requests, and install it in the organisation")
        .hint(format!(
            "then: gh variable set {CLIENT_ID} --org {0}; gh secret set {PRIVATE_KEY} --org {0}",
            self.organisation
        ))
    }
}
