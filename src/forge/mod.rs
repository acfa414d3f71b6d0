//! What hosts repositories.

mod effect_ledger;
mod github;
mod local;
mod pull_request;
mod repository_spec;
mod workflow;

pub use effect_ledger::EffectLedger;
pub use github::{
    ApiToken, GitHub, GitHubHost, GitOperation, HOSTED_TOKEN_VARIABLES, NetworkRoute,
    ProxySettings, RepositoryDefaults, RequestObserver, RequiredAccess, SERVER_TOKEN_VARIABLES,
    SignInMethod, TokenSources, TokenlessGitHub, read_gh_token,
};
pub use local::LocalForge;
pub use pull_request::{PullRequest, PullRequestSpec};
pub use repository_spec::{EnvironmentSpec, RepositorySpec};
pub use workflow::{WorkflowDispatch, WorkflowRun};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::git::GitCredentials;

/// What a forge has to say of something that it did: a few words for the line of the step, and what people should know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupReport {
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
pub struct UnsupportedFeatures {
    /// Environments, to be rolled out to.
    pub environments: Option<String>,
    /// Reviewers, whom a deployment waits for.
    pub reviewers: Option<String>,
    /// Whether the reviewers are only assumed to be missing, as the forge does not say.
    pub reviewers_assumed: bool,
}

/// Something that was looked at: its name, and what was found or is wrong.
pub type HealthCheck = (&'static str, Result<String>);

/// A place where repositories can be made, spoken to in git's own protocol afterwards.
///
/// Every method that changes something may be called again after it failed, or after the process died in it, and then
/// comes to the same end.
pub trait Forge {
    /// What `git clone` takes for the repository of this name, whether it exists or not.
    fn clone_url(&self, name: &str) -> String;

    /// Where people look at the repository; a short text for the terminal.
    fn repository_location(&self, name: &str) -> String;

    /// How git signs in there; `None` leaves it to git.
    fn credentials(&self) -> Option<&GitCredentials> {
        None
    }

    /// `error` of a git that pushed a new service to `url`, with what to do about it where the forge refused.
    fn explain_push_error(&self, _url: &str, error: Error) -> Error {
        error
    }

    /// What the catalog says of a repository there, as annotations of its entity.
    fn entity_annotations(&self, _name: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Every request that changes something on the way to `wanted`, as `METHOD path`, in the order of effects.
    fn plan_requests(&self, _wanted: &RepositorySpec) -> Vec<String> {
        Vec::new()
    }

    /// Asks whether `wanted` can be had, before the first effect.
    ///
    /// # Errors
    /// Conflict (6) when a repository of this name, in whatever case, is already there; sign-in (4) when something
    /// would not be permitted; not found (3) when the team is not there.
    fn ensure_can_create(&self, wanted: &RepositorySpec) -> Result<()>;

    /// What [`ensure_can_create`](Forge::ensure_can_create) did not look at, each as what a run needs to be true; empty where it looks at all.
    fn unverified_requirements(&self, _wanted: &RepositorySpec) -> Vec<String> {
        Vec::new()
    }

    /// Whether other people see what is made there, so that a person is asked first.
    fn is_shared(&self) -> bool {
        false
    }

    /// Who may see a new repository, in the forge's word.
    fn default_visibility(&self) -> Option<&'static str> {
        None
    }

    /// What a new repository cannot have here.
    ///
    /// # Errors
    /// As [`ensure_can_create`](Forge::ensure_can_create), as far as it must be asked.
    fn find_unsupported_features(&self) -> Result<UnsupportedFeatures> {
        Ok(UnsupportedFeatures::default())
    }

    /// What opens the pull requests that propose deployments, where it is set up; `None` where this token does not see it.
    ///
    /// # Errors
    /// Not found (3) where something of it is not there.
    fn find_promoter_app(&self) -> Result<Option<String>> {
        Ok(None)
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
    fn ensure_same_repository(
        &self,
        wanted: &RepositorySpec,
        made: &CreatedRepository,
    ) -> Result<()>;

    /// Whether [`apply_repository_settings`](Forge::apply_repository_settings) and [`start_first_deploy`](Forge::start_first_deploy) do anything.
    fn supports_settings(&self) -> bool {
        false
    }

    /// Gives the repository, to which the first commit was pushed, its settings; each is an effect for `ledger`.
    fn apply_repository_settings(
        &self,
        _wanted: &RepositorySpec,
        _ledger: &dyn EffectLedger,
    ) -> Result<SetupReport> {
        Ok(SetupReport::default())
    }

    /// Starts the first deploy; the URL to watch it at, where there is one.
    fn start_first_deploy(
        &self,
        _wanted: &RepositorySpec,
        _ledger: &dyn EffectLedger,
    ) -> Result<Option<String>> {
        Ok(None)
    }

    /// Whether changes of the repository at `url` can be proposed here.
    fn can_open_pull_request(&self, _url: &str) -> bool {
        false
    }

    /// Opens a pull request, or finds the one that is open.
    ///
    /// # Errors
    /// Usage (2) for a forge without pull requests.
    fn open_pull_request(&self, _proposal: &PullRequestSpec<'_>) -> Result<PullRequest> {
        Err(Error::usage("this forge has no pull requests"))
    }

    /// Has a workflow do what this machine may not; asking twice for the same run is asking once.
    ///
    /// # Errors
    /// Usage (2) for a forge without workflows.
    fn dispatch_workflow(&self, _order: &WorkflowDispatch<'_>) -> Result<WorkflowRun> {
        Err(Error::usage("this forge has no workflows"))
    }

    /// Waits for a workflow of the repository at `url` to end; `seen` hears of each of its steps that has ended, and
    /// whether well.
    ///
    /// # Errors
    /// Remote (5) where it did not succeed.
    fn watch_workflow_run(
        &self,
        _url: &str,
        _workflow: &WorkflowRun,
        _on_step_end: &mut dyn FnMut(&str, bool),
    ) -> Result<()> {
        Err(Error::usage("this forge has no workflows"))
    }

    /// What can be said of it without changing anything: names, and what was found or is wrong.
    fn run_health_checks(&self) -> Vec<HealthCheck>;

    /// The names of all repositories.
    ///
    /// # Errors
    /// Sign-in (4), remote (5) or io (7) where they cannot be listed.
    fn list_repositories(&self) -> Result<Vec<String>>;

    /// How many requests were sent so far.
    fn request_count(&self) -> Option<usize> {
        None
    }
}
