//! Creates the repository exactly once, even if a response is lost.
//!
//! The description contains the run ID until the settings are applied. A run recognises its own repository by it, and
//! never takes over any other.

use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::GitHubApiRequest;
use super::{CreatedRepository, GitHub, RepositorySpec, encode_path_segment};
use crate::error::{Error, ErrorKind, Result};
use crate::printable::{Printable, truncate_chars};

/// The maximum length of a description: GitHub accepts 350 characters, and the marker needs some of them.
const MAX_DESCRIPTION_LENGTH: usize = 280;
/// The assumed age of a repository created by an earlier process: old enough to accept "not found" soon.
const ASSUMED_REPOSITORY_AGE: Duration = Duration::from_secs(56);
/// The maximum number of attempts to create a repository while the outcome is unknown.
const MAX_CREATE_ATTEMPTS: u32 = 3;

/// A repository. Only the fields that `idp` reads.
#[derive(Debug, Deserialize)]
pub(super) struct RepositoryResponse {
    pub(super) id: u64,
    description: Option<String>,
    pub(super) owner: RepositoryOwner,
}

/// The owner of a repository.
#[derive(Debug, Deserialize)]
pub(super) struct RepositoryOwner {
    pub(super) id: u64,
}

impl GitHub {
    /// Creates the repository.
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
            // Names are validated beforehand, so GitHub rejects one only if it is taken.
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
            // Whether this run created it is unknown, so GitHub is asked.
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

    /// The repository with this name, if this run created it.
    async fn find_repository_created_by_run(
        &self,
        wanted: &RepositorySpec,
    ) -> Result<Option<CreatedRepository>> {
        let what = format!(
            "check whether {} exists",
            self.repository_full_name(&wanted.name)
        );
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

    /// The repository as recorded in the journal.
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

    /// Checks that the repository with this name has the ID of the one that the run created.
    pub(super) async fn verify_repository_identity_async(
        &self,
        wanted: &RepositorySpec,
        made: &CreatedRepository,
    ) -> Result<()> {
        let slug = self.repository_full_name(&wanted.name);
        let what = format!("check whether {slug} exists");
        // A new repository may not be visible everywhere yet.
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

    /// The body of the creation request: as little as possible, plus the marker.
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

    /// GitHub also returns "not found" if the user isn't allowed to create repositories. Rejected values, such as a
    /// visibility that the plan doesn't support, come from `idp.yaml`.
    fn explain_create_repository_error(&self, refusal: Error, status: StatusCode) -> Error {
        match refusal.kind() {
            ErrorKind::Remote if status == StatusCode::UNPROCESSABLE_ENTITY => Error::usage(refusal.message())
                .with_hint("check `github` and `organisation` in idp.yaml")
                .with_source(refusal),
            ErrorKind::NotFound => Error::new(ErrorKind::SignIn, refusal.message()).with_hint(format!(
                "the token from {} can't create repositories in {}; with `create: dispatch` in idp.yaml, a platform workflow creates them",
                self.client.token.token_source(),
                self.organisation
            )),
            _ => refusal,
        }
    }
}

/// The description on one line, truncated.
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
