//! The environments of a repository: their branches and reviewers.

use http::{Method, StatusCode};
use serde_json::json;

use super::setting_outcome::SettingOutcome;
use super::{GitHub, RepositorySpec};
use crate::effect::{EffectKey, EffectLedger};
use crate::error::Result;
use crate::forge::RepositoryEnvironmentSpec;

/// The effect that creates `environment`.
pub(super) fn environment_effect_key(environment: &RepositoryEnvironmentSpec) -> EffectKey {
    EffectKey::Environment(environment.name.clone())
}

/// The outcome of creating `environment`, as recorded in `ledger`.
pub(super) fn recorded_environment_outcome(
    environment: &RepositoryEnvironmentSpec,
    ledger: &dyn EffectLedger,
) -> Option<SettingOutcome> {
    SettingOutcome::from_ledger(&environment_effect_key(environment), ledger)
}

impl GitHub {
    /// Creates the environment and allows one branch to deploy to it. If GitHub rejects the required reviewers, no
    /// branch is allowed: deployments that need approval would run without it.
    pub(super) async fn upsert_environment(
        &self,
        wanted: &RepositorySpec,
        environment: &RepositoryEnvironmentSpec,
    ) -> Result<SettingOutcome> {
        let what = format!("create the environment {}", environment.name);
        let path = self.environment_api_path(wanted, &environment.name);
        let plain = json!({
            "deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true},
        });
        let mut refusal = None;
        if environment.reviewers {
            let team = self.fetch_team(&wanted.team).await?;
            let mut reviewed = plain.clone();
            reviewed["reviewers"] = json!([{"type": "Team", "id": team.id}]);
            reviewed["prevent_self_review"] = json!(true);
            let answer = self
                .send_retrying_not_found((Method::PUT, path.clone(), reviewed))
                .await?;
            let is_refused = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
            if !is_refused && !answer.is_billing_plan_restriction() {
                self.client.ensure_success_status(&answer, &what)?;
                return self.restrict_deployment_branches(wanted, environment).await;
            }
            refusal = Some(self.client.format_error_text(&answer));
        }
        let answer = self
            .send_retrying_not_found((Method::PUT, path, plain))
            .await?;
        let name = &environment.name;
        if answer.is_billing_plan_restriction() {
            let said = self.client.format_error_text(&answer);
            return Ok(SettingOutcome::Missing(format!(
                "the organisation's plan doesn't support the environment {name}: {said}"
            )));
        }
        self.client.ensure_success_status(&answer, &what)?;
        match refusal {
            None => self.restrict_deployment_branches(wanted, environment).await,
            Some(said) => Ok(SettingOutcome::Shut(format!(
                "{name} accepts no deployments, because {} can't review them: {said}",
                wanted.team
            ))),
        }
    }

    /// Only merged changes can be deployed.
    async fn restrict_deployment_branches(
        &self,
        wanted: &RepositorySpec,
        environment: &RepositoryEnvironmentSpec,
    ) -> Result<SettingOutcome> {
        let what = format!(
            "restrict {} to the branch {}",
            environment.name, wanted.branch
        );
        let path = format!(
            "{}/deployment-branch-policies",
            self.environment_api_path(wanted, &environment.name)
        );
        let body = json!({"name": wanted.branch, "type": "branch"});
        let mut answer = self
            .send_retrying_not_found((Method::POST, path.clone(), body.clone()))
            .await?;
        if answer.has_unknown_outcome() {
            answer = self
                .send_retrying_not_found((Method::POST, path, body))
                .await?;
        }
        // "See other" means that it already exists.
        match answer.status {
            StatusCode::SEE_OTHER => Ok(SettingOutcome::Made),
            _ => self
                .client
                .ensure_success_status(&answer, &what)
                .map(|()| SettingOutcome::Made),
        }
    }
}
