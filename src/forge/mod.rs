//! What hosts repositories, in words that fit every forge: three traits, and one that hands them out.
//!
//! Everything that knows GitHub lies in `github`. What else a second forge would touch stands in `docs/architecture.md`.

mod github;
mod local;
mod pipelines;
mod proposals;
mod repositories;
mod repository_spec;

pub use github::{
    ENTERPRISE_SERVER_TOKEN_VARIABLES, GITHUB_CLOUD_TOKEN_VARIABLES, GitAccessAttempt, GitHub,
    GitHubHost, GitHubToken, NetworkRoute, ProxySettings, RemoteAccess, RepositoryDefaults,
    RequestObserver, RequiredAccess, SignInMethod, TokenSources, TokenlessGitHub, read_gh_token,
};
pub use local::LocalForge;
pub use pipelines::{DeploymentPromoterStatus, PipelineRequest, PipelineRun, Pipelines};
pub use proposals::{Proposal, ProposalSpec, ProposalState, ProposalUpdate, Proposals};
pub use repositories::{
    CreatedRepository, Repositories, RepositorySetupReport, UnsupportedRepositoryFeatures,
};
pub use repository_spec::{EnvironmentSpec, RepositorySpec};

use crate::error::{Error, Result};
use crate::git::GitCredentials;

/// Something that was looked at: its name, and what was found or is wrong.
pub type HealthCheckResult = (&'static str, Result<String>);

/// The command that deletes the repository at `location`, for people to type. It needs no forge: who gives a run up may have
/// no token, and only the journal's word for the place.
pub fn format_delete_repository_command(location: &str) -> String {
    github::format_delete_repository_command(location)
        .unwrap_or_else(|| local::format_delete_repository_command(location))
}

/// A place that hosts repositories, as one person or token reaches it: what it offers, and how one gets there.
pub trait Forge {
    /// The repositories.
    fn repositories(&self) -> &dyn Repositories;

    /// Changes proposed to others; `None` where the forge has no such thing.
    fn proposals(&self) -> Option<&dyn Proposals> {
        None
    }

    /// What runs on the forge's side; `None` where nothing does.
    fn pipelines(&self) -> Option<&dyn Pipelines> {
        None
    }

    /// How git signs in there; `None` leaves it to git.
    fn credentials(&self) -> Option<&GitCredentials> {
        None
    }

    /// `error` of a git that pushed a new service to `url`, with what to do about it where the forge refused.
    fn explain_push_error(&self, _url: &str, error: Error) -> Error {
        error
    }

    /// Whether other people see what is made there, so that a person is asked first.
    fn is_shared_with_others(&self) -> bool {
        false
    }

    /// What can be said of it without changing anything: names, and what was found or is wrong.
    fn run_health_checks(&self) -> Vec<HealthCheckResult>;

    /// How many requests were sent so far.
    fn request_count(&self) -> Option<usize> {
        None
    }
}
