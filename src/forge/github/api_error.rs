//! What GitHub's refusals mean, and what the user can do about each.
//!
//! The body of a refusal is `{"message", "errors": [{"resource", "field", "code", "message"}]}`; which permission was
//! missing stands in headers only.

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

/// The longest text of a server that is shown.
const MAX_SERVER_MESSAGE_LENGTH: usize = 300;

/// What the body of a refusal says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ErrorResponse {
    message: String,
    errors: Vec<ErrorDetail>,
}

/// One thing that was wrong; GitHub writes some as mere texts.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ErrorDetail {
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
    /// Whether the refusal is about this `field` of what was to be made.
    pub(super) fn rejects_field(&self, resource: &str, field: &str) -> bool {
        let refusal: ErrorResponse = serde_json::from_slice(&self.body).unwrap_or_default();
        refusal.errors.iter().any(|detail| {
            matches!(detail, ErrorDetail::Field { resource: of, field: named, .. } if of == resource && named == field)
        })
    }
}

impl GitHubApiClient {
    /// The body of an answer that is a success; any other answer as an error of doing `what`.
    ///
    /// # Errors
    /// As [`GitHubApiClient::error_from_response`]; remote (5) for what is not the JSON that was expected.
    pub(super) fn parse_success_response<T: DeserializeOwned>(
        &self,
        answer: &GitHubApiResponse,
        what: &str,
    ) -> Result<T> {
        self.ensure_success_status(answer, what)?;
        serde_json::from_slice(&answer.body)
            .map_err(|error| self.non_api_response_error(answer, what).with_source(error))
    }

    /// The body of an answer that is a page of a list, and where the next one is.
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

    /// That something else answered in the place of the API.
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
            "cannot {what}: {name} sent {kind} that is not its API's{status}"
        ))
        .with_hint(format_proxy_hint(self.proxy.as_deref()))
    }

    /// An answer that is a success, whatever its body.
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

    /// The refusal of `what`: sign-in (4) where the token does not suffice, not found (3) where it is not there or not
    /// to be seen, remote (5) else.
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
                "it is not there, or the token from {} may not see it",
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

    /// The server's own words, without our token.
    fn extract_error_text(&self, answer: &GitHubApiResponse) -> String {
        let refusal: ErrorResponse = serde_json::from_slice(&answer.body).unwrap_or_default();
        let mut words = refusal.message;
        for detail in &refusal.errors {
            let detail = match detail {
                ErrorDetail::Text(text) => text.clone(),
                ErrorDetail::Field { message, .. } if !message.is_empty() => message.clone(),
                ErrorDetail::Field { field, code, .. } => format!("{field} {code}"),
            };
            if !words.contains(detail.trim()) {
                words.push_str(&format!("; {}", detail.trim()));
            }
        }
        self.token.redact_token(words.trim_start_matches("; "))
    }

    /// The server's own words, harmless, without our token, and short.
    pub(super) fn format_error_text(&self, answer: &GitHubApiResponse) -> String {
        let words = self.extract_error_text(answer);
        let words = truncate_chars(&Printable(&words).to_string(), MAX_SERVER_MESSAGE_LENGTH);
        let name = self.host.name();
        if words.is_empty() {
            format!("{name} answered {}", answer.status)
        } else {
            format!("{name}: {words} ({})", answer.status.as_u16())
        }
    }

    /// What to do about a refusal: as the policy says that speaks in it, else about the permission that it wants.
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
                    .chain([refused.format_workflow_token_hint()])
                    .collect()
            }
            true => vec![self.format_missing_permission(answer)],
        }
    }

    /// Which permission it wants, as it says itself; classic tokens and fine-grained ones have a header each. One that the
    /// token has is not what is missing.
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
                "the scopes of the token from {source} suffice: ask an owner of the organisation what your account may not do there"
            ),
            None => format!("ask an owner of the organisation what the token from {source} lacks"),
        }
    }

    /// The same of what fine-grained tokens and those of Apps are allowed.
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
                "the token from {source} does not reach this organisation: its resource owner must be the organisation, whose owners may have to approve it"
            ),
        })
    }
}

/// The fine-grained permissions of `wanted` without `metadata=read`, which every such token has.
fn strip_metadata_permission(wanted: &str) -> Option<String> {
    let wanted: Vec<&str> = wanted
        .split([',', ';'])
        .map(str::trim)
        .filter(|permission| !permission.is_empty() && *permission != "metadata=read")
        .collect();
    (!wanted.is_empty()).then(|| wanted.join(", "))
}

/// No answer came from `host`.
fn unreachable_host_error(host: &GitHubHost, what: &str, why: &str) -> Error {
    Error::remote(format!(
        "cannot {what}: {} cannot be reached: {}",
        host.name(),
        truncate_chars(&Printable(why).to_string(), MAX_SERVER_MESSAGE_LENGTH)
    ))
}
