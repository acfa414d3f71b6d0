//! What hosts repositories.

mod github;
mod ledger;
mod local;
mod order;
mod proposal;
mod wanted;

pub use github::{
    Attempt, GitHub, HOSTED, Host, Means, Needs, Proxies, RepositoryDefaults, RequestObserver,
    Route, SERVER, SignIn, Token, Unsigned, gh_token,
};
pub use ledger::Ledger;
pub use local::LocalForge;
pub use order::{Order, Workflow};
pub use proposal::{Proposal, Proposed};
pub use wanted::{EnvironmentSpec, RepositorySpec};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::git::Credentials;

/// What a forge has to say of something that it did: a few words for the line of the step, and what people should know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
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
#[serde(from = "Noted")]
pub struct Made {
    /// What the forge calls it whatever its name is; another repository of the same name has another id. `None` where the
    /// forge has none, or an earlier `idp` made it.
    pub id: Option<String>,
    /// How a cloud will know its workflows, as far as that can be told by now.
    pub subject: Option<String>,
}

/// [`Made`] in the journal: up to format 1 there was nothing but the subject.
#[derive(Deserialize)]
#[serde(untagged)]
enum Noted {
    Subject(Option<String>),
    Made {
        id: Option<String>,
        subject: Option<String>,
    },
}

impl From<Noted> for Made {
    fn from(noted: Noted) -> Made {
        match noted {
            Noted::Subject(subject) => Made { id: None, subject },
            Noted::Made { id, subject } => Made { id, subject },
        }
    }
}

/// What repositories cannot have, each with the reason; `None` is what they can have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsupported {
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
    fn url(&self, name: &str) -> String;

    /// Where people look at the repository; a short text for the terminal.
    fn place(&self, name: &str) -> String;

    /// How git signs in there; `None` leaves it to git.
    fn credentials(&self) -> Option<&Credentials> {
        None
    }

    /// `error` of a git that pushed a new service to `url`, with what to do about it where the forge refused.
    fn explained(&self, _url: &str, error: Error) -> Error {
        error
    }

    /// What the catalog says of a repository there, as annotations of its entity.
    fn annotations(&self, _name: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Every request that changes something on the way to `wanted`, as `METHOD path`, in the order of effects.
    fn changes(&self, _wanted: &RepositorySpec) -> Vec<String> {
        Vec::new()
    }

    /// Asks whether `wanted` can be had, before the first effect.
    ///
    /// # Errors
    /// Conflict (6) when a repository of this name, in whatever case, is already there; sign-in (4) when something
    /// would not be permitted; not found (3) when the team is not there.
    fn check(&self, wanted: &RepositorySpec) -> Result<()>;

    /// What [`check`](Forge::check) did not look at, each as what a run needs to be true; empty where it looks at all.
    fn unchecked(&self, _wanted: &RepositorySpec) -> Vec<String> {
        Vec::new()
    }

    /// Whether other people see what is made there, so that a person is asked first.
    fn is_shared(&self) -> bool {
        false
    }

    /// Who may see a new repository, in the forge's word.
    fn visibility(&self) -> Option<&'static str> {
        None
    }

    /// What a new repository cannot have here.
    ///
    /// # Errors
    /// As [`check`](Forge::check), as far as it must be asked.
    fn unsupported(&self) -> Result<Unsupported> {
        Ok(Unsupported::default())
    }

    /// What opens the pull requests that propose deployments, where it is set up; `None` where this token does not see it.
    ///
    /// # Errors
    /// Not found (3) where something of it is not there.
    fn promoter(&self) -> Result<Option<String>> {
        Ok(None)
    }

    /// Makes the empty repository. One that bears the mark of the same run is taken as made.
    ///
    /// # Errors
    /// Conflict (6) when it is already there and somebody else's.
    fn create(&self, wanted: &RepositorySpec) -> Result<Made>;

    /// Checks that the repository which a run made is still there, and is that one: a run that goes on works with no other.
    ///
    /// # Errors
    /// Conflict (6) when it was deleted or renamed, or when somebody made another one of its name.
    fn still_there(&self, wanted: &RepositorySpec, made: &Made) -> Result<()>;

    /// Whether [`set_up`](Forge::set_up) and [`deploy`](Forge::deploy) do anything.
    fn has_settings(&self) -> bool {
        false
    }

    /// Gives the repository, to which the first commit was pushed, its settings; each is an effect for `ledger`.
    fn set_up(&self, _wanted: &RepositorySpec, _ledger: &dyn Ledger) -> Result<Report> {
        Ok(Report::default())
    }

    /// Starts the first deploy; the URL to watch it at, where there is one.
    fn deploy(&self, _wanted: &RepositorySpec, _ledger: &dyn Ledger) -> Result<Option<String>> {
        Ok(None)
    }

    /// Whether changes of the repository at `url` can be proposed here.
    fn takes_proposals_for(&self, _url: &str) -> bool {
        false
    }

    /// Opens a pull request, or finds the one that is open.
    ///
    /// # Errors
    /// Usage (2) for a forge without pull requests.
    fn propose(&self, _proposal: &Proposal<'_>) -> Result<Proposed> {
        Err(Error::usage("this forge has no pull requests"))
    }

    /// Has a workflow do what this machine may not; asking twice for the same run is asking once.
    ///
    /// # Errors
    /// Usage (2) for a forge without workflows.
    fn order(&self, _order: &Order<'_>) -> Result<Workflow> {
        Err(Error::usage("this forge has no workflows"))
    }

    /// Waits for a workflow of the repository at `url` to end; `seen` hears of each of its steps that has ended, and
    /// whether well.
    ///
    /// # Errors
    /// Remote (5) where it did not succeed.
    fn follow(
        &self,
        _url: &str,
        _workflow: &Workflow,
        _seen: &mut dyn FnMut(&str, bool),
    ) -> Result<()> {
        Err(Error::usage("this forge has no workflows"))
    }

    /// What can be said of it without changing anything: names, and what was found or is wrong.
    fn signs(&self) -> Vec<HealthCheck>;

    /// The names of all repositories.
    ///
    /// # Errors
    /// Sign-in (4), remote (5) or io (7) where they cannot be listed.
    fn repositories(&self) -> Result<Vec<String>>;

    /// How many requests were sent so far.
    fn requests(&self) -> Option<usize> {
        None
    }
}
