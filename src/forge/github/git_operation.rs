//! Explains why GitHub rejected a git command.

use super::refusal::AccessRefusal;
use super::scopes::grants_scope;
use super::token::{missing_token_error, rejected_token_error};
use super::{GitHubHost, RequiredAccess, SignInMethod};
use crate::error::{Error, ErrorKind};
use crate::git::GitFailureCause;
use crate::printable::Printable;

/// A git command that accessed a GitHub host.
#[derive(Clone, Copy, Debug)]
pub struct GitAccessAttempt<'a> {
    /// The server.
    pub host: &'a GitHubHost,
    /// The URL of the repository.
    pub url: &'a str,
    /// The credential that was used.
    pub sign_in_method: SignInMethod<'a>,
    /// The access that is required.
    pub required_access: RequiredAccess,
    /// The scopes of the token, if known.
    pub scopes: Option<&'a str>,
    /// The proxy in between.
    pub proxy: Option<&'a str>,
}

impl GitAccessAttempt<'_> {
    /// Adds hints to an `error` of git if the server rejected the command. Returns other errors unchanged.
    pub fn explain_error(self, error: Error) -> Error {
        let words = error.message().to_owned();
        let hints = match error.kind() {
            ErrorKind::NotFound => vec![format!(
                "it doesn't exist, or {} can't see it",
                self.sign_in_method
            )],
            ErrorKind::SignIn
                if GitFailureCause::from_error(&error) == Some(GitFailureCause::SignInRequired) =>
            {
                return self.sign_in_error(error);
            }
            ErrorKind::SignIn => self.build_error_hints(&words),
            _ => return error,
        };
        if hints.is_empty() {
            error
        } else {
            Error::new(error.kind(), words)
                .with_hints(hints)
                .with_source(error)
        }
    }

    /// The server rejected or lacks the credentials.
    fn sign_in_error(self, error: Error) -> Error {
        match self.sign_in_method {
            SignInMethod::Token(source) => {
                rejected_token_error(self.host, source).with_source(error)
            }
            SignInMethod::Git => missing_token_error(self.host).with_source(error),
            SignInMethod::Key => error,
        }
    }

    /// The hints for a missing permission.
    fn build_error_hints(self, words: &str) -> Vec<String> {
        let slug = self.host.parse_repository_owner_and_name(self.url);
        let repository = slug.map(|(owner, name)| format!("{owner}/{name}"));
        let refused = AccessRefusal {
            host: self.host,
            sign_in_method: self.sign_in_method,
            repository: repository.as_deref(),
            required_access: self.required_access,
            message: words,
            sso_url: None,
        };
        let hints = refused.build_error_hints();
        let is_forbidden = words.contains("returned error: 403");
        match () {
            () if !hints.is_empty() || !is_forbidden => hints,
            // GitHub gives a reason; a proxy that answers instead doesn't.
            () if words.contains("unable to access") && !words.contains("the remote says") => {
                vec![
                    self.proxy_hint(),
                    format!("or {}", refused.format_permission_hint()),
                ]
            }
            () if self.has_required_scopes() => vec![format!(
                "{} has the required scopes: ask an owner of the organisation which permission your account lacks",
                self.sign_in_method
            )],
            () => vec![refused.format_permission_hint()],
        }
    }

    fn has_required_scopes(self) -> bool {
        let suffice = |scopes| grants_scope(scopes, "repo") && grants_scope(scopes, "workflow");
        self.scopes.is_some_and(suffice)
    }

    fn proxy_hint(self) -> String {
        format_proxy_hint(self.proxy)
    }
}

/// The hint that a proxy may have answered instead of the server.
pub(super) fn format_proxy_hint(proxy: Option<&str>) -> String {
    match proxy {
        Some(proxy) => format!(
            "the proxy {} may have answered instead; try another network",
            Printable(proxy)
        ),
        None => {
            "a proxy or a sign-in page may have answered instead; try another network".to_owned()
        }
    }
}
