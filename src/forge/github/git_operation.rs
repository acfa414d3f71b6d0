//! What to do about a git that a GitHub refused, whatever it did there and however it signed in.

use super::refusal::AccessRefusal;
use super::scopes::grants_scope;
use super::token::{missing_token_error, rejected_token_error};
use super::{GitHubHost, RequiredAccess, SignInMethod};
use crate::error::{Error, ErrorKind};
use crate::git::GitFailureCause;
use crate::printable::Printable;

/// What git did at a GitHub.
#[derive(Clone, Copy, Debug)]
pub struct GitAccessAttempt<'a> {
    /// The server.
    pub host: &'a GitHubHost,
    /// The URL of the repository.
    pub url: &'a str,
    /// What signed in.
    pub sign_in_method: SignInMethod<'a>,
    /// What it takes.
    pub required_access: RequiredAccess,
    /// The scopes that the token is known to have.
    pub scopes: Option<&'a str>,
    /// The proxy that leads there.
    pub proxy: Option<&'a str>,
}

impl GitAccessAttempt<'_> {
    /// `error` of git with what to do about it, where the server refused; any other as it is.
    pub fn explain_error(self, error: Error) -> Error {
        let words = error.message().to_owned();
        let hints = match error.kind() {
            ErrorKind::NotFound => vec![format!(
                "it is not there, or {} may not see it",
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

    /// The server doesn't know who asks.
    fn sign_in_error(self, error: Error) -> Error {
        match self.sign_in_method {
            SignInMethod::Token(source) => {
                rejected_token_error(self.host, source).with_source(error)
            }
            SignInMethod::Git => missing_token_error(self.host).with_source(error),
            SignInMethod::Key => error,
        }
    }

    /// The server doesn't let them.
    fn build_error_hints(self, words: &str) -> Vec<String> {
        let slug = self.host.parse_repository_url(self.url);
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
            // GitHub says why, and others don't know how git shows it.
            () if words.contains("unable to access") && !words.contains("the remote says") => {
                vec![
                    self.proxy_hint(),
                    format!("or {}", refused.format_permission_hint()),
                ]
            }
            () if self.has_required_scopes() => vec![format!(
                "the scopes of {} suffice: ask an owner of the organisation what your account may not do there",
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

/// That something on the way may have answered in the place of the server, perhaps `proxy`.
pub(super) fn format_proxy_hint(proxy: Option<&str>) -> String {
    match proxy {
        Some(proxy) => format!(
            "the proxy {} may have answered in its place; try it from another network",
            Printable(proxy)
        ),
        None => {
            "a proxy or a sign-in page may stand between; try it from another network".to_owned()
        }
    }
}
