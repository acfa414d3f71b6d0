//! Repositories on a forge: made, set up, recognised, listed.

use serde::{Deserialize, Serialize};

use super::RepositorySpec;
use crate::effect::EffectLedger;
use crate::error::Result;

/// The repositories of an organisation, spoken to in git's own protocol once they are there.
///
/// Every method that changes something may be called again after it failed, or after the process died in it, and then
/// comes to the same end.
pub trait Repositories {
    /// What `git clone` takes for the repository of this name, whether it exists or not.
    fn clone_url(&self, name: &str) -> String;

    /// Where people look at the repository; a short text for the terminal.
    fn repository_location(&self, name: &str) -> String;

    /// What the catalog says of a repository there, as annotations of its entity.
    fn entity_annotations(&self, _name: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Every request that changes something on the way to `wanted`, as `METHOD path`, in the order of effects.
    fn plan_api_requests(&self, _wanted: &RepositorySpec) -> Vec<String> {
        Vec::new()
    }

    /// Asks whether `wanted` can be had, before the first effect.
    ///
    /// # Errors
    /// Conflict (6) when a repository of this name, in whatever case, is already there; sign-in (4) when something
    /// would not be permitted; not found (3) when the team is not there.
    fn ensure_can_create_repository(&self, wanted: &RepositorySpec) -> Result<()>;

    /// What [`ensure_can_create_repository`](Repositories::ensure_can_create_repository) did not look at, each as what a run needs to be true; empty where it looks at all.
    fn unverified_requirements(&self, _wanted: &RepositorySpec) -> Vec<String> {
        Vec::new()
    }

    /// Who may see a new repository, in the forge's word.
    fn default_visibility(&self) -> Option<&'static str> {
        None
    }

    /// What a new repository cannot have here.
    ///
    /// # Errors
    /// As [`ensure_can_create_repository`](Repositories::ensure_can_create_repository), as far as it must be asked.
    fn find_unsupported_repository_features(&self) -> Result<UnsupportedRepositoryFeatures> {
        Ok(UnsupportedRepositoryFeatures::default())
    }

    /// Makes the empty repository. One that bears the mark of the same run is taken as made.
    ///
    /// # Errors
    /// Conflict (6) when it is already there and somebody else's.
    fn create_repository(&self, wanted: &RepositorySpec) -> Result<CreatedRepository>;

    /// Checks that the repository which a run made is still there, and is that one: a run that goes on works with no other.
    ///
    /// # Errors
    /// Conflict (6) when it was deleted or renamed, or when somebody made another one of its name.
    fn verify_repository_identity(
        &self,
        wanted: &RepositorySpec,
        made: &CreatedRepository,
    ) -> Result<()>;

    /// Whether [`apply_repository_settings`](Repositories::apply_repository_settings) does anything.
    fn supports_repository_settings(&self) -> bool {
        false
    }

    /// Gives the repository, to which the first commit was pushed, its settings; each is an effect for `ledger`.
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
    /// Sign-in (4), remote (5) or io (7) where they cannot be listed.
    fn list_repositories(&self) -> Result<Vec<String>>;
}

/// What a forge has to say of something that it did: a few words for the line of the step, and what people should know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositorySetupReport {
    /// A few words.
    pub detail: String,
    /// Sentences; each is a warning.
    pub notes: Vec<String>,
    /// How a cloud knows the workflows of the repository, where the forge says so by now.
    pub subject: Option<String>,
    /// Whether anybody who may push could act in the name of the repository, so that no cloud should trust it.
    pub is_unguarded: bool,
}

/// A repository that a run made, as the journal keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "CreatedRepositoryFormat")]
pub struct CreatedRepository {
    /// What the forge calls it whatever its name is; another repository of the same name has another id. `None` where the
    /// forge has none, or an earlier `idp` made it.
    pub id: Option<String>,
    /// How a cloud will know its workflows, as far as that can be told by now.
    pub subject: Option<String>,
}

/// [`CreatedRepository`] in the journal: up to format 1 there was nothing but the subject.
#[derive(Deserialize)]
#[serde(untagged)]
enum CreatedRepositoryFormat {
    Subject(Option<String>),
    Made {
        id: Option<String>,
        subject: Option<String>,
    },
}

impl From<CreatedRepositoryFormat> for CreatedRepository {
    fn from(noted: CreatedRepositoryFormat) -> CreatedRepository {
        match noted {
            CreatedRepositoryFormat::Subject(subject) => CreatedRepository { id: None, subject },
            CreatedRepositoryFormat::Made { id, subject } => CreatedRepository { id, subject },
        }
    }
}

/// What repositories cannot have, each with the reason; `None` is what they can have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnsupportedRepositoryFeatures {
    /// Environments, to be rolled out to.
    pub environments: Option<String>,
    /// Reviewers, whom a deployment waits for.
    pub reviewers: Option<String>,
    /// Whether the reviewers are only assumed to be missing, as the forge does not say.
    pub reviewers_assumed: bool,
}
