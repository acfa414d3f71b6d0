//! Making the repository, once, however the answer is lost.
//!
//! The run's name stands in the description until the settings are made: by it a repository is known as one's own, and
//! nothing else is ever taken over.

use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::GitHubApiRequest;
use super::{CreatedRepository, GitHub, RepositorySpec, encode_path_segment};
use crate::error::{Error, ErrorKind, Result};
use crate::printable::{Printable, truncate_chars};

/// How much of a description is kept; GitHub takes 350 characters, and the mark needs some.
const MAX_DESCRIPTION_LENGTH: usize = 280;
/// How old a repository of an earlier process is taken to be: so old that "not found" is soon believed.
const ASSUMED_REPOSITORY_AGE: Duration = Duration::from_secs(56);
/// How often a creation of unknown end is tried.
const MAX_CREATE_ATTEMPTS: u32 = 3;

/// A repository, as far as it matters here.
#[derive(Debug, Deserialize)]
pub(super) struct RepositoryResponse {
    pub(super) id: u64,
    description: Option<String>,
    pub(super) owner: RepositoryOwner,
}

/// Who owns a repository.
#[derive(Debug, Deserialize)]
pub(super) struct RepositoryOwner {
    pub(super) id: u64,
}

impl GitHub {
    /// Makes the repository.
    pub(super) async fn create_repository_async(
        &self,
        wanted: &RepositorySpec,
    ) -> Result<CreatedRepository> {
        let what = format!("create {}", self.repository_full_name(&wanted.name));
        let path = format!("/orgs/{}/repos", encode_path_segment(&self.organisation));
        let call = GitHubApiRequest::new(Method::POST, path)
            .with_body(self.build_create_repository_body(wanted));
        let mut unclear: Option<Error> = None;
        for _ in 0..MAX_CREATE_ATTEMPTS {
            let answer = self.client.send_with_retry(&call).await?;
            if answer.status == StatusCode::CREATED {
                self.repository_created_at.set(Some(Instant::now()));
                return Ok(self.build_created_repository(
                    wanted,
                    &self.client.parse_success_response(&answer, &what)?,
                ));
            }
            let refusal = self.client.error_from_response(&answer, &what);
            // Every name that gets here is one that GitHub takes: what it has against a name is that it is taken.
            let is_taken = answer.status == StatusCode::UNPROCESSABLE_ENTITY
                && answer.rejects_field("Repository", "name");
            if !answer.has_unknown_outcome() && !is_taken {
                return Err(unclear.unwrap_or_else(|| {
                    self.explain_create_repository_error(refusal, answer.status)
                }));
            }
            if answer.has_unknown_outcome() {
                unclear = Some(refusal);
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            // Nobody knows whether this run made it. It is asked, not guessed.
            match (self.find_repository_created_by_run(wanted).await, &unclear) {
                (Ok(Some(made)), _) => return Ok(made),
                (Ok(None), None) => return Err(self.name_taken_error(&wanted.name)),
                (Err(error), None) => return Err(error),
                (Err(error), Some(_)) if error.kind() == ErrorKind::Conflict => return Err(error),
                (Ok(None) | Err(_), Some(_)) => {}
            }
        }
        Err(unclear.unwrap_or_else(|| Error::remote(format!("cannot {what}"))))
    }

    /// The repository of this name, if this run made it.
    async fn find_repository_created_by_run(
        &self,
        wanted: &RepositorySpec,
    ) -> Result<Option<CreatedRepository>> {
        let what = format!("look for {}", self.repository_full_name(&wanted.name));
        let call = GitHubApiRequest::new_get_request(self.repository_api_path(&wanted.name));
        let answer = self.client.send_with_retry(&call).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let found: RepositoryResponse = self.client.parse_success_response(&answer, &what)?;
        let marked = |text: &String| text.ends_with(&format_run_id_marker(wanted));
        if found.description.as_ref().is_some_and(marked) {
            self.repository_created_at.set(Some(Instant::now()));
            Ok(Some(self.build_created_repository(wanted, &found)))
        } else {
            Err(self.name_taken_error(&wanted.name))
        }
    }

    /// What the journal keeps of it.
    fn build_created_repository(
        &self,
        wanted: &RepositorySpec,
        found: &RepositoryResponse,
    ) -> CreatedRepository {
        CreatedRepository {
            id: Some(found.id.to_string()),
            subject: Some(self.default_oidc_subject(wanted, found)),
        }
    }

    /// That the repository of this name has the id of the one that the run made.
    pub(super) async fn verify_repository_identity_async(
        &self,
        wanted: &RepositorySpec,
        made: &CreatedRepository,
    ) -> Result<()> {
        let slug = self.repository_full_name(&wanted.name);
        let what = format!("look for {slug}");
        // What was made a moment ago may not be seen everywhere.
        let young = Instant::now().checked_sub(ASSUMED_REPOSITORY_AGE);
        let call = GitHubApiRequest::new_get_request(self.repository_api_path(&wanted.name))
            .with_not_found_retry(young);
        let answer = self.client.send_with_retry(&call).await?;
        if answer.status == StatusCode::NOT_FOUND {
            let source = self.client.token.token_source();
            return Err(Error::conflict(format!(
                "the repository {slug}, which the run created, is gone, or the token from {source} can't see it"
            )));
        }
        if answer.status.is_redirection() {
            return Err(Error::conflict(format!(
                "the repository {slug}, which the run created, was renamed or moved"
            )));
        }
        let found: RepositoryResponse = self.client.parse_success_response(&answer, &what)?;
        match made.id.as_deref() {
            Some(id) if id != found.id.to_string() => Err(Error::conflict(format!(
                "{slug} is not the repository that the run created (id {id}): someone created another one with that name (id {})",
                found.id
            ))),
            _ => Ok(()),
        }
    }

    /// How it is born: as little as possible, the mark included.
    fn build_create_repository_body(&self, wanted: &RepositorySpec) -> Json {
        json!({
            "name": wanted.name,
            "description": format!("{} {}", format_repository_description(wanted), format_run_id_marker(wanted)).trim(),
            "visibility": self.defaults.visibility,
            "private": self.defaults.visibility != "public",
            "has_wiki": false,
            "has_projects": false,
            "auto_init": false,
        })
    }

    /// An organisation that does not let one make repositories says so with "not found", too. What is refused for what it
    /// says, as a visibility that the plan has not, comes from `idp.yaml`.
    fn explain_create_repository_error(&self, refusal: Error, status: StatusCode) -> Error {
        match refusal.kind() {
            ErrorKind::Remote if status == StatusCode::UNPROCESSABLE_ENTITY => Error::usage(refusal.message())
                .with_hint("what idp.yaml says of `github` and `organisation` must be possible there")
                .with_source(refusal),
            ErrorKind::NotFound => Error::new(ErrorKind::SignIn, refusal.message()).with_hint(format!(
                "the token from {} may not make repositories in {}; `create: dispatch` in idp.yaml lets the platform make them",
                self.client.token.token_source(),
                self.organisation
            )),
            _ => refusal,
        }
    }
}

/// The description on one line, as far as it goes.
pub(super) fn format_repository_description(wanted: &RepositorySpec) -> String {
    let words: Vec<&str> = wanted.description.split_whitespace().collect();
    truncate_chars(
        &Printable(&words.join(" ")).to_string(),
        MAX_DESCRIPTION_LENGTH,
    )
}

fn format_run_id_marker(wanted: &RepositorySpec) -> String {
    format!("[idp:{}]", wanted.run)
}
