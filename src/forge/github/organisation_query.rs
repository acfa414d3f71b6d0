//! GraphQL queries about an organisation: sends them, and parses the organisation in the response.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::GitHub;
use super::client::{GitHubApiRequest, GitHubApiResponse};
use crate::error::{Error, ErrorKind, Result};
use crate::printable::escape_and_truncate;

/// A response of the GraphQL API.
#[derive(Deserialize)]
struct GraphqlResponse<T> {
    data: Option<GraphqlData<T>>,
    #[serde(default)]
    errors: Vec<GraphqlError>,
}

#[derive(Deserialize)]
struct GraphqlData<T> {
    organization: Option<T>,
}

#[derive(Deserialize)]
struct GraphqlError {
    #[serde(default)]
    message: String,
    #[serde(default, rename = "type")]
    kind: String,
}

/// A page of a list. GitHub replaces an item that the user may not see with null.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Connection<T> {
    #[serde(default)]
    pub(super) total_count: usize,
    #[serde(default)]
    pub(super) page_info: PageInfo,
    pub(super) nodes: Vec<Option<T>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) has_next_page: bool,
    pub(super) end_cursor: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Account {
    pub(super) login: String,
}

impl PageInfo {
    /// The cursor of the next page; `None` on the last one.
    pub(super) fn next_page(self) -> Option<String> {
        self.end_cursor.filter(|_| self.has_next_page)
    }
}

impl GitHub {
    /// The organisation in the response to `query`; `what` completes "cannot …".
    pub(super) async fn query_organisation<T: DeserializeOwned>(
        &self,
        query: &str,
        variables: Json,
        what: &str,
    ) -> Result<T> {
        let call = GitHubApiRequest::new_graphql_query(query, variables);
        let answer = self.client.send_with_retry(&call).await?;
        self.parse_organisation(&answer, what)
    }

    /// The organisation in the response to a query.
    pub(super) fn parse_organisation<T: DeserializeOwned>(
        &self,
        answer: &GitHubApiResponse,
        what: &str,
    ) -> Result<T> {
        let response: GraphqlResponse<T> = self.client.parse_success_response(answer, what)?;
        if let Some(organisation) = response.data.and_then(|data| data.organization) {
            return Ok(organisation);
        }
        let error = response.errors.into_iter().next();
        let (kind, message) =
            error.map_or_else(Default::default, |error| (error.kind, error.message));
        let message = escape_and_truncate(&message);
        Err(match kind.as_str() {
            "NOT_FOUND" => Error::not_found(format!(
                "organisation `{}` not found on {}, or the token from {} can't see it",
                self.organisation,
                self.client.host.name(),
                self.client.token.token_source()
            ))
            .with_hint("check `organisation` in the platform's idp.yaml"),
            "INSUFFICIENT_SCOPES" | "FORBIDDEN" => {
                Error::new(ErrorKind::SignIn, format!("cannot {what}: {message}"))
                    .with_hint("the token needs the scopes `repo` and `read:org`")
            }
            _ => Error::remote(format!("cannot {what}: {message}")),
        })
    }
}
