//! How a cloud knows the workflows of a repository: what the subject of their identity tokens begins with.
//!
//! A cloud that trusts a name trusts whoever has that name next. So on GitHub's own hosts the subject of a repository made
//! since July 2026 has the numbers of organisation and repository in it, which nobody else ever gets.

use serde::Deserialize;

use super::client::Call;
use super::repository::Repository;
use super::{GitHub, RepositorySpec};
use crate::error::Result;

/// No subject is longer.
const LONGEST: usize = 500;

/// How the tokens of a repository are made out.
#[derive(Debug, Deserialize)]
struct Customization {
    /// Not said by a server of one's own.
    sub_claim_prefix: Option<String>,
}

impl GitHub {
    /// What GitHub says; nothing where it does not, or may not to this token.
    pub(super) async fn said_subject(&self, wanted: &RepositorySpec) -> Result<Option<String>> {
        let what = "ask how a cloud will know the workflows";
        let base = self.repository(&wanted.name);
        let call = Call::get(format!("{base}/actions/oidc/customization/sub"));
        let answer = self.client.send(&call).await?;
        if answer.status.is_client_error() {
            return Ok(None);
        }
        let found: Customization = self.client.body(&answer, what)?;
        Ok(found.sub_claim_prefix.filter(|prefix| is_subject(prefix)))
    }

    /// `repo:acme@1/checkout@2`, unless the organisation has it otherwise; without numbers on a server of one's own.
    pub(super) fn usual_subject(&self, wanted: &RepositorySpec, made: &Repository) -> String {
        match self.client.host.is_githubs_own() {
            true => format!(
                "repo:{}@{}/{}@{}",
                self.organisation, made.owner.id, wanted.name, made.id
            ),
            false => format!("repo:{}", self.slug(&wanted.name)),
        }
    }
}

fn is_subject(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
