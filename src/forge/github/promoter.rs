//! The GitHub App that proposes deployments, where nobody reviews them: whether the workflows of a new repository find it.

use http::StatusCode;
use serde::Deserialize;

use super::client::Call;
use super::{GitHub, part};
use crate::error::{Error, Result};

/// The variable of the organisation that says which App it is; the rendered `deploy.yml` reads it.
const CLIENT_ID: &str = "PROMOTER_CLIENT_ID";
/// The secret that it signs in with; GitHub says whether it is there, and never what it is.
const PRIVATE_KEY: &str = "PROMOTER_PRIVATE_KEY";

/// A variable or a secret of the organisation, as far as it matters here.
#[derive(Debug, Deserialize)]
struct Named {
    /// Who sees it: `all` repositories, `private` ones, which are the internal, too, or `selected` ones.
    visibility: String,
}

/// What is to be seen of one.
enum Sight {
    /// New repositories will see it.
    There,
    /// They will not.
    Elsewhere,
    /// The organisation has none.
    Nowhere,
    /// The token may not look.
    Hidden,
}

impl GitHub {
    /// Looks for both. Only owners of the organisation see them, with a classic token only where it has `admin:org`.
    pub(super) async fn promoter_there(&self) -> Result<Option<String>> {
        let (named, signed) = futures_util::join!(
            self.sight_of("variables", CLIENT_ID),
            self.sight_of("secrets", PRIVATE_KEY)
        );
        match (named?, signed?) {
            (Sight::Nowhere, _) => Err(self.no_promoter()),
            (Sight::Elsewhere, _) => Err(self.not_for_new()),
            (Sight::Hidden, _) | (_, Sight::Hidden) => Ok(None),
            (Sight::There, Sight::There) => Ok(Some(format!(
                "every new repository sees {CLIENT_ID} and {PRIVATE_KEY}"
            ))),
            (Sight::There, Sight::Elsewhere | Sight::Nowhere) => Ok(Some(format!(
                "every new repository sees {CLIENT_ID}, and needs a {PRIVATE_KEY} of its own in the environment staging"
            ))),
        }
    }

    async fn sight_of(&self, kind: &str, name: &str) -> Result<Sight> {
        let what = format!("look for {name}");
        let organisation = part(&self.organisation);
        let call = Call::get(format!("/orgs/{organisation}/actions/{kind}/{name}"));
        let answer = self.client.send(&call).await?;
        match answer.status {
            StatusCode::FORBIDDEN => Ok(Sight::Hidden),
            // Also what is said to a token that may not look.
            StatusCode::NOT_FOUND => Ok(match self.administers().await? {
                true => Sight::Nowhere,
                false => Sight::Hidden,
            }),
            _ => {
                let found: Named = self.client.body(&answer, &what)?;
                Ok(match (found.visibility.as_str(), self.manner.visibility) {
                    ("selected", _) | ("private", "public") => Sight::Elsewhere,
                    _ => Sight::There,
                })
            }
        }
    }

    fn no_promoter(&self) -> Error {
        Error::not_found(format!(
            "{} has no variable {CLIENT_ID}, so no App proposes what is to be deployed",
            self.organisation
        ))
        .hint("make a GitHub App that may write contents and pull requests, and install it for services, not for the platform")
        .hint(format!("then: {}", self.setting()))
        .hint(format!(
            "its key: gh secret set {PRIVATE_KEY} --env staging --repo {}/{}/<service>",
            self.client.host.name(),
            self.organisation
        ))
    }

    fn not_for_new(&self) -> Error {
        let visibility = self.manner.visibility;
        Error::not_found(format!(
            "new repositories of {} are {visibility}, and do not see the variable {CLIENT_ID}",
            self.organisation
        ))
        .hint(self.setting())
    }

    /// What shows the variable to every new repository.
    fn setting(&self) -> String {
        let visibility = match self.manner.visibility {
            "public" => "all",
            _ => "private",
        };
        let host = match self.client.host.is_shared() {
            true => String::new(),
            false => format!("GH_HOST={} ", self.client.host.name()),
        };
        format!(
            "{host}gh variable set {CLIENT_ID} --org {} --visibility {visibility}",
            self.organisation
        )
    }
}
