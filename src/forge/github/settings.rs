//! The settings of a new repository: access, environments, variables and rulesets.
//!
//! Independent requests run concurrently. The rulesets come last, because they would reject the first push.

use std::time::Instant;

use futures_util::future::join_all;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::{GitHubApiRequest, GitHubApiResponse};
use super::deploy::can_start_first_deploy;
use super::environment::{environment_effect_key, recorded_environment_outcome};
use super::repository::format_repository_description;
use super::ruleset::is_default_branch_protected;
use super::setting_outcome::{EffectFuture, SettingOutcome};
use super::{GitHub, RepositorySetupReport, RepositorySpec, encode_path_segment};
use crate::count::CountedNoun;
use crate::effect::{EffectKey, EffectLedger, run_effect_once_async};
use crate::error::Result;
use crate::forge::RepositoryEnvironmentSpec;
use crate::printable::{Printable, truncate_chars};

/// The permission of the owning team: everything except administration.
const TEAM_PERMISSION: &str = "maintain";

/// The errors that GitHub finds in a CODEOWNERS file.
#[derive(Debug, Deserialize)]
struct CodeownersErrorsResponse {
    errors: Vec<GitHubCodeownersError>,
}

/// An error in a CODEOWNERS file.
#[derive(Debug, Deserialize)]
struct GitHubCodeownersError {
    line: u32,
    kind: String,
}

/// A setting that is replaced as a whole, so that repeating the request changes nothing.
struct RepositorySetting {
    effect: EffectKey,
    /// The action, to follow `cannot`.
    action: &'static str,
    path: String,
    body: Json,
    /// Whether the organisation can enforce it for all repositories; a conflict then means that it does.
    is_left_to_organisation: bool,
}

/// Waits for all effects. Returns their notes, or the first error.
async fn run_effects_concurrently(effects: Vec<EffectFuture<'_>>) -> Result<Vec<String>> {
    let outcomes: Result<Vec<Vec<String>>> = join_all(effects).await.into_iter().collect();
    Ok(outcomes?.concat())
}

impl GitHub {
    /// Applies every setting, each as an effect.
    pub(super) async fn apply_repository_settings_async(
        &self,
        wanted: &RepositorySpec,
        ledger: &dyn EffectLedger,
    ) -> Result<RepositorySetupReport> {
        // An earlier process of this run may have created it, so it may not be visible yet.
        self.repository_created_at.set(Some(
            self.repository_created_at
                .get()
                .unwrap_or_else(Instant::now),
        ));
        let mut notes =
            run_effects_concurrently(self.build_repository_settings_effects(wanted, ledger))
                .await?;
        // A team can review only after it has access to the repository.
        notes.extend(
            run_effects_concurrently(self.build_environment_effects(wanted, ledger)).await?,
        );
        notes.extend(
            run_effects_concurrently(self.build_variable_effects_per_environment(wanted, ledger))
                .await?,
        );
        notes.extend(run_effects_concurrently(self.build_ruleset_effects(wanted, ledger)).await?);
        let site = self.apply_site_settings(wanted, ledger).await?;
        notes.extend(site.note);
        let (faults, subject) = futures_util::join!(
            self.fetch_codeowners_errors(wanted),
            self.fetch_oidc_subject(wanted)
        );
        notes.extend(faults?);
        if wanted.can_start_first_deploy() && !can_start_first_deploy(wanted, ledger) {
            notes.push(self.format_enable_deploy_hint(wanted));
        }
        Ok(RepositorySetupReport {
            detail: format_settings_summary(wanted, ledger),
            notes,
            subject: subject?,
            is_unguarded: !has_protected_branch_and_environments(wanted, ledger),
            site: site.url,
        })
    }

    /// The requests of [`GitHub::apply_repository_settings_async`] that write.
    pub(super) fn plan_setting_requests(&self, wanted: &RepositorySpec) -> Vec<String> {
        let base = self.repository_api_path(&wanted.name);
        let mut changes = vec![
            format!("PATCH {base}"),
            format!("PUT {base}/topics"),
            format!("PUT {}", self.team_access_api_path(wanted)),
            format!("PUT {base}/actions/permissions/workflow"),
            format!("PUT {base}/vulnerability-alerts"),
        ];
        for environment in &wanted.environments {
            let folder = self.environment_api_path(wanted, &environment.name);
            changes.push(format!("PUT {folder}"));
            changes.push(format!("POST {folder}/deployment-branch-policies"));
        }
        let common = wanted.repository_variables().len();
        changes.extend(vec![format!("POST {base}/actions/variables"); common]);
        for environment in &wanted.environments {
            let folder = self.environment_api_path(wanted, &environment.name);
            let own = wanted.environment_specific_variables(environment).len();
            changes.extend(vec![format!("POST {folder}/variables"); own]);
        }
        let rulesets = self.planned_ruleset_count(wanted);
        changes.extend(vec![format!("POST {base}/rulesets"); rulesets]);
        changes.extend(self.plan_site_requests(wanted));
        changes
    }

    fn team_access_api_path(&self, wanted: &RepositorySpec) -> String {
        format!(
            "/orgs/{}/teams/{}{}",
            encode_path_segment(&self.organisation),
            encode_path_segment(&wanted.team),
            self.repository_api_path(&wanted.name)
        )
    }

    fn build_repository_settings_effects<'a>(
        &'a self,
        wanted: &'a RepositorySpec,
        ledger: &'a dyn EffectLedger,
    ) -> Vec<EffectFuture<'a>> {
        let mut effects: Vec<EffectFuture<'_>> = Vec::new();
        effects.push(Box::pin(run_effect_once_async(
            ledger,
            EffectKey::RepositorySettings,
            async |_| {
                let body = build_repository_settings_body(wanted);
                let call = (Method::PATCH, self.repository_api_path(&wanted.name), body);
                self.send_expecting_success("change the settings", call)
                    .await?;
                Ok(Vec::new())
            },
        )));
        for setting in self.build_repository_settings(wanted) {
            effects.push(Box::pin(run_effect_once_async(
                ledger,
                setting.effect.clone(),
                async |_| self.put_repository_setting(setting).await,
            )));
        }
        for (variable, value) in wanted.repository_variables() {
            effects.push(self.build_actions_variable_effect(
                wanted,
                ledger,
                None,
                (variable, value),
            ));
        }
        effects
    }

    fn build_environment_effects<'a>(
        &'a self,
        wanted: &'a RepositorySpec,
        ledger: &'a dyn EffectLedger,
    ) -> Vec<EffectFuture<'a>> {
        let made = |environment: &'a RepositoryEnvironmentSpec| -> EffectFuture<'a> {
            Box::pin(async move {
                let effect = environment_effect_key(environment);
                let made = run_effect_once_async(ledger, effect, async |_| {
                    self.upsert_environment(wanted, environment).await
                });
                made.await.map(SettingOutcome::into_notes)
            })
        };
        wanted.environments.iter().map(made).collect()
    }

    /// The variables of environments, which must exist first.
    fn build_variable_effects_per_environment<'a>(
        &'a self,
        wanted: &'a RepositorySpec,
        ledger: &'a dyn EffectLedger,
    ) -> Vec<EffectFuture<'a>> {
        let mut effects: Vec<EffectFuture<'_>> = Vec::new();
        for environment in created_environments(wanted, ledger) {
            for variable in wanted.environment_specific_variables(environment) {
                let of = Some(environment.name.as_str());
                effects.push(self.build_actions_variable_effect(wanted, ledger, of, variable));
            }
        }
        effects
    }

    fn build_repository_settings(&self, wanted: &RepositorySpec) -> [RepositorySetting; 4] {
        let base = self.repository_api_path(&wanted.name);
        [
            RepositorySetting {
                effect: EffectKey::Topics,
                action: "set the topics",
                path: format!("{base}/topics"),
                body: json!({"names": wanted.topics}),
                is_left_to_organisation: false,
            },
            RepositorySetting {
                effect: EffectKey::TeamAccess,
                action: "give the team access",
                path: self.team_access_api_path(wanted),
                body: json!({"permission": TEAM_PERMISSION}),
                is_left_to_organisation: false,
            },
            RepositorySetting {
                effect: EffectKey::WorkflowToken,
                action: "restrict the workflow token",
                path: format!("{base}/actions/permissions/workflow"),
                body: json!({"default_workflow_permissions": "read", "can_approve_pull_request_reviews": false}),
                is_left_to_organisation: true,
            },
            RepositorySetting {
                effect: EffectKey::VulnerabilityAlerts,
                action: "enable vulnerability alerts",
                path: format!("{base}/vulnerability-alerts"),
                body: Json::Null,
                is_left_to_organisation: false,
            },
        ]
    }

    async fn put_repository_setting(&self, setting: RepositorySetting) -> Result<Vec<String>> {
        let call = (Method::PUT, setting.path, setting.body);
        let answer = self.send_retrying_not_found(call).await?;
        if setting.is_left_to_organisation && answer.status == StatusCode::CONFLICT {
            return Ok(Vec::new());
        }
        self.client
            .ensure_success_status(&answer, setting.action)
            .map(|()| Vec::new())
    }

    /// The errors that GitHub finds in the pushed CODEOWNERS: an unknown team can't review anything.
    async fn fetch_codeowners_errors(&self, wanted: &RepositorySpec) -> Result<Vec<String>> {
        let what = "check CODEOWNERS";
        let path = format!(
            "{}/codeowners/errors",
            self.repository_api_path(&wanted.name)
        );
        let answer = self
            .client
            .send_with_retry(&GitHubApiRequest::new_get_request(path))
            .await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(Vec::new());
        }
        let found: CodeownersErrorsResponse = self.client.parse_success_response(&answer, what)?;
        let note = |fault: &GitHubCodeownersError| {
            let kind = truncate_chars(&Printable(&fault.kind).to_string(), 80);
            format!("CODEOWNERS, line {}: {kind}", fault.line)
        };
        Ok(found.errors.iter().map(note).collect())
    }

    pub(super) fn environment_api_path(&self, wanted: &RepositorySpec, name: &str) -> String {
        format!(
            "{}/environments/{}",
            self.repository_api_path(&wanted.name),
            encode_path_segment(name)
        )
    }

    /// Sends a request about the repository that this run created.
    pub(super) async fn send_retrying_not_found(
        &self,
        (method, path, body): (Method, String, Json),
    ) -> Result<GitHubApiResponse> {
        let call = GitHubApiRequest::new(method, path)
            .with_not_found_retry(self.repository_created_at.get());
        let call = match body {
            Json::Null => call,
            body => call.with_body(body),
        };
        self.client.send_with_retry(&call).await
    }

    /// Like [`GitHub::send_retrying_not_found`], but any status other than success is an error.
    pub(super) async fn send_expecting_success(
        &self,
        what: &str,
        call: (Method, String, Json),
    ) -> Result<()> {
        let answer = self.send_retrying_not_found(call).await?;
        self.client.ensure_success_status(&answer, what)
    }
}

/// `team payments, staging and production, 6 variables`.
fn format_settings_summary(wanted: &RepositorySpec, ledger: &dyn EffectLedger) -> String {
    let there: Vec<&RepositoryEnvironmentSpec> = created_environments(wanted, ledger).collect();
    let own = |environment: &&RepositoryEnvironmentSpec| {
        wanted.environment_specific_variables(environment).len()
    };
    let variables = there.iter().map(own).sum::<usize>() + wanted.repository_variables().len();
    let names: Vec<&str> = there.iter().map(|there| there.name.as_str()).collect();
    if names.is_empty() {
        format!("team {}", wanted.team)
    } else {
        format!(
            "team {}, {}, {}",
            wanted.team,
            names.join(" and "),
            CountedNoun(variables, "variable")
        )
    }
}

/// The environments that GitHub didn't reject.
fn created_environments<'w>(
    wanted: &'w RepositorySpec,
    ledger: &dyn EffectLedger,
) -> impl Iterator<Item = &'w RepositoryEnvironmentSpec> {
    let is_there = |environment: &&RepositoryEnvironmentSpec| {
        !matches!(
            recorded_environment_outcome(environment, ledger),
            Some(SettingOutcome::Missing(_))
        )
    };
    wanted.environments.iter().filter(is_there)
}

/// Whether only merged changes can act as the repository. A workflow creates an environment by naming it, and such an
/// environment has no rules.
fn has_protected_branch_and_environments(
    wanted: &RepositorySpec,
    ledger: &dyn EffectLedger,
) -> bool {
    let there = created_environments(wanted, ledger).count();
    is_default_branch_protected(ledger) && there > 0 && there == wanted.environments.len()
}

/// Allows only squash merges, so that the default branch has one commit per change. Also removes the marker of the run.
fn build_repository_settings_body(wanted: &RepositorySpec) -> Json {
    json!({
        "description": format_repository_description(wanted),
        "allow_squash_merge": true,
        "allow_merge_commit": false,
        "allow_rebase_merge": false,
        "squash_merge_commit_title": "PR_TITLE",
        "squash_merge_commit_message": "PR_BODY",
        "allow_auto_merge": true,
        "allow_update_branch": true,
        "delete_branch_on_merge": true,
    })
}
