//! The rulesets for the default branch, and for the branches on which an App proposes deployments.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::{GitHubApiRequest, GitHubApiResponse};
use super::setting_outcome::{EffectFuture, SettingOutcome};
use super::{GitHub, RepositorySpec};
use crate::effect::{EffectAttempt, EffectKey, EffectLedger, run_effect_once_async};
use crate::error::Result;

/// Whether the default branch has a ruleset, as recorded in `ledger`.
pub(super) fn is_default_branch_protected(ledger: &dyn EffectLedger) -> bool {
    SettingOutcome::from_ledger(&EffectKey::DefaultBranchRuleset, ledger)
        == Some(SettingOutcome::Made)
}

/// The desired state of a ruleset.
struct RulesetSpec {
    /// The effect that creates it.
    effect: EffectKey,
    /// The name, by which an existing one is found.
    name: &'static str,
    /// The branches that it protects, for messages.
    branches: String,
    /// Whether a run continues without it.
    is_optional: bool,
    body: Json,
}

/// A ruleset in a list.
#[derive(Debug, Deserialize)]
struct RulesetResponse {
    id: u64,
    name: String,
}

impl GitHub {
    /// The rulesets, each as an effect.
    pub(super) fn build_ruleset_effects<'a>(
        &'a self,
        wanted: &'a RepositorySpec,
        ledger: &'a dyn EffectLedger,
    ) -> Vec<EffectFuture<'a>> {
        let made = |wished: RulesetSpec| -> EffectFuture<'a> {
            Box::pin(async move {
                let made = run_effect_once_async(ledger, wished.effect.clone(), async |attempt| {
                    self.apply_ruleset(wanted, &wished, attempt).await
                });
                made.await.map(SettingOutcome::into_notes)
            })
        };
        self.build_ruleset_specs(wanted)
            .into_iter()
            .map(made)
            .collect()
    }

    /// The number of rulesets to create.
    pub(super) fn planned_ruleset_count(&self, wanted: &RepositorySpec) -> usize {
        self.build_ruleset_specs(wanted).len()
    }

    fn build_ruleset_specs(&self, wanted: &RepositorySpec) -> Vec<RulesetSpec> {
        let of_default = RulesetSpec {
            effect: EffectKey::DefaultBranchRuleset,
            name: "idp: default branch",
            branches: wanted.branch.clone(),
            is_optional: false,
            body: build_default_branch_rules(wanted),
        };
        let promoter = self.defaults.promoter_app_id.filter(|_| wanted.is_promoted);
        let of_proposals = promoter.map(|app| RulesetSpec {
            effect: EffectKey::PromotionRuleset,
            name: "idp: proposals",
            branches: "promote/*".to_owned(),
            is_optional: true,
            body: build_promotion_branch_rules(app.get()),
        });
        std::iter::once(of_default).chain(of_proposals).collect()
    }

    /// Creating it twice would create two, so an existing one is searched for first.
    async fn apply_ruleset(
        &self,
        wanted: &RepositorySpec,
        wished: &RulesetSpec,
        attempt: EffectAttempt,
    ) -> Result<SettingOutcome> {
        let path = format!("{}/rulesets", self.repository_api_path(&wanted.name));
        let mut answer = self.upsert_ruleset(&path, wished, attempt).await?;
        if answer.has_unknown_outcome() {
            answer = self
                .upsert_ruleset(&path, wished, EffectAttempt::Again)
                .await?;
        }
        let is_refused = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
        if answer.is_billing_plan_restriction() || wished.is_optional && is_refused {
            let said = self.client.format_error_text(&answer);
            return Ok(SettingOutcome::Missing(format!(
                "{} is not protected: {said}",
                wished.branches
            )));
        }
        let what = format!("protect {}", wished.branches);
        self.client
            .ensure_success_status(&answer, &what)
            .map(|()| SettingOutcome::Made)
    }

    /// Updates the existing ruleset or creates one. Returns that response, or the rejection of the search.
    async fn upsert_ruleset(
        &self,
        path: &str,
        wished: &RulesetSpec,
        attempt: EffectAttempt,
    ) -> Result<GitHubApiResponse> {
        let mut ours = None;
        if attempt.may_have_happened() {
            // Rulesets of the organisation are not ours.
            let path = format!("{path}?includes_parents=false&per_page=100");
            let call = GitHubApiRequest::new_get_request(path)
                .with_not_found_retry(self.repository_created_at.get());
            let answer = self.client.send_with_retry(&call).await?;
            if answer.is_billing_plan_restriction() {
                return Ok(answer);
            }
            let there: Vec<RulesetResponse> = self
                .client
                .parse_success_response(&answer, "read the rulesets")?;
            ours = there
                .into_iter()
                .find(|ruleset| ruleset.name == wished.name);
        }
        let (method, path) = match ours {
            Some(RulesetResponse { id, .. }) => (Method::PUT, format!("{path}/{id}")),
            None => (Method::POST, path.to_owned()),
        };
        let mut body = wished.body.clone();
        body["name"] = json!(wished.name);
        body["target"] = json!("branch");
        body["enforcement"] = json!("active");
        self.send_retrying_not_found((method, path, body)).await
    }
}

/// Changes need a review by a code owner and passing checks, and history can't be rewritten.
fn build_default_branch_rules(wanted: &RepositorySpec) -> Json {
    let checks: Vec<Json> = wanted
        .checks
        .iter()
        .map(|check| json!({"context": check}))
        .collect();
    let mut rules = vec![
        json!({"type": "deletion"}),
        json!({"type": "non_fast_forward"}),
        json!({"type": "pull_request", "parameters": {
            "required_approving_review_count": 1,
            "require_code_owner_review": true,
            "dismiss_stale_reviews_on_push": true,
            // The last pusher can't approve. Proposals for production are pushed by an App, which never approves.
            "require_last_push_approval": true,
            "required_review_thread_resolution": true,
        }}),
    ];
    if !checks.is_empty() {
        rules.push(json!({"type": "required_status_checks", "parameters": {
            "required_status_checks": checks,
            "strict_required_status_checks_policy": false,
            "do_not_enforce_on_create": true,
        }}));
    }
    json!({
        "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
        "rules": rules,
    })
}

/// Only the App with this ID may write to its proposals: a reviewer can't verify a digest by reading it.
fn build_promotion_branch_rules(app: u64) -> Json {
    json!({
        "conditions": {"ref_name": {"include": ["refs/heads/promote/*"], "exclude": []}},
        "bypass_actors": [{"actor_id": app, "actor_type": "Integration", "bypass_mode": "always"}],
        "rules": [{"type": "creation"}, {"type": "update"}, {"type": "deletion"}],
    })
}
