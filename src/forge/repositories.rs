//! Creates, configures, verifies and lists repositories on a forge.

use serde::{Deserialize, Serialize};

use super::RepositorySpec;
use crate::effect::EffectLedger;
use crate::error::{Error, Result};
use crate::template::shell_quote;

/// The repositories of an organisation. Their contents are accessed with git.
///
/// Every method that changes something is idempotent: it can be called again after an error or after the process was
/// killed.
pub trait ForgeRepositories {
    /// The clone URL of the repository with this name, whether or not it exists.
    fn clone_url(&self, name: &str) -> String;

    /// The web URL or path of the repository, for the terminal.
    fn repository_location(&self, name: &str) -> String;

    /// The annotations for the entity of a repository.
    fn entity_annotations(&self, _name: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// The write requests that create `wanted`, as `METHOD path`, in order.
    fn plan_api_requests(&self, _wanted: &RepositorySpec) -> Vec<String> {
        Vec::new()
    }

    /// Checks whether `wanted` can be created, before the first effect.
    ///
    /// # Errors
    /// Conflict (6) if a repository with this name (ignoring case) already exists; sign-in (4) if a permission is
    /// missing; not found (3) if the team doesn't exist.
    fn ensure_can_create_repository(&self, wanted: &RepositorySpec) -> Result<()>;

    /// The requirements that [`ensure_can_create_repository`](ForgeRepositories::ensure_can_create_repository) didn't
    /// check, each as a condition that a run requires; empty if it checks everything.
    fn unverified_requirements(&self, _wanted: &RepositorySpec) -> Vec<String> {
        Vec::new()
    }

    /// The visibility of new repositories, as the forge names it.
    fn default_visibility(&self) -> Option<&'static str> {
        None
    }

    /// The features that new repositories can't have on this forge.
    ///
    /// # Errors
    /// As [`ensure_can_create_repository`](ForgeRepositories::ensure_can_create_repository), if a request is needed.
    fn find_unsupported_repository_features(&self) -> Result<UnsupportedRepositoryFeatures> {
        Ok(UnsupportedRepositoryFeatures::default())
    }

    /// Creates an empty repository. A repository with the marker of the same run counts as created.
    ///
    /// # Errors
    /// Conflict (6) if a repository with this name exists and this run didn't create it.
    fn create_repository(&self, wanted: &RepositorySpec) -> Result<CreatedRepository>;

    /// Checks that the repository is still the one that the run created, before a run is resumed.
    ///
    /// # Errors
    /// Conflict (6) if it was deleted, renamed, or replaced by another one with the same name.
    fn verify_repository_identity(
        &self,
        wanted: &RepositorySpec,
        made: &CreatedRepository,
    ) -> Result<()>;

    /// Whether [`apply_repository_settings`](ForgeRepositories::apply_repository_settings) does anything.
    fn supports_repository_settings(&self) -> bool {
        false
    }

    /// Configures the repository after the first push. Each setting is an effect in `ledger`.
    fn apply_repository_settings(
        &self,
        _wanted: &RepositorySpec,
        _ledger: &dyn EffectLedger,
    ) -> Result<RepositorySetupReport> {
        Ok(RepositorySetupReport::default())
    }

    /// The names of all repositories.
    ///
    /// # Errors
    /// Sign-in (4), remote (5) or io (7) if they can't be listed.
    fn list_repositories(&self) -> Result<Vec<String>>;
}

/// The result of configuring a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositorySetupReport {
    /// A short summary for the progress line.
    pub detail: String,
    /// Notes; each is shown as a warning.
    pub notes: Vec<String>,
    /// The OIDC subject of the workflows, if the forge already reports it.
    pub subject: Option<String>,
    /// Whether anyone with push access could act as the repository, so that no cloud should trust it.
    pub is_unguarded: bool,
    /// The address of the site, if it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

/// A repository that a run created, as stored in the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "CreatedRepositoryRepr")]
pub struct CreatedRepository {
    /// The ID on the forge, which identifies it even if the name is reused. `None` if the forge has no IDs, or if an
    /// older `idp` created it.
    pub id: Option<String>,
    /// The expected OIDC subject of its workflows, if known.
    pub subject: Option<String>,
}

/// [`CreatedRepository`] in the journal. Up to format 1 it was only the subject.
#[derive(Deserialize)]
#[serde(untagged)]
enum CreatedRepositoryRepr {
    Subject(Option<String>),
    Made {
        id: Option<String>,
        subject: Option<String>,
    },
}

impl From<CreatedRepositoryRepr> for CreatedRepository {
    fn from(noted: CreatedRepositoryRepr) -> CreatedRepository {
        match noted {
            CreatedRepositoryRepr::Subject(subject) => CreatedRepository { id: None, subject },
            CreatedRepositoryRepr::Made { id, subject } => CreatedRepository { id, subject },
        }
    }
}

/// Features that repositories can't have, each with the reason; `None` means supported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnsupportedRepositoryFeatures {
    /// Deployment environments.
    pub environments: Option<String>,
    /// Required reviewers of deployments.
    pub reviewers: Option<String>,
    /// Whether reviewers are only assumed to be unsupported, because the forge doesn't tell.
    pub reviewers_assumed: bool,
}

/// The error for a new service whose repository exists, perhaps from a run that was ended. The first of `annotations` connects an entity to
/// the repository.
pub(super) fn repository_name_taken_error(
    name: &str,
    location: &str,
    annotations: &[(&'static str, String)],
) -> Error {
    let annotation = annotations
        .first()
        .map(|(key, value)| format!(" {}", shell_quote(&format!("annotation:{key}={value}"))));
    let add = format!(
        "idp catalog add {name} type=service lifecycle=experimental owner=<GROUP>{}",
        annotation.unwrap_or_default()
    );
    Error::conflict(format!("repository `{name}` already exists: {location}"))
        .with_hint("choose another name")
        .with_hint(format!(
            "to add the existing repository to the catalog: {add}"
        ))
}
