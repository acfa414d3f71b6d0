//! Maps error responses of GitHub to errors with hints.
//!
//! The body of an error is `{"message", "errors": [{"resource", "field", "code", "message"}]}`. Only headers say which
//! permission is missing.

use http::StatusCode;
use http_body_util::{BodyExt, Full};
use octocrab::{FromResponse, Page};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::client::{GitHubApiClient, GitHubApiResponse};
use super::git_operation::format_proxy_hint;
use super::refusal::AccessRefusal;
use super::scopes::grants_any_scope;
use super::token::rejected_token_error;
use super::{GitHubHost, RequiredAccess, SignInMethod};
use crate::error::{Error, ErrorKind, Result};
use crate::printable::{Printable, truncate_chars};

/// The maximum length of a server message in an error.
const MAX_SERVER_MESSAGE_LENGTH: usize = 300;

/// The body of an error response.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct GitHubErrorResponse {
    message: String,
    errors: Vec<ErrorResponseDetail>,
}

/// One detail of an error. GitHub sends some as plain strings.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ErrorResponseDetail {
    Text(String),
    Field {
        #[serde(default)]
        resource: String,
        #[serde(default)]
        field: String,
        #[serde(default)]
        code: String,
        #[serde(default)]
        message: String,
    },
}

impl GitHubApiResponse {
    /// Whether the error is about this `field` of the resource.
    pub(super) fn rejects_field(&self, resource: &str, field: &str) -> bool {
        let refusal: GitHubErrorResponse = serde_json::from_slice(&self.body).unwrap_or_default();
        refusal.errors.iter().any(|detail| {
            matches!(detail, ErrorResponseDetail::Field { resource: of, field: named, .. } if of == resource && named == field)
        })
    }
}

impl GitHubApiClient {
    /// Parses the body of a successful response. For any other response, the error says that `what` failed.
    ///
    /// # Errors
    /// As [`GitHubApiClient::error_from_response`]; remote (5) if the body isn't the expected JSON.
    pub(super) fn parse_success_response<T: DeserializeOwned>(
        &self,
        answer: &GitHubApiResponse,
        what: &str,
    ) -> Result<T> {
        self.ensure_success_status(answer, what)?;
        serde_json::from_slice(&answer.body)
            .map_err(|error| self.non_api_response_error(answer, what).with_source(error))
    }

    /// Parses one page of a list, with the link to the next page.
    ///
    /// # Errors
    /// As [`GitHubApiClient::parse_success_response`].
    pub(super) async fn parse_paginated_response<T: DeserializeOwned>(
        &self,
        answer: &GitHubApiResponse,
        what: &str,
    ) -> Result<Page<T>> {
        self.ensure_success_status(answer, what)?;
        let body = Full::new(answer.body.clone()).map_err(|never| match never {});
        let mut response = http::Response::new(body);
        response.headers_mut().clone_from(&answer.headers);
        Page::from_response(response)
            .await
            .map_err(|error| self.non_api_response_error(answer, what).with_source(error))
    }

    /// The error for a response that doesn't come from the API.
    fn non_api_response_error(&self, answer: &GitHubApiResponse, what: &str) -> Error {
        let kind = answer.header_value("content-type").unwrap_or("nothing");
        let kind = truncate_chars(&Printable(kind).to_string(), 60);
        let name = self.host.name();
        let status = if answer.status.is_success() {
            String::new()
        } else {
            format!(" ({})", answer.status.as_u16())
        };
        Error::remote(format!(
            "cannot {what}: {name} returned {kind} instead of an API response{status}"
        ))
        .with_hint(format_proxy_hint(self.proxy.as_deref()))
    }

    /// Checks that a response is successful, whatever its body.
    ///
    /// # Errors
    /// As [`GitHubApiClient::error_from_response`].
    pub(super) fn ensure_success_status(
        &self,
        answer: &GitHubApiResponse,
        what: &str,
    ) -> Result<()> {
        if answer.status.is_success() {
            Ok(())
        } else {
            Err(self.error_from_response(answer, what))
        }
    }

    /// The error for a failed `what`: sign-in (4) if the token lacks permission, not found (3) if the resource doesn't
    /// exist or isn't visible, otherwise remote (5).
    pub(super) fn error_from_response(&self, answer: &GitHubApiResponse, what: &str) -> Error {
        if let Some(why) = &answer.transport_error {
            return unreachable_host_error(&self.host, what, why);
        }
        if answer.is_from_intermediary() {
            return self.non_api_response_error(answer, what);
        }
        let status = answer.status;
        let said = self.format_error_text(answer);
        let error = |kind| Error::new(kind, format!("cannot {what}: {said}"));
        match status {
            StatusCode::UNAUTHORIZED => rejected_token_error(&self.host, self.token.token_source()),
            StatusCode::FORBIDDEN => {
                error(ErrorKind::SignIn).with_hints(self.build_error_hints(answer))
            }
            StatusCode::NOT_FOUND => error(ErrorKind::NotFound).with_hint(format!(
                "it doesn't exist, or the token from {} can't see it",
                self.token.token_source()
            )),
            status if status.is_redirection() => {
                let to = answer.header_value("location").unwrap_or("another address");
                let to = truncate_chars(&Printable(&self.token.redact_token(to)).to_string(), 100);
                Error::remote(format!("cannot {what}: it has moved to {to}"))
            }
            _ => error(ErrorKind::Remote),
        }
    }

    /// The message of the server, without our token.
    fn extract_error_text(&self, answer: &GitHubApiResponse) -> String {
        let refusal: GitHubErrorResponse = serde_json::from_slice(&answer.body).unwrap_or_default();
        let mut words = refusal.message;
        for detail in &refusal.errors {
            let detail = match detail {
                ErrorResponseDetail::Text(text) => text.clone(),
                ErrorResponseDetail::Field { message, .. } if !message.is_empty() => {
                    message.clone()
                }
                ErrorResponseDetail::Field { field, code, .. } => format!("{field} {code}"),
            };
            if !words.contains(detail.trim()) {
                words.push_str(&format!("; {}", detail.trim()));
            }
        }
        self.token.redact_token(words.trim_start_matches("; "))
    }

    /// The message of the server: escaped, shortened, and without our token.
    pub(super) fn format_error_text(&self, answer: &GitHubApiResponse) -> String {
        let words = self.extract_error_text(answer);
        let words = truncate_chars(&Printable(&words).to_string(), MAX_SERVER_MESSAGE_LENGTH);
        let name = self.host.name();
        if words.is_empty() {
            format!("{name} returned {}", answer.status)
        } else {
            format!("{name}: {words} ({})", answer.status.as_u16())
        }
    }

    /// The hints for a refusal: those of the policy it mentions, otherwise the missing permission.
    fn build_error_hints(&self, answer: &GitHubApiResponse) -> Vec<String> {
        let sso = answer.header_value("x-github-sso");
        let sso = sso.and_then(|sso| Some(sso.split_once("url=")?.1));
        let refused = AccessRefusal {
            host: &self.host,
            sign_in_method: SignInMethod::Token(self.token.token_source()),
            repository: None,
            required_access: RequiredAccess::Read,
            message: &self.extract_error_text(answer),
            sso_url: sso,
        };
        let hints = refused.build_error_hints();
        match hints.is_empty() {
            false => hints,
            true if refused.is_github_app_token() => {
                let wanted = self.format_missing_app_permission(answer);
                wanted
                    .into_iter()
                    .chain([refused.format_github_actions_token_hint()])
                    .collect()
            }
            true => vec![self.format_missing_permission(answer)],
        }
    }

    /// The missing permission, as the headers name it. Classic and fine-grained tokens have different headers. A scope
    /// that the token already has isn't the missing one.
    fn format_missing_permission(&self, answer: &GitHubApiResponse) -> String {
        if let Some(wanted) = self.format_missing_app_permission(answer) {
            return wanted;
        }
        let source = self.token.token_source();
        let header = |name| {
            answer
                .header_value(name)
                .filter(|value| !value.trim().is_empty())
        };
        let shown =
            |value: &str| truncate_chars(&Printable(value).to_string(), MAX_SERVER_MESSAGE_LENGTH);
        let has = header("x-oauth-scopes").unwrap_or_default();
        match header("x-accepted-oauth-scopes") {
            Some(wanted) if !grants_any_scope(has, wanted) => format!(
                "the token from {source} has the scopes {}; it needs one of {}",
                if has.is_empty() {
                    "none".to_owned()
                } else {
                    shown(has)
                },
                shown(wanted)
            ),
            Some(_) => format!(
                "the token from {source} has the required scopes: ask an owner of the organisation which permission your account lacks"
            ),
            None => format!(
                "ask an owner of the organisation which permission the token from {source} lacks"
            ),
        }
    }

    /// The missing permission of a fine-grained token or an App token.
    fn format_missing_app_permission(&self, answer: &GitHubApiResponse) -> Option<String> {
        let source = self.token.token_source();
        let wanted = answer.header_value("x-accepted-github-permissions")?;
        let wanted = Some(wanted).filter(|wanted| !wanted.trim().is_empty())?;
        Some(match strip_metadata_permission(wanted) {
            Some(wanted) => {
                let wanted =
                    truncate_chars(&Printable(&wanted).to_string(), MAX_SERVER_MESSAGE_LENGTH);
                format!("the token from {source} needs: {wanted}")
            }
            None => format!(
                "the token from {source} has no access to this organisation: create one with the organisation as its resource owner; an owner may have to approve it"
            ),
        })
    }
}

/// The fine-grained permissions in `wanted`, without `metadata=read`, which every such token has.
fn strip_metadata_permission(wanted: &str) -> Option<String> {
    let wanted: Vec<&str> = wanted
        .split([',', ';'])
        .map(str::trim)
        .filter(|permission| !permission.is_empty() && *permission != "metadata=read")
        .collect();
    (!wanted.is_empty()).then(|| wanted.join(", "))
}

/// The error for a `host` that didn't respond.
fn unreachable_host_error(host: &GitHubHost, what: &str, why: &str) -> Error {
    Error::remote(format!(
        "cannot {what}: {} is unreachable: {}",
        host.name(),
        truncate_chars(&Printable(why).to_string(), MAX_SERVER_MESSAGE_LENGTH)
    ))
}
