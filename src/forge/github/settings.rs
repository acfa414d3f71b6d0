//! What a new repository gets: who may do what in it, where it is rolled out to, and which rules hold.
//!
//! Independent calls are under way together. The ruleset comes last: it would refuse the first push.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Instant;

use futures_util::future::join_all;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::{Answer, Call};
use super::repository::description;
use super::{GitHub, Ledger, Report, Wanted, part};
use crate::error::{Error, Result};
use crate::forge::WantedEnvironment;
use crate::printable::{Printable, shortened};

/// The name of our ruleset; by it one that is there already is found.
const RULESET: &str = "idp: default branch";
/// What the owning team may do: everything but what only an administrator needs.
const PERMISSION: &str = "maintain";

/// An effect on its way; what it gives are sentences that people should know.
type Effect<'a> = Pin<Box<dyn Future<Output = Result<Vec<String>>> + 'a>>;

/// A ruleset in a list.
#[derive(Debug, Deserialize)]
struct Ruleset {
    id: u64,
    name: String,
}

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

/// Does `work` unless the ledger has it done, and notes both ends of it.
pub(super) async fn effect<T: Default>(
    ledger: &dyn Ledger,
    name: &str,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    if ledger.is_done(name) {
        return Ok(T::default());
    }
    ledger.begin(name)?;
    let outcome = work.await?;
    ledger.done(name)?;
    Ok(outcome)
}

/// Lets all of them finish; what they give, or the first failure.
async fn together(effects: Vec<Effect<'_>>) -> Result<Vec<String>> {
    let outcomes: Result<Vec<Vec<String>>> = join_all(effects).await.into_iter().collect();
    Ok(outcomes?.concat())
}

impl GitHub {
    /// Every setting, each an effect.
    pub(super) async fn all_set(&self, wanted: &Wanted, ledger: &dyn Ledger) -> Result<Report> {
        // This run made it, if not this process: what cannot be seen yet will be.
        self.made_at
            .set(Some(self.made_at.get().unwrap_or_else(Instant::now)));
        let mut notes = together(self.of_repository(wanted, ledger)).await?;
        notes.extend(together(self.of_environments(wanted, ledger)).await?);
        let may_be_there = ledger.is_begun("ruleset");
        let ruled = self.set_ruleset(wanted, may_be_there);
        notes.extend(effect(ledger, "ruleset", ruled).await?);
        notes.extend(self.codeowners_faults(wanted).await?);
        let variables: usize = wanted
            .environments
            .iter()
            .map(|environment| wanted.own_variables(environment).len())
            .sum::<usize>()
            + wanted.common_variables().len();
        let environments: Vec<&str> = wanted
            .environments
            .iter()
            .map(|environment| environment.name.as_str())
            .collect();
        Ok(Report {
            detail: format!(
                "team {}, {}, {}",
                wanted.team,
                environments.join(" and "),
                crate::count::Count(variables, "variable")
            ),
            notes,
        })
    }

    /// The requests of [`GitHub::all_set`] that change something.
    pub(super) fn setting_changes(&self, wanted: &Wanted) -> Vec<String> {
        let base = self.repository(&wanted.name);
        let mut changes = vec![
            format!("PATCH {base}"),
            format!("PUT {base}/topics"),
            format!("PUT {}", self.team_access(wanted)),
            format!("PUT {base}/actions/permissions/workflow"),
            format!("PUT {base}/vulnerability-alerts"),
        ];
        for environment in &wanted.environments {
            changes.push(format!(
                "PUT {}",
                self.environment(wanted, &environment.name)
            ));
        }
        let common = wanted.common_variables().len();
        changes.extend(vec![format!("POST {base}/actions/variables"); common]);
        for environment in &wanted.environments {
            let folder = self.environment(wanted, &environment.name);
            changes.push(format!("POST {folder}/deployment-branch-policies"));
            let own = wanted.own_variables(environment).len();
            changes.extend(vec![format!("POST {folder}/variables"); own]);
        }
        changes.push(format!("POST {base}/rulesets"));
        changes
    }

    fn team_access(&self, wanted: &Wanted) -> String {
        format!(
            "/orgs/{}/teams/{}{}",
            part(&self.organisation),
            part(&wanted.team),
            self.repository(&wanted.name)
        )
    }

    fn of_repository<'a>(&'a self, wanted: &'a Wanted, ledger: &'a dyn Ledger) -> Vec<Effect<'a>> {
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
        for environment in &wanted.environments {
            effects.push(Box::pin(async move {
                let name = format!("environment {}", environment.name);
                effect(ledger, &name, self.set_environment(wanted, environment)).await
            }));
        }
        for (variable, value) in wanted.common_variables() {
            effects.push(self.variable_effect(wanted, ledger, None, (variable, value)));
        }
        effects
    }

    /// What needs the environments to be there.
    fn of_environments<'a>(
        &'a self,
        wanted: &'a Wanted,
        ledger: &'a dyn Ledger,
    ) -> Vec<Effect<'a>> {
        let mut effects: Vec<Effect<'_>> = Vec::new();
        for environment in &wanted.environments {
            effects.push(Box::pin(async move {
                let name = format!("branches of {}", environment.name);
                effect(ledger, &name, self.set_branches(wanted, environment)).await
            }));
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

    /// The environment, with reviewers where they are wanted and there are such.
    async fn set_environment(
        &self,
        wanted: &Wanted,
        environment: &WantedEnvironment,
    ) -> Result<Vec<String>> {
        let what = format!("make the environment {}", environment.name);
        let path = self.environment(wanted, &environment.name);
        let mut body = json!({
            "deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true},
        });
        if environment.approval {
            let team = self.team(&wanted.team).await?;
            let mut reviewed = body.clone();
            reviewed["reviewers"] = json!([{"type": "Team", "id": team.id}]);
            reviewed["prevent_self_review"] = json!(true);
            let answer = self.sent((Method::PUT, path.clone(), reviewed)).await?;
            if answer.status != StatusCode::UNPROCESSABLE_ENTITY {
                return self.client.done(&answer, &what).map(|()| Vec::new());
            }
            let note = format!(
                "deployments to {} wait for nobody: {}",
                environment.name,
                self.client.said(&answer)
            );
            body["reviewers"] = Json::Null;
            self.asked(&what, (Method::PUT, path, body)).await?;
            return Ok(vec![note]);
        }
        self.asked(&what, (Method::PUT, path, body)).await?;
        Ok(Vec::new())
    }

    /// Only what was merged is rolled out.
    async fn set_branches(
        &self,
        wanted: &Wanted,
        environment: &WantedEnvironment,
    ) -> Result<Vec<String>> {
        let what = format!("restrict {} to {}", environment.name, wanted.branch);
        let path = format!(
            "{}/deployment-branch-policies",
            self.environment(wanted, &environment.name)
        );
        let body = json!({"name": wanted.branch, "type": "branch"});
        let answer = self.sent((Method::POST, path, body)).await?;
        // "See other" says that it is there already.
        match answer.status {
            StatusCode::SEE_OTHER => Ok(Vec::new()),
            _ => self.client.done(&answer, &what).map(|()| Vec::new()),
        }
    }

    fn variable_effect<'a>(
        &'a self,
        wanted: &'a Wanted,
        ledger: &'a dyn Ledger,
        environment: Option<&'a str>,
        (name, value): (&'a str, &'a str),
    ) -> Effect<'a> {
        Box::pin(async move {
            let of = environment.map(|of| format!("{of}/")).unwrap_or_default();
            let set = self.set_variable(wanted, environment, name, value);
            effect(ledger, &format!("variable {of}{name}"), set).await?;
            Ok(Vec::new())
        })
    }

    /// Sets a variable of the repository or of one of its environments.
    pub(super) async fn set_variable(
        &self,
        wanted: &Wanted,
        environment: Option<&str>,
        name: &str,
        value: &str,
    ) -> Result<()> {
        let what = format!("set the variable {name}");
        let folder = match environment {
            Some(environment) => format!("{}/variables", self.environment(wanted, environment)),
            None => format!("{}/actions/variables", self.repository(&wanted.name)),
        };
        let body = json!({"name": name, "value": value});
        let made = self
            .sent((Method::POST, folder.clone(), body.clone()))
            .await?;
        // It is there; or it may be, and setting it again comes to the same.
        if !(made.status == StatusCode::CONFLICT || made.is_unclear()) {
            return self.client.done(&made, &what);
        }
        let path = format!("{folder}/{}", part(name));
        let set = self.sent((Method::PATCH, path, body.clone())).await?;
        match set.status {
            StatusCode::NOT_FOUND => self
                .asked(&what, (Method::POST, folder, body))
                .await
                .map(drop),
            _ => self.client.done(&set, &what),
        }
    }

    /// The rules of the default branch. Making them twice would make two, so what may be there is looked for first.
    async fn set_ruleset(&self, wanted: &Wanted, mut may_be_there: bool) -> Result<Vec<String>> {
        let what = "protect the default branch";
        let path = format!("{}/rulesets", self.repository(&wanted.name));
        let body = ruleset(wanted);
        let mut unclear = None;
        for _ in 0..2 {
            let there = match may_be_there {
                true => self.ruleset_there(&path).await?,
                false => None,
            };
            may_be_there = true;
            let call = match there {
                Some(id) => (Method::PUT, format!("{path}/{id}"), body.clone()),
                None => (Method::POST, path.clone(), body.clone()),
            };
            let answer = self.sent(call).await?;
            if answer.status == StatusCode::FORBIDDEN && is_about_plan(&answer) {
                let said = self.client.said(&answer);
                return Ok(vec![format!("nothing protects {}: {said}", wanted.branch)]);
            }
            if !answer.is_unclear() {
                return self.client.done(&answer, what).map(|()| Vec::new());
            }
            unclear = Some(self.client.problem(&answer, what));
        }
        Err(unclear.unwrap_or_else(|| Error::remote(format!("cannot {what}"))))
    }

    async fn ruleset_there(&self, path: &str) -> Result<Option<u64>> {
        let what = "look at the rules";
        let call = Call::get(path).of_new(self.made_at.get());
        let answer = self.client.send(&call).await?;
        let there: Vec<Ruleset> = self.client.body(&answer, what)?;
        let ours = there.into_iter().find(|ruleset| ruleset.name == RULESET);
        Ok(ours.map(|ruleset| ruleset.id))
    }

    /// What GitHub finds wrong with the CODEOWNERS that was pushed: a team that it does not know reviews nothing.
    async fn codeowners_faults(&self, wanted: &Wanted) -> Result<Vec<String>> {
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

    fn environment(&self, wanted: &Wanted, name: &str) -> String {
        format!(
            "{}/environments/{}",
            self.repository(&wanted.name),
            part(name)
        )
    }

    /// Sends a request about the repository that this run made.
    async fn sent(&self, (method, path, body): (Method, String, Json)) -> Result<Answer> {
        let call = Call::new(method, path).of_new(self.made_at.get());
        let call = match body {
            Json::Null => call,
            body => call.with(body),
        };
        self.client.send(&call).await
    }

    /// As [`GitHub::sent`], where only success will do.
    async fn asked(&self, what: &str, call: (Method, String, Json)) -> Result<()> {
        let answer = self.sent(call).await?;
        self.client.done(&answer, what)
    }
}

/// Whether a refusal is about what the organisation pays for; GitHub has no code for it.
fn is_about_plan(answer: &Answer) -> bool {
    String::from_utf8_lossy(&answer.body).contains("Upgrade to")
}

/// Squashed merges only, so that the history of the default branch is a list of changes; the mark of the run goes.
fn settings(wanted: &Wanted) -> Json {
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

/// A change is reviewed by who owns it, has passed its checks, and cannot be undone by force.
fn ruleset(wanted: &Wanted) -> Json {
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
            "require_last_push_approval": false,
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
    let conditions = BTreeMap::from([("include", vec!["~DEFAULT_BRANCH"]), ("exclude", vec![])]);
    json!({
        "name": RULESET,
        "target": "branch",
        "enforcement": "active",
        "conditions": {"ref_name": conditions},
        "rules": rules,
    })
}
