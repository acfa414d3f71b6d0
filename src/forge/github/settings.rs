//! What a new repository gets: who may do what in it, where it is rolled out to, and which rules hold.
//!
//! Independent calls are under way together. The rulesets come last: one would refuse the first push.

use std::time::Instant;

use futures_util::future::join_all;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::{Answer, Call};
use super::deploy::is_open;
use super::effect::{Effect, effect};
use super::environment::{effect_of, standing};
use super::repository::description;
use super::ruleset::is_protected;
use super::standing::Standing;
use super::{GitHub, Ledger, Report, RepositorySpec, part};
use crate::count::Count;
use crate::error::Result;
use crate::forge::EnvironmentSpec;
use crate::printable::{Printable, shortened};

/// What the owning team may do: everything but what only an administrator needs.
const PERMISSION: &str = "maintain";

/// What GitHub finds wrong with a CODEOWNERS file.
#[derive(Debug, Deserialize)]
struct CodeownersErrors {
    errors: Vec<CodeownersError>,
}

/// One fault of it.
#[derive(Debug, Deserialize)]
struct CodeownersError {
    line: u32,
    kind: String,
}

/// Lets all of them finish; what they give, or the first failure.
async fn together(effects: Vec<Effect<'_>>) -> Result<Vec<String>> {
    let outcomes: Result<Vec<Vec<String>>> = join_all(effects).await.into_iter().collect();
    Ok(outcomes?.concat())
}

impl GitHub {
    /// Every setting, each an effect.
    pub(super) async fn all_set(
        &self,
        wanted: &RepositorySpec,
        ledger: &dyn Ledger,
    ) -> Result<Report> {
        // This run made it, if not this process: what cannot be seen yet will be.
        self.made_at
            .set(Some(self.made_at.get().unwrap_or_else(Instant::now)));
        let mut notes = together(self.of_repository(wanted, ledger)).await?;
        // A team that may not see the repository cannot review for it.
        notes.extend(together(self.environments(wanted, ledger)).await?);
        notes.extend(together(self.of_environments(wanted, ledger)).await?);
        notes.extend(together(self.rulesets(wanted, ledger)).await?);
        let (faults, subject) =
            futures_util::join!(self.codeowners_faults(wanted), self.said_subject(wanted));
        notes.extend(faults?);
        if wanted.can_deploy() && !is_open(wanted, ledger) {
            notes.push(self.closed(wanted));
        }
        Ok(Report {
            detail: detail(wanted, ledger),
            notes,
            subject: subject?,
            is_unguarded: !is_guarded(wanted, ledger),
        })
    }

    /// The requests of [`GitHub::all_set`] that change something.
    pub(super) fn setting_changes(&self, wanted: &RepositorySpec) -> Vec<String> {
        let base = self.repository(&wanted.name);
        let mut changes = vec![
            format!("PATCH {base}"),
            format!("PUT {base}/topics"),
            format!("PUT {}", self.team_access(wanted)),
            format!("PUT {base}/actions/permissions/workflow"),
            format!("PUT {base}/vulnerability-alerts"),
        ];
        for environment in &wanted.environments {
            let folder = self.environment(wanted, &environment.name);
            changes.push(format!("PUT {folder}"));
            changes.push(format!("POST {folder}/deployment-branch-policies"));
        }
        let common = wanted.common_variables().len();
        changes.extend(vec![format!("POST {base}/actions/variables"); common]);
        for environment in &wanted.environments {
            let folder = self.environment(wanted, &environment.name);
            let own = wanted.own_variables(environment).len();
            changes.extend(vec![format!("POST {folder}/variables"); own]);
        }
        let rulesets = self.ruleset_count(wanted);
        changes.extend(vec![format!("POST {base}/rulesets"); rulesets]);
        changes
    }

    fn team_access(&self, wanted: &RepositorySpec) -> String {
        format!(
            "/orgs/{}/teams/{}{}",
            part(&self.organisation),
            part(&wanted.team),
            self.repository(&wanted.name)
        )
    }

    fn of_repository<'a>(
        &'a self,
        wanted: &'a RepositorySpec,
        ledger: &'a dyn Ledger,
    ) -> Vec<Effect<'a>> {
        let base = self.repository(&wanted.name);
        let team = self.team_access(wanted);
        let puts = [
            (
                "topics",
                format!("{base}/topics"),
                json!({"names": wanted.topics}),
            ),
            ("team", team, json!({"permission": PERMISSION})),
            (
                "workflow token",
                format!("{base}/actions/permissions/workflow"),
                json!({"default_workflow_permissions": "read", "can_approve_pull_request_reviews": false}),
            ),
            ("alerts", format!("{base}/vulnerability-alerts"), Json::Null),
        ];
        let mut effects: Vec<Effect<'_>> = Vec::new();
        effects.push(Box::pin(effect(ledger, "settings", async {
            let body = settings(wanted);
            let call = (Method::PATCH, self.repository(&wanted.name), body);
            self.asked("change the settings", call).await?;
            Ok(Vec::new())
        })));
        for (name, path, body) in puts {
            effects.push(Box::pin(effect(ledger, name, async move {
                self.put(name, path, body).await
            })));
        }
        for (variable, value) in wanted.common_variables() {
            effects.push(self.variable_effect(wanted, ledger, None, (variable, value)));
        }
        effects
    }

    fn environments<'a>(
        &'a self,
        wanted: &'a RepositorySpec,
        ledger: &'a dyn Ledger,
    ) -> Vec<Effect<'a>> {
        let made = |environment: &'a EnvironmentSpec| -> Effect<'a> {
            Box::pin(async move {
                let set = self.set_environment(wanted, environment);
                let made = effect(ledger, &effect_of(environment), set).await;
                made.map(Standing::notes)
            })
        };
        wanted.environments.iter().map(made).collect()
    }

    /// What needs the environments to be there.
    fn of_environments<'a>(
        &'a self,
        wanted: &'a RepositorySpec,
        ledger: &'a dyn Ledger,
    ) -> Vec<Effect<'a>> {
        let mut effects: Vec<Effect<'_>> = Vec::new();
        for environment in there(wanted, ledger) {
            for variable in wanted.own_variables(environment) {
                let of = Some(environment.name.as_str());
                effects.push(self.variable_effect(wanted, ledger, of, variable));
            }
        }
        effects
    }

    async fn put(&self, name: &str, path: String, body: Json) -> Result<Vec<String>> {
        let what = match name {
            "team" => "give the team access",
            "workflow token" => "restrict the workflow token",
            "alerts" => "switch on vulnerability alerts",
            _ => "set the topics",
        };
        let answer = self.sent((Method::PUT, path, body)).await?;
        match (name, answer.status) {
            // The organisation decides it for all of its repositories.
            ("workflow token", StatusCode::CONFLICT) => Ok(Vec::new()),
            _ => self.client.done(&answer, what).map(|()| Vec::new()),
        }
    }

    /// What GitHub finds wrong with the CODEOWNERS that was pushed: a team that it does not know reviews nothing.
    async fn codeowners_faults(&self, wanted: &RepositorySpec) -> Result<Vec<String>> {
        let what = "read CODEOWNERS back";
        let path = format!("{}/codeowners/errors", self.repository(&wanted.name));
        let answer = self.client.send(&Call::get(path)).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(Vec::new());
        }
        let found: CodeownersErrors = self.client.body(&answer, what)?;
        let note = |fault: &CodeownersError| {
            let kind = shortened(&Printable(&fault.kind).to_string(), 80);
            format!("CODEOWNERS, line {}: {kind}", fault.line)
        };
        Ok(found.errors.iter().map(note).collect())
    }

    pub(super) fn environment(&self, wanted: &RepositorySpec, name: &str) -> String {
        format!(
            "{}/environments/{}",
            self.repository(&wanted.name),
            part(name)
        )
    }

    /// Sends a request about the repository that this run made.
    pub(super) async fn sent(
        &self,
        (method, path, body): (Method, String, Json),
    ) -> Result<Answer> {
        let call = Call::new(method, path).of_new(self.made_at.get());
        let call = match body {
            Json::Null => call,
            body => call.with(body),
        };
        self.client.send(&call).await
    }

    /// As [`GitHub::sent`], where only success will do.
    pub(super) async fn asked(&self, what: &str, call: (Method, String, Json)) -> Result<()> {
        let answer = self.sent(call).await?;
        self.client.done(&answer, what)
    }
}

/// `team payments, staging and production, 6 variables`.
fn detail(wanted: &RepositorySpec, ledger: &dyn Ledger) -> String {
    let there: Vec<&EnvironmentSpec> = there(wanted, ledger).collect();
    let own = |environment: &&EnvironmentSpec| wanted.own_variables(environment).len();
    let variables = there.iter().map(own).sum::<usize>() + wanted.common_variables().len();
    let names: Vec<&str> = there.iter().map(|there| there.name.as_str()).collect();
    match names.is_empty() {
        true => format!("team {}", wanted.team),
        false => format!(
            "team {}, {}, {}",
            wanted.team,
            names.join(" and "),
            Count(variables, "variable")
        ),
    }
}

/// The environments that GitHub did not refuse.
fn there<'w>(
    wanted: &'w RepositorySpec,
    ledger: &dyn Ledger,
) -> impl Iterator<Item = &'w EnvironmentSpec> {
    let is_there = |environment: &&EnvironmentSpec| {
        !matches!(standing(environment, ledger), Some(Standing::Missing(_)))
    };
    wanted.environments.iter().filter(is_there)
}

/// Whether only what was merged acts in the name of the repository: one makes an environment by naming it in a workflow, and
/// such a one has no rules.
fn is_guarded(wanted: &RepositorySpec, ledger: &dyn Ledger) -> bool {
    let there = there(wanted, ledger).count();
    is_protected(ledger) && there > 0 && there == wanted.environments.len()
}

/// Squashed merges only, so that the history of the default branch is a list of changes; the mark of the run goes.
fn settings(wanted: &RepositorySpec) -> Json {
    json!({
        "description": description(wanted),
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
