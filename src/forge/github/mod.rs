//! GitHub: github.com, GHE.com and Enterprise Server.

mod access;
mod api_error;
mod client;
mod deploy;
mod dispatch;
mod environment;
mod gh_token;
mod git_operation;
mod host;
mod inventory;
mod network_route;
mod oidc_subject;
mod organisation_query;
mod pages;
mod pipelines;
mod preflight;
mod promoter_app;
mod pull_request;
mod refusal;
mod remote_access;
mod repository;
mod ruleset;
mod scopes;
mod setting_outcome;
mod settings;
mod ssh_endpoint;
mod teams;
mod token;
mod tokenless;
mod variable;

use std::cell::{Cell, OnceCell};
use std::num::NonZeroU64;
use std::time::Instant;

pub use access::{RequiredAccess, SignInMethod};
use client::GitHubApiClient;
pub use client::RequestObserver;
pub use gh_token::read_gh_token;
pub use git_operation::GitAccessAttempt;
pub use host::GitHubHost;
pub use network_route::{GitHubNetworkRoute, ProxySettings};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use preflight::OrganisationWithTokenScopes;
pub use remote_access::RemoteAccess;
pub use token::{
    ENTERPRISE_SERVER_TOKEN_VARIABLES, GITHUB_CLOUD_TOKEN_VARIABLES, GitHubToken, TokenSources,
};
pub use tokenless::PlanOnlyGitHub;

use super::{
    CreatedRepository, Forge, ForgeRepositories, HealthCheckResult, OrganisationInventory,
    Pipelines, Proposals, RepositorySetupReport, RepositorySpec, UnsupportedRepositoryFeatures,
};
use crate::cancellation::CancellationToken;
use crate::effect::EffectLedger;
use crate::error::{Error, Result};
use crate::git::GitCredentials;

/// An organisation on GitHub, with a signed-in client.
pub struct GitHub {
    client: GitHubApiClient,
    organisation: String,
    defaults: RepositoryDefaults,
    credentials: GitCredentials,
    /// The organisation, once fetched.
    organisation_access: OnceCell<OrganisationWithTokenScopes>,
    /// The number of repositories on a page of a query; it gets smaller if GitHub can't answer in time.
    repositories_per_page: Cell<usize>,
    /// When this run created its repository: a new repository isn't visible everywhere immediately.
    repository_created_at: Cell<Option<Instant>>,
}

/// The defaults for new repositories.
#[derive(Clone, Copy, Debug)]
pub struct RepositoryDefaults {
    /// The visibility: `private`, `internal` or `public`.
    pub visibility: &'static str,
    /// Whether a workflow creates them, so that the token doesn't need the permission.
    pub created_by_workflow: bool,
    /// The ID of the App that proposes deployments, if only it may.
    pub promoter_app_id: Option<NonZeroU64>,
}

impl GitHub {
    /// The repositories of `organisation` on the GitHub host of `route`. `stop` cancels waits.
    ///
    /// # Errors
    /// Io (7) if this machine can't create a client.
    pub fn new(
        route: GitHubNetworkRoute,
        token: GitHubToken,
        organisation: &str,
        manner: RepositoryDefaults,
        stop: &CancellationToken,
        tell: RequestObserver,
    ) -> Result<GitHub> {
        let credentials = token.to_git_credentials(&route.host);
        Ok(GitHub {
            client: GitHubApiClient::new(route, token, stop, tell)?,
            organisation: organisation.to_owned(),
            defaults: manner,
            credentials,
            organisation_access: OnceCell::new(),
            repositories_per_page: Cell::new(inventory::REPOSITORIES_PER_PAGE),
            repository_created_at: Cell::new(None),
        })
    }

    /// The API path of the repository `name`.
    fn repository_api_path(&self, name: &str) -> String {
        format!(
            "/repos/{}/{}",
            encode_path_segment(&self.organisation),
            encode_path_segment(name)
        )
    }

    /// `acme/checkout`.
    fn repository_full_name(&self, name: &str) -> String {
        format!("{}/{name}", self.organisation)
    }
}

impl Forge for GitHub {
    fn repositories(&self) -> &dyn ForgeRepositories {
        self
    }

    fn proposals(&self) -> Option<&dyn Proposals> {
        Some(self)
    }

    fn pipelines(&self) -> Option<&dyn Pipelines> {
        Some(self)
    }

    fn inventory(&self) -> Option<&dyn OrganisationInventory> {
        Some(self)
    }

    fn git_credentials(&self) -> Option<&GitCredentials> {
        Some(&self.credentials)
    }

    fn explain_push_error(&self, url: &str, error: Error) -> Error {
        let attempt = GitAccessAttempt {
            host: &self.client.host,
            url,
            sign_in_method: SignInMethod::Token(self.client.token.token_source()),
            required_access: RequiredAccess::WriteWorkflows,
            scopes: self
                .organisation_access
                .get()
                .and_then(OrganisationWithTokenScopes::token_scopes),
            proxy: self.client.proxy.as_deref(),
        };
        attempt.explain_error(error)
    }

    fn is_visible_to_others(&self) -> bool {
        true
    }

    fn run_health_checks(&self) -> Vec<HealthCheckResult> {
        self.client.block_on(self.run_health_checks_async())
    }

    fn request_count(&self) -> Option<usize> {
        Some(self.client.request_count())
    }
}

impl ForgeRepositories for GitHub {
    fn clone_url(&self, name: &str) -> String {
        format!("{}.git", self.repository_location(name))
    }

    fn repository_location(&self, name: &str) -> String {
        format!(
            "{}/{}",
            self.client.host.web_url(),
            self.repository_full_name(name)
        )
    }

    fn entity_annotations(&self, name: &str) -> Vec<(&'static str, String)> {
        let place = self.repository_location(name);
        vec![
            ("github.com/project-slug", self.repository_full_name(name)),
            ("backstage.io/source-location", format!("url:{place}/")),
            ("backstage.io/techdocs-ref", format!("url:{place}")),
        ]
    }

    fn plan_api_requests(&self, wanted: &RepositorySpec) -> Vec<String> {
        let mut changes = vec![format!(
            "POST /orgs/{}/repos",
            encode_path_segment(&self.organisation)
        )];
        changes.extend(self.plan_setting_requests(wanted));
        changes.extend(self.plan_deploy_requests(wanted));
        changes
    }

    fn ensure_can_create_repository(&self, wanted: &RepositorySpec) -> Result<()> {
        self.client
            .block_on(self.ensure_can_create_repository_async(wanted))
    }

    fn default_visibility(&self) -> Option<&'static str> {
        Some(self.defaults.visibility)
    }

    fn find_unsupported_repository_features(&self) -> Result<UnsupportedRepositoryFeatures> {
        self.client
            .block_on(self.find_unsupported_repository_features_async())
    }

    fn create_repository(&self, wanted: &RepositorySpec) -> Result<CreatedRepository> {
        self.client.block_on(self.create_repository_async(wanted))
    }

    fn verify_repository_identity(
        &self,
        wanted: &RepositorySpec,
        made: &CreatedRepository,
    ) -> Result<()> {
        self.client
            .block_on(self.verify_repository_identity_async(wanted, made))
    }

    fn supports_repository_settings(&self) -> bool {
        true
    }

    fn apply_repository_settings(
        &self,
        wanted: &RepositorySpec,
        ledger: &dyn EffectLedger,
    ) -> Result<RepositorySetupReport> {
        self.client
            .block_on(self.apply_repository_settings_async(wanted, ledger))
    }

    fn list_repositories(&self) -> Result<Vec<String>> {
        self.client.block_on(self.list_repositories_async())
    }
}

/// The command that deletes the repository at `location`; `None` if that isn't a web URL.
pub(super) fn format_delete_repository_command(location: &str) -> Option<String> {
    let (_, slug) = location.split_once("://")?;
    let slug = slug.trim_start_matches("github.com/");
    Some(format!("gh repo delete {slug}"))
}

/// Everything except the unreserved characters of a path segment.
const PATH_SEGMENT_ENCODE_SET: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Encodes a path segment: a slash in a name would address another resource.
fn encode_path_segment(text: &str) -> String {
    utf8_percent_encode(text, PATH_SEGMENT_ENCODE_SET).to_string()
}
