//! Starts the first deploy. From then on every merge is a release.

use http::StatusCode;
use serde_json::Map;

use super::dispatch::{WORKFLOW_RUN_SEARCH_TIMEOUT, WorkflowDispatchResponse};
use super::environment::recorded_environment_outcome;
use super::ruleset::is_default_branch_protected;
use super::setting_outcome::SettingOutcome;
use super::{ForgeRepositories, GitHub, RepositorySpec, encode_path_segment};
use crate::effect::{EffectAttempt, EffectKey, EffectLedger, run_effect_once_async};
use crate::error::Result;

/// The variable that deploy workflows check. It is set last, so that an incomplete repository never deploys.
const DEPLOY_READY_VARIABLE: &str = "DEPLOY_READY";

/// Whether the first deploy can start. If GitHub rejected an environment, its branch policy or the ruleset of the
/// default branch, pushes would be deployed without review or approval.
pub(super) fn can_start_first_deploy(wanted: &RepositorySpec, ledger: &dyn EffectLedger) -> bool {
    let is_made = |environment| {
        recorded_environment_outcome(environment, ledger) == Some(SettingOutcome::Made)
    };
    is_default_branch_protected(ledger) && wanted.environments.iter().all(is_made)
}

impl GitHub {
    /// Enables deploys and starts the workflow. Returns its URL.
    pub(super) async fn start_first_deploy_async(
        &self,
        wanted: &RepositorySpec,
        ledger: &dyn EffectLedger,
    ) -> Result<Option<String>> {
        let workflow = wanted.deploy.as_deref();
        let Some(workflow) = workflow
            .filter(|_| wanted.can_start_first_deploy() && can_start_first_deploy(wanted, ledger))
        else {
            return Ok(None);
        };
        let ready = EffectKey::for_workflow_variable(None, DEPLOY_READY_VARIABLE);
        run_effect_once_async(ledger, ready, async |_| {
            self.upsert_actions_variable(wanted, None, DEPLOY_READY_VARIABLE, "true")
                .await
        })
        .await?;
        let path = format!(
            "{}/actions/workflows/{}",
            self.repository_api_path(&wanted.name),
            encode_path_segment(workflow)
        );
        let started: Option<String> =
            run_effect_once_async(ledger, EffectKey::DeployWorkflow, async |attempt| {
                let running = match attempt {
                    EffectAttempt::First => None,
                    EffectAttempt::Again => self.find_deploy_run_url(&path).await?,
                };
                match running {
                    Some(url) => Ok(Some(url)),
                    None => self.dispatch_deploy_workflow(wanted, &path).await,
                }
            })
            .await?;
        let workflow_page = format!(
            "{}/actions/workflows/{workflow}",
            self.repository_location(&wanted.name)
        );
        Ok(Some(started.unwrap_or(workflow_page)))
    }

    /// How to enable deploys that were not started.
    pub(super) fn format_enable_deploy_hint(&self, wanted: &RepositorySpec) -> String {
        let host = self.client.host.name();
        let slug = self.repository_full_name(&wanted.name);
        format!(
            "deploys are disabled; after you fix the problems above, enable them: gh variable set {DEPLOY_READY_VARIABLE} --body true --repo {host}/{slug}"
        )
    }

    /// The write requests of [`GitHub::start_first_deploy_async`].
    pub(super) fn plan_deploy_requests(&self, wanted: &RepositorySpec) -> Vec<String> {
        let Some(workflow) = wanted
            .deploy
            .as_deref()
            .filter(|_| wanted.can_start_first_deploy())
        else {
            return Vec::new();
        };
        let base = self.repository_api_path(&wanted.name);
        vec![
            format!("POST {base}/actions/variables"),
            format!(
                "POST {base}/actions/workflows/{}/dispatches",
                encode_path_segment(workflow)
            ),
        ]
    }

    async fn dispatch_deploy_workflow(
        &self,
        wanted: &RepositorySpec,
        path: &str,
    ) -> Result<Option<String>> {
        let what = "start the first deploy";
        let call = self.build_dispatch_request(path, &wanted.branch, Map::new());
        let call = call.with_not_found_retry(self.repository_created_at.get());
        let mut answer = self.client.send_with_retry(&call).await?;
        if answer.has_unknown_outcome() {
            if let Some(url) = self.find_deploy_run_url(path).await? {
                return Ok(Some(url));
            }
            answer = self.client.send_with_retry(&call).await?;
        }
        match answer.status {
            StatusCode::NO_CONTENT => Ok(None),
            _ => Ok(Some(
                self.client
                    .parse_success_response::<WorkflowDispatchResponse>(&answer, what)?
                    .html_url,
            )),
        }
    }

    /// The manually dispatched run. In a new repository only this `idp` run can have started it.
    async fn find_deploy_run_url(&self, path: &str) -> Result<Option<String>> {
        let found = self
            .find_workflow_run(path, "", WORKFLOW_RUN_SEARCH_TIMEOUT)
            .await?;
        Ok(found.map(|run| run.url))
    }
}
