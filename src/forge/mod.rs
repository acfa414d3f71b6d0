//! Forges, which host repositories: three traits that fit every forge, and `Forge`, which provides them.
//!
//! Everything specific to GitHub is in `github`. `docs/architecture.md` describes what a second forge would change.

mod github;
mod local;
mod organisation;
mod pipelines;
mod proposals;
mod repositories;
mod repository_spec;

pub use github::{
    ENTERPRISE_SERVER_TOKEN_VARIABLES, GITHUB_CLOUD_TOKEN_VARIABLES, GitAccessAttempt, GitHub,
    GitHubHost, GitHubNetworkRoute, GitHubToken, PlanOnlyGitHub, ProxySettings, RemoteAccess,
    RepositoryDefaults, RequestObserver, RequiredAccess, SignInMethod, TokenSources, read_gh_token,
};
pub use local::LocalForge;
pub use organisation::{
    ForgeRepository, ForgeRepositoryPage, ForgeTeam, OrganisationInventory, RepositoryProperties,
};
pub use pipelines::{DeploymentPromoterStatus, PipelineRequest, PipelineRun, Pipelines};
pub use proposals::{Proposal, ProposalSpec, ProposalState, ProposalUpdate, Proposals};
pub use repositories::{
    CreatedRepository, ForgeRepositories, RepositorySetupReport, UnsupportedRepositoryFeatures,
};
pub use repository_spec::{RepositoryEnvironmentSpec, RepositorySpec};

use crate::error::{Error, Result};
use crate::git::GitCredentials;

/// A health check: its name, and its result or error.
pub type HealthCheckResult = (&'static str, Result<String>);

/// The command that deletes the repository at `location`, for the user to run. It needs no forge: a user who abandons a
/// run may have no token, only the location in the journal.
pub fn format_delete_repository_command(location: &str) -> String {
    github::format_delete_repository_command(location)
        .unwrap_or_else(|| local::format_delete_repository_command(location))
}

/// A host of repositories, as seen with one set of credentials.
pub trait Forge {
    /// The repositories.
    fn repositories(&self) -> &dyn ForgeRepositories;

    /// Proposals; `None` if the forge doesn't support them.
    fn proposals(&self) -> Option<&dyn Proposals> {
        None
    }

    /// Pipelines; `None` if the forge doesn't support them.
    fn pipelines(&self) -> Option<&dyn Pipelines> {
        None
    }

    /// The teams and repositories of the organisation; `None` if the forge can't list them.
    fn inventory(&self) -> Option<&dyn OrganisationInventory> {
        None
    }

    /// The credentials for git; `None` leaves them to git.
    fn git_credentials(&self) -> Option<&GitCredentials> {
        None
    }

    /// Adds hints to an `error` of git that pushed a new service to `url`, if the forge rejected it.
    fn explain_push_error(&self, _url: &str, error: Error) -> Error {
        error
    }

    /// Whether other people can see new repositories, so that the user must confirm.
    fn is_visible_to_others(&self) -> bool {
        false
    }

    /// Runs checks that change nothing.
    fn run_health_checks(&self) -> Vec<HealthCheckResult>;

    /// The number of requests sent so far.
    fn request_count(&self) -> Option<usize> {
        None
    }
}
