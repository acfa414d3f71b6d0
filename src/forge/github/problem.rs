//! What GitHub's refusals mean, and what the user can do about each.
//!
//! The body of a refusal is `{"message", "errors": [{"resource", "field", "code", "message"}]}`; which permission was
//! missing stands in headers only.

use http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::attempt::between;
use super::client::{Answer, Client};
use super::refusal::Refused;
use super::scopes::grants_any;
use super::token::not_accepted;
use super::{Host, Means, Needs};
use crate::error::{Error, Kind, Result};
use crate::printable::{Printable, shortened};

/// The longest text of a server that is shown.
const LONGEST: usize = 300;

/// What the body of a refusal says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Refusal {
    message: String,
    errors: Vec<Detail>,
}

/// One thing that was wrong; GitHub writes some as mere texts.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Detail {
    Text(String),
    Field {
        #[serde(default)]
        field: String,
        #[serde(default)]
        code: String,
        #[serde(default)]
        message: String,
    },
}

impl Client {
    /// The body of an answer that is a success; any other answer as an error of doing `what`.
    ///
    /// # Errors
    /// As [`Client::problem`]; remote (5) for what is not the JSON that was expected.
    pub(super) fn body<T: DeserializeOwned>(&self, answer: &Answer, what: &str) -> Result<T> {
        self.done(answer, what)?;
        serde_json::from_slice(&answer.body)
            .map_err(|error| self.foreign(answer, what).caused_by(error))
    }

    /// That something else answered in the place of the API.
    fn foreign(&self, answer: &Answer, what: &str) -> Error {
        let kind = answer.header("content-type").unwrap_or("nothing");
        let kind = shortened(&Printable(kind).to_string(), 60);
        let name = self.host.name();
        let status = match answer.status.is_success() {
            true => String::new(),
            false => format!(" ({})", answer.status.as_u16()),
        };
        Error::remote(format!(
            "cannot {what}: {name} sent {kind} that is not its API's{status}"
        ))
        .hint(between(self.proxy.as_deref()))
    }

    /// An answer that is a success, whatever its body.
    ///
    /// # Errors
    /// As [`Client::problem`].
    pub(super) fn done(&self, answer: &Answer, what: &str) -> Result<()> {
        match answer.status.is_success() {
            true => Ok(()),
            false => Err(self.problem(answer, what)),
        }
    }

    /// The refusal of `what`: sign-in (4) where the token does not suffice, not found (3) where it is not there or not
    /// to be seen, remote (5) else.
    pub(super) fn problem(&self, answer: &Answer, what: &str) -> Error {
        if let Some(why) = &answer.lost {
            return unreachable(&self.host, what, why);
        }
        if answer.is_foreign() {
            return self.foreign(answer, what);
        }
        let status = answer.status;
        let said = self.said(answer);
        let error = |kind| Error::new(kind, format!("cannot {what}: {said}"));
        match status {
            StatusCode::UNAUTHORIZED => not_accepted(&self.host, self.token.source()),
            StatusCode::FORBIDDEN => error(Kind::SignIn).with_hints(self.remedies(answer)),
            StatusCode::NOT_FOUND => error(Kind::NotFound).hint(format!(
                "it is not there, or the token from {} may not see it",
                self.token.source()
            )),
            status if status.is_redirection() => {
                let to = answer.header("location").unwrap_or("another address");
                let to = shortened(&Printable(&self.token.removed_from(to)).to_string(), 100);
                Error::remote(format!("cannot {what}: it has moved to {to}"))
            }
            _ => error(Kind::Remote),
        }
    }

    /// The server's own words, without our token.
    fn words(&self, answer: &Answer) -> String {
        let refusal: Refusal = serde_json::from_slice(&answer.body).unwrap_or_default();
        let mut words = refusal.message;
        for detail in &refusal.errors {
            let detail = match detail {
                Detail::Text(text) => text.clone(),
                Detail::Field { message, .. } if !message.is_empty() => message.clone(),
                Detail::Field { field, code, .. } => format!("{field} {code}"),
            };
            if !words.contains(detail.trim()) {
                words.push_str(&format!("; {}", detail.trim()));
            }
        }
        self.token.removed_from(words.trim_start_matches("; "))
    }

    /// The server's own words, harmless, without our token, and short.
    pub(super) fn said(&self, answer: &Answer) -> String {
        let words = self.words(answer);
        let words = shortened(&Printable(&words).to_string(), LONGEST);
        let name = self.host.name();
        match words.is_empty() {
            true => format!("{name} answered {}", answer.status),
            false => format!("{name}: {words} ({})", answer.status.as_u16()),
        }
    }

    /// What to do about a refusal: as the policy says that speaks in it, else about the permission that it wants.
    fn remedies(&self, answer: &Answer) -> Vec<String> {
        let sso = answer.header("x-github-sso");
        let sso = sso.and_then(|sso| Some(sso.split_once("url=")?.1));
        let refused = Refused {
            host: &self.host,
            by: Means::Token(self.token.source()),
            repository: None,
            needs: Needs::Read,
            words: &self.words(answer),
            sso,
        };
        let hints = refused.hints();
        match hints.is_empty() {
            false => hints,
            true if refused.is_of_app() => {
                let wanted = self.missing_app_permission(answer);
                wanted
                    .into_iter()
                    .chain([refused.not_by_workflow()])
                    .collect()
            }
            true => vec![self.missing_permission(answer)],
        }
    }

    /// Which permission it wants, as it says itself; classic tokens and fine-grained ones have a header each. One that the
    /// token has is not what is missing.
    fn missing_permission(&self, answer: &Answer) -> String {
        if let Some(wanted) = self.missing_app_permission(answer) {
            return wanted;
        }
        let source = self.token.source();
        let header = |name| answer.header(name).filter(|value| !value.trim().is_empty());
        let shown = |value: &str| shortened(&Printable(value).to_string(), LONGEST);
        let has = header("x-oauth-scopes").unwrap_or_default();
        match header("x-accepted-oauth-scopes") {
            Some(wanted) if !grants_any(has, wanted) => format!(
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
    fn missing_app_permission(&self, answer: &Answer) -> Option<String> {
        let source = self.token.source();
        let wanted = answer.header("x-accepted-github-permissions")?;
        let wanted = Some(wanted).filter(|wanted| !wanted.trim().is_empty())?;
        Some(match beyond_metadata(wanted) {
            Some(wanted) => {
                let wanted = shortened(&Printable(&wanted).to_string(), LONGEST);
                format!("the token from {source} needs: {wanted}")
            }
            None => format!(
                "the token from {source} does not reach this organisation: its resource owner must be the organisation, whose owners may have to approve it"
            ),
        })
    }
}

/// The fine-grained permissions of `wanted` without `metadata=read`, which every such token has.
fn beyond_metadata(wanted: &str) -> Option<String> {
    let wanted: Vec<&str> = wanted
        .split([',', ';'])
        .map(str::trim)
        .filter(|permission| !permission.is_empty() && *permission != "metadata=read")
        .collect();
    (!wanted.is_empty()).then(|| wanted.join(", "))
}

/// No answer came from `host`.
fn unreachable(host: &Host, what: &str, why: &str) -> Error {
    Error::remote(format!(
        "cannot {what}: {} cannot be reached: {}",
        host.name(),
        shortened(&Printable(why).to_string(), LONGEST)
    ))
}
