//! Making the repository, once, however the answer is lost.
//!
//! The run's name stands in the description until the settings are made: by it a repository is known as one's own, and
//! nothing else is ever taken over.

use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::Call;
use super::{GitHub, Made, RepositorySpec, part};
use crate::error::{Error, Kind, Result};
use crate::printable::{Printable, shortened};

/// How much of a description is kept; GitHub takes 350 characters, and the mark needs some.
const LONGEST: usize = 280;
/// How old a repository of an earlier process is taken to be: so old that "not found" is soon believed.
const AGE: Duration = Duration::from_secs(56);
/// How often a creation of unknown end is tried.
const TRIES: u32 = 3;

/// A repository, as far as it matters here.
#[derive(Debug, Deserialize)]
pub(super) struct Repository {
    pub(super) id: u64,
    description: Option<String>,
    pub(super) owner: Account,
}

/// Who owns a repository.
#[derive(Debug, Deserialize)]
pub(super) struct Account {
    pub(super) id: u64,
}

impl GitHub {
    /// Makes the repository.
    pub(super) async fn created(&self, wanted: &RepositorySpec) -> Result<Made> {
        let what = format!("create {}", self.slug(&wanted.name));
        let path = format!("/orgs/{}/repos", part(&self.organisation));
        let call = Call::new(Method::POST, path).with(self.birth(wanted));
        let mut unclear: Option<Error> = None;
        for _ in 0..TRIES {
            let answer = self.client.send(&call).await?;
            if answer.status == StatusCode::CREATED {
                self.made_at.set(Some(Instant::now()));
                return Ok(self.made(wanted, &self.client.body(&answer, &what)?));
            }
            let refusal = self.client.problem(&answer, &what);
            let is_taken = answer.status == StatusCode::UNPROCESSABLE_ENTITY
                && refusal.message().contains("already exists");
            if !answer.is_unclear() && !is_taken {
                return Err(unclear.unwrap_or_else(|| self.not_made(refusal, answer.status)));
            }
            if answer.is_unclear() {
                unclear = Some(refusal);
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            // Nobody knows whether this run made it. It is asked, not guessed.
            match (self.ours(wanted).await, &unclear) {
                (Ok(Some(made)), _) => return Ok(made),
                (Ok(None), None) => return Err(self.name_taken(&wanted.name)),
                (Err(error), None) => return Err(error),
                (Err(error), Some(_)) if error.kind() == Kind::Conflict => return Err(error),
                (Ok(None) | Err(_), Some(_)) => {}
            }
        }
        Err(unclear.unwrap_or_else(|| Error::remote(format!("cannot {what}"))))
    }

    /// The repository of this name, if this run made it.
    async fn ours(&self, wanted: &RepositorySpec) -> Result<Option<Made>> {
        let what = format!("look for {}", self.slug(&wanted.name));
        let call = Call::get(self.repository(&wanted.name));
        let answer = self.client.send(&call).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let found: Repository = self.client.body(&answer, &what)?;
        let marked = |text: &String| text.ends_with(&mark(wanted));
        match found.description.as_ref().is_some_and(marked) {
            true => {
                self.made_at.set(Some(Instant::now()));
                Ok(Some(self.made(wanted, &found)))
            }
            false => Err(self.name_taken(&wanted.name)),
        }
    }

    /// What the journal keeps of it.
    fn made(&self, wanted: &RepositorySpec, found: &Repository) -> Made {
        Made {
            id: Some(found.id.to_string()),
            subject: Some(self.usual_subject(wanted, found)),
        }
    }

    /// That the repository of this name has the id of the one that the run made.
    pub(super) async fn is_still_there(&self, wanted: &RepositorySpec, made: &Made) -> Result<()> {
        let slug = self.slug(&wanted.name);
        let what = format!("look for {slug}");
        // What was made a moment ago may not be seen everywhere.
        let young = Instant::now().checked_sub(AGE);
        let call = Call::get(self.repository(&wanted.name)).of_new(young);
        let answer = self.client.send(&call).await?;
        if answer.status == StatusCode::NOT_FOUND {
            let source = self.client.token.source();
            return Err(Error::conflict(format!(
                "the repository {slug}, which the run created, is gone, or the token from {source} can't see it"
            )));
        }
        if answer.status.is_redirection() {
            return Err(Error::conflict(format!(
                "the repository {slug}, which the run created, was renamed or moved"
            )));
        }
        let found: Repository = self.client.body(&answer, &what)?;
        match made.id.as_deref() {
            Some(id) if id != found.id.to_string() => Err(Error::conflict(format!(
                "{slug} is not the repository that the run created (id {id}): someone created another one with that name (id {})",
                found.id
            ))),
            _ => Ok(()),
        }
    }

    /// How it is born: as little as possible, the mark included.
    fn birth(&self, wanted: &RepositorySpec) -> Json {
        json!({
            "name": wanted.name,
            "description": format!("{} {}", description(wanted), mark(wanted)).trim(),
            "visibility": self.manner.visibility,
            "private": self.manner.visibility != "public",
            "has_wiki": false,
            "has_projects": false,
            "auto_init": false,
        })
    }

    /// An organisation that does not let one make repositories says so with "not found", too. What is refused for what it
    /// says, as a visibility that the plan has not, comes from `idp.yaml`.
    fn not_made(&self, refusal: Error, status: StatusCode) -> Error {
        match refusal.kind() {
            Kind::Remote if status == StatusCode::UNPROCESSABLE_ENTITY => Error::usage(refusal.message())
                .hint("what idp.yaml says of `github` and `organisation` must be possible there")
                .caused_by(refusal),
            Kind::NotFound => Error::new(Kind::SignIn, refusal.message()).hint(format!(
                "the token from {} may not make repositories in {}; `create: dispatch` in idp.yaml lets the platform make them",
                self.client.token.source(),
                self.organisation
            )),
            _ => refusal,
        }
    }
}

/// The description on one line, as far as it goes.
pub(super) fn description(wanted: &RepositorySpec) -> String {
    let words: Vec<&str> = wanted.description.split_whitespace().collect();
    shortened(&Printable(&words.join(" ")).to_string(), LONGEST)
}

fn mark(wanted: &RepositorySpec) -> String {
    format!("[idp:{}]", wanted.run)
}
