//! What to do about a git that a GitHub refused, whatever it did there and however it signed in.

use super::refusal::Refused;
use super::scopes::grants;
use super::token::{missing, not_accepted};
use super::{Host, Means, Needs};
use crate::error::{Error, Kind};
use crate::printable::Printable;

/// How git says that a server wants somebody to sign in, or doesn't know who tries to.
const UNKNOWN: &[&str] = &[
    "Authentication failed",
    "could not read Username",
    "could not read Password",
    "Invalid username or",
    "returned error: 401",
];

/// What git did at a GitHub.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The server.
    pub host: &'a Host,
    /// The URL of the repository.
    pub url: &'a str,
    /// What signed in.
    pub by: Means<'a>,
    /// What it takes.
    pub needs: Needs,
    /// The scopes that the token is known to have.
    pub scopes: Option<&'a str>,
    /// The proxy that leads there.
    pub proxy: Option<&'a str>,
}

impl Attempt<'_> {
    /// `error` of git with what to do about it, where the server refused; any other as it is.
    pub fn explained(self, error: Error) -> Error {
        let words = error.message().to_owned();
        let hints = match error.kind() {
            Kind::NotFound => vec![format!("it is not there, or {} may not see it", self.by)],
            Kind::SignIn if UNKNOWN.iter().any(|unknown| words.contains(unknown)) => {
                return self.unknown(error);
            }
            Kind::SignIn => self.remedies(&words),
            _ => return error,
        };
        match hints.is_empty() {
            true => error,
            false => Error::new(error.kind(), words)
                .with_hints(hints)
                .caused_by(error),
        }
    }

    /// The server doesn't know who asks.
    fn unknown(self, error: Error) -> Error {
        match self.by {
            Means::Token(source) => not_accepted(self.host, source).caused_by(error),
            Means::Git => missing(self.host).caused_by(error),
            Means::Key => error,
        }
    }

    /// The server doesn't let them.
    fn remedies(self, words: &str) -> Vec<String> {
        let slug = self.host.slug(self.url);
        let repository = slug.map(|(owner, name)| format!("{owner}/{name}"));
        let refused = Refused {
            host: self.host,
            by: self.by,
            repository: repository.as_deref(),
            needs: self.needs,
            words,
            sso: None,
        };
        let hints = refused.hints();
        let is_forbidden = words.contains("returned error: 403");
        match () {
            () if !hints.is_empty() || !is_forbidden => hints,
            // GitHub says why, and others don't know how git shows it.
            () if words.contains("unable to access") && !words.contains("the remote says") => {
                vec![self.between(), format!("or {}", refused.must_be_allowed())]
            }
            () if self.has_scopes() => vec![format!(
                "the scopes of {} suffice: ask an owner of the organisation what your account may not do there",
                self.by
            )],
            () => vec![refused.must_be_allowed()],
        }
    }

    fn has_scopes(self) -> bool {
        let suffice = |scopes| grants(scopes, "repo") && grants(scopes, "workflow");
        self.scopes.is_some_and(suffice)
    }

    fn between(self) -> String {
        between(self.proxy)
    }
}

/// That something on the way may have answered in the place of the server, perhaps `proxy`.
pub(super) fn between(proxy: Option<&str>) -> String {
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
