//! GitHub without a token: plans a run without sending requests.

use super::token::missing_token_error;
use super::{
    CreatedRepository, Forge, ForgeRepositories, GitHub, GitHubHost, GitHubNetworkRoute,
    GitHubToken, HealthCheckResult, Pipelines, ProxySettings, RepositoryDefaults,
    RepositorySetupReport, RepositorySpec, RequestObserver, UnsupportedRepositoryFeatures,
};
use crate::cancellation::CancellationToken;
use crate::effect::EffectLedger;
use crate::error::{Error, Result};
use crate::forge::{DeploymentPromoterStatus, PipelineRequest, PipelineRun};

/// An organisation on GitHub without a token. It can plan a run, but not carry it out.
pub struct PlanOnlyGitHub {
    github: GitHub,
}

impl PlanOnlyGitHub {
    /// Like [`GitHub::new`], but without a token.
    ///
    /// # Errors
    /// Io (7) if this machine can't create a client.
    pub fn new(
        host: GitHubHost,
        organisation: &str,
        manner: RepositoryDefaults,
        stop: &CancellationToken,
        tell: RequestObserver,
    ) -> Result<PlanOnlyGitHub> {
        let route = GitHubNetworkRoute::build_route_to_host(host, &ProxySettings::default())?;
        let github = GitHub::new(
            route,
            GitHubToken::placeholder_token(),
            organisation,
            manner,
            stop,
            tell,
        )?;
        Ok(PlanOnlyGitHub { github })
    }

    fn missing_token_error(&self) -> Error {
        missing_token_error(&self.github.client.host)
    }
}

impl Forge for PlanOnlyGitHub {
    fn repositories(&self) -> &dyn ForgeRepositories {
        self
    }

    // Without a token nothing can be proposed, and plans don't mention proposals.
    fn pipelines(&self) -> Option<&dyn Pipelines> {
        Some(self)
    }

    fn is_visible_to_others(&self) -> bool {
        true
    }

    fn run_health_checks(&self) -> Vec<HealthCheckResult> {
        vec![("token", Err(self.missing_token_error()))]
    }
}

impl ForgeRepositories for PlanOnlyGitHub {
    fn clone_url(&self, name: &str) -> String {
        self.github.clone_url(name)
    }

    fn repository_location(&self, name: &str) -> String {
        self.github.repository_location(name)
    }

    fn entity_annotations(&self, name: &str) -> Vec<(&'static str, String)> {
        self.github.entity_annotations(name)
    }

    fn plan_api_requests(&self, wanted: &RepositorySpec) -> Vec<String> {
        self.github.plan_api_requests(wanted)
    }

    fn ensure_can_create_repository(&self, _wanted: &RepositorySpec) -> Result<()> {
        Ok(())
    }

    fn unverified_requirements(&self, wanted: &RepositorySpec) -> Vec<String> {
        let organisation = &self.github.organisation;
        vec![
            format!(
                "the name {} is available",
                self.github.repository_full_name(&wanted.name)
            ),
            format!(
                "the team {} in {organisation} exists and is visible",
                wanted.team
            ),
            format!("your token can create repositories in {organisation}"),
            format!("the plan of {organisation} supports environments and reviewers"),
        ]
    }

    fn find_unsupported_repository_features(&self) -> Result<UnsupportedRepositoryFeatures> {
        Ok(UnsupportedRepositoryFeatures {
            reviewers: Some("the plan is unknown without a token".to_owned()),
            reviewers_assumed: true,
            ..UnsupportedRepositoryFeatures::default()
        })
    }

    fn create_repository(&self, _wanted: &RepositorySpec) -> Result<CreatedRepository> {
        Err(self.missing_token_error())
    }

    fn verify_repository_identity(
        &self,
        _wanted: &RepositorySpec,
        _made: &CreatedRepository,
    ) -> Result<()> {
        Err(self.missing_token_error())
    }

    fn supports_repository_settings(&self) -> bool {
        true
    }

    fn apply_repository_settings(
        &self,
        _wanted: &RepositorySpec,
        _ledger: &dyn EffectLedger,
    ) -> Result<RepositorySetupReport> {
        Err(self.missing_token_error())
    }

    fn list_repositories(&self) -> Result<Vec<String>> {
        Err(self.missing_token_error())
    }
}

/// Plans mention pipelines, but none can be started.
impl Pipelines for PlanOnlyGitHub {
    fn start_pipeline(&self, _wanted: &PipelineRequest<'_>) -> Result<PipelineRun> {
        Err(self.missing_token_error())
    }

    fn wait_for_pipeline(
        &self,
        _url: &str,
        _run: &PipelineRun,
        _on_step_end: &mut dyn FnMut(&str, bool),
    ) -> Result<()> {
        Err(self.missing_token_error())
    }

    fn start_first_deploy(
        &self,
        _wanted: &RepositorySpec,
        _ledger: &dyn EffectLedger,
    ) -> Result<Option<String>> {
        Err(self.missing_token_error())
    }

    fn fetch_promoter_status(&self) -> Result<DeploymentPromoterStatus> {
        Err(self.missing_token_error())
    }
}
