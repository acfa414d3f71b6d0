//! The REST API. Every body is read as a type that knows no other fields: what `idp` sends and GitHub does not know is
//! a complaint, which fails the test.

use std::sync::Mutex;

use bytes::Bytes;
use http::Response;
use http::request::Parts;
use http_body_util::Full;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::openapi;
use super::server::Answer;
use super::state::{Repository, State};

/// A request, taken apart.
struct Call<'a> {
    method: &'a str,
    parts: Vec<String>,
    query: &'a str,
    body: &'a Bytes,
}

/// Answers a request for the API.
pub(super) fn serve(parts: &Parts, body: &Bytes, state: &Mutex<State>) -> Answer {
    let mut state = state.lock().unwrap();
    let path = parts
        .uri
        .path()
        .strip_prefix("/api/v3")
        .unwrap_or(parts.uri.path());
    let method = parts.method.as_str();
    if !parts.headers.contains_key("x-github-api-version") {
        state
            .complaints
            .push(format!("{method} {path} names no version of the API"));
    }
    openapi::record(method, path, body);
    if let Some(complaint) = openapi::complaint(method, path, body) {
        state.complaints.push(complaint);
    }
    if !state.accepts(parts) {
        return answer(401, &json!({"message": "Bad credentials"}));
    }
    let call = Call {
        method,
        parts: path
            .trim_start_matches('/')
            .split('/')
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect(),
        query: parts.uri.query().unwrap_or_default(),
        body,
    };
    let answered = route(&call, &mut state);
    answered.unwrap_or_else(|complaint| {
        let body = json!({"message": "Validation Failed", "errors": [&complaint]});
        state
            .complaints
            .push(format!("{method} {path}: {complaint}"));
        answer(422, &body)
    })
}

fn route(call: &Call<'_>, state: &mut State) -> Result<Answer, String> {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    match (call.method, &*parts) {
        ("GET", ["user"]) => Ok(signed(state, json!({"login": "ada"}))),
        ("GET", ["orgs", "acme"]) => {
            let mut acme = json!({"login": "acme", "id": 1});
            if state.administers() {
                acme["plan"] = json!({"name": state.plan});
            }
            Ok(signed(state, acme))
        }
        ("GET", ["orgs", "acme", "actions", "variables" | "secrets", name]) => {
            Ok(match state.names.get(*name) {
                _ if !state.administers() => {
                    answer(403, &json!({"message": "You must be an org admin."}))
                }
                Some(visibility) => answer(200, &json!({"name": name, "visibility": visibility})),
                None => not_found(),
            })
        }
        ("GET", ["orgs", "acme", "repos"]) => Ok(answer(200, &repositories(state, call))),
        ("POST", ["orgs", "acme", "repos"]) => create(call, state),
        ("GET", ["orgs", "acme", "teams", team]) => Ok(match state.teams.get(*team) {
            Some(id) => answer(
                200,
                &json!({"id": id, "slug": team, "privacy": state.team_privacy}),
            ),
            None => not_found(),
        }),
        ("PUT", ["orgs", "acme", "teams", team, "repos", owner, name]) => {
            grant(call, state, team, &format!("{owner}/{name}"))
        }
        (_, ["repos", owner, name, rest @ ..]) => {
            let name = format!("{owner}/{name}");
            if let Some(now) = state.renamed.get(&name) {
                let body = json!({"message": "Moved Permanently", "url": now});
                let mut moved = answer(301, &body);
                let to = http::HeaderValue::from_str(&format!("/repositories/{now}"));
                moved.headers_mut().insert("location", to.unwrap());
                return Ok(moved);
            }
            match state.find(&name).filter(|_| state.is_visible(&name)) {
                Some(key) => of_repository(call, state, &key, rest),
                None => Ok(not_found()),
            }
        }
        _ => Ok(not_found()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRepository {
    name: String,
    description: String,
    visibility: String,
    private: bool,
    has_wiki: bool,
    has_projects: bool,
    auto_init: bool,
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Answer, String> {
    let wanted: NewRepository = read(call)?;
    if state.find(&format!("acme/{}", wanted.name)).is_some() {
        return Ok(answer(
            422,
            &json!({
                "message": "Repository creation failed.",
                "errors": [{"resource": "Repository", "code": "custom", "field": "name", "message": "name already exists on this account"}],
            }),
        ));
    }
    if wanted.description.chars().count() > 350 || wanted.description.chars().any(char::is_control)
    {
        return Err("the description is not acceptable".to_owned());
    }
    assert_eq!(wanted.private, wanted.visibility != "public");
    let settings = json!({
        "description": wanted.description,
        "visibility": wanted.visibility,
        "has_wiki": wanted.has_wiki,
        "has_projects": wanted.has_projects,
        "auto_init": wanted.auto_init,
    });
    let id = state.add_repository(&wanted.name, settings);
    let repository = &state.repositories[&format!("acme/{}", wanted.name)];
    assert_eq!(repository.id, id);
    Ok(answer(201, &shown(&wanted.name, repository)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grant {
    permission: String,
}

fn grant(call: &Call<'_>, state: &mut State, team: &str, name: &str) -> Result<Answer, String> {
    let grant: Grant = read(call)?;
    if !state.teams.contains_key(team) || !state.is_visible(name) {
        return Ok(not_found());
    }
    let repository = state.repositories.get_mut(name).ok_or("no repository")?;
    repository
        .teams
        .insert(team.to_owned(), json!(grant.permission));
    Ok(empty(204))
}

fn of_repository(
    call: &Call<'_>,
    state: &mut State,
    key: &str,
    rest: &[&str],
) -> Result<Answer, String> {
    let number = state.number();
    let (plan, subjects, apps) = (state.plan, state.subjects, state.apps.clone());
    let address = format!("https://github.test/{key}");
    let bare = state.root.join(format!("{key}.git"));
    let name = key.split('/').nth(1).unwrap_or_default().to_owned();
    let repository = state.repositories.get_mut(key).ok_or("no repository")?;
    match (call.method, rest) {
        ("GET", []) => Ok(answer(200, &shown(&name, repository))),
        ("PATCH", []) => change(call, repository).map(|()| answer(200, &shown(&name, repository))),
        ("PUT", ["topics"]) => {
            repository.topics = read::<Topics>(call)?.names.into();
            Ok(answer(200, &json!({"names": repository.topics})))
        }
        ("PUT", ["vulnerability-alerts"]) => {
            repository.alerts = true;
            Ok(empty(204))
        }
        ("PUT", ["environments", name]) => environment(call, repository, plan, name),
        (_, ["environments", of, rest @ ..]) => of_environment(call, repository, of, rest),
        (_, ["rulesets", ..]) if plan == "free" => {
            let message =
                "Upgrade to GitHub Pro or make this repository public to enable this feature.";
            Ok(answer(403, &json!({"message": message})))
        }
        (_, ["rulesets", rest @ ..]) => of_rulesets(call, repository, (number, &apps), rest),
        ("GET", ["codeowners", "errors"]) => Ok(answer(200, &json!({"errors": []}))),
        ("GET", ["pulls"]) => Ok(answer(200, &json!(pulls(repository, call.query)))),
        ("POST", ["pulls"]) => open(call, repository, number, &address, &bare),
        ("GET", ["actions", "oidc", "customization", "sub"]) => {
            let said = subjects.then(|| format!("repo:acme@1/{name}@{}", repository.id));
            Ok(answer(
                200,
                &json!({"use_default": true, "sub_claim_prefix": said}),
            ))
        }
        (_, ["actions", rest @ ..]) => of_actions(call, repository, (number, &address), rest),
        _ => Ok(not_found()),
    }
}

fn of_environment(
    call: &Call<'_>,
    repository: &mut Repository,
    name: &str,
    rest: &[&str],
) -> Result<Answer, String> {
    let Some(environment) = repository.environments.get_mut(name) else {
        return Ok(not_found());
    };
    match (call.method, rest) {
        ("POST", ["deployment-branch-policies"]) => {
            let policy: BranchPolicy = read(call)?;
            let policy = json!({"name": policy.name, "type": policy.type_});
            if environment.branches.contains(&policy) {
                return Ok(empty(303));
            }
            environment.branches.push(policy);
            Ok(answer(200, &json!({})))
        }
        ("POST", ["variables"]) => add_variable(call, &mut environment.variables),
        ("PATCH", ["variables", name]) => set_variable(call, &mut environment.variables, name),
        _ => Ok(not_found()),
    }
}

fn of_rulesets(
    call: &Call<'_>,
    repository: &mut Repository,
    (number, apps): (u64, &[u64]),
    rest: &[&str],
) -> Result<Answer, String> {
    match (call.method, rest) {
        ("GET", []) => Ok(answer(200, &json!(repository.rulesets))),
        ("POST", []) if read::<Ruleset>(call)?.has_unknown_app(apps) => {
            let message = "Actor Promoter integration must be part of the ruleset source or owner organization";
            Ok(answer(422, &json!({"message": message})))
        }
        ("POST", []) => {
            let mut ruleset = read::<Ruleset>(call)?.checked()?;
            ruleset["id"] = json!(number);
            repository.rulesets.push(ruleset.clone());
            Ok(answer(201, &ruleset))
        }
        ("PUT", [id]) => {
            let mut ruleset = read::<Ruleset>(call)?.checked()?;
            ruleset["id"] = json!(id.parse::<u64>().unwrap_or_default());
            for there in &mut repository.rulesets {
                if there["id"] == ruleset["id"] {
                    *there = ruleset.clone();
                }
            }
            Ok(answer(200, &ruleset))
        }
        _ => Ok(not_found()),
    }
}

fn of_actions(
    call: &Call<'_>,
    repository: &mut Repository,
    (number, address): (u64, &str),
    rest: &[&str],
) -> Result<Answer, String> {
    match (call.method, rest) {
        ("PUT", ["permissions", "workflow"]) => {
            let token: WorkflowToken = read(call)?;
            repository.workflow_token = json!([
                token.default_workflow_permissions,
                token.can_approve_pull_request_reviews
            ]);
            Ok(empty(204))
        }
        ("POST", ["variables"]) => add_variable(call, &mut repository.variables),
        ("PATCH", ["variables", name]) => set_variable(call, &mut repository.variables, name),
        ("POST", ["workflows", workflow, "dispatches"]) => {
            let dispatch: Dispatch = read(call)?;
            let run = dispatch.inputs["run"].as_str().unwrap_or_default();
            let started = json!({
                "id": number,
                "html_url": format!("{address}/actions/{workflow}"),
                "display_title": format!("idp new ({run})"),
                "status": "queued",
                "conclusion": null,
                "inputs": dispatch.inputs,
                "steps": [],
            });
            repository.workflow_runs.insert(0, started);
            repository.dispatches.push(
                json!({"workflow": workflow, "ref": dispatch.ref_, "inputs": dispatch.inputs}),
            );
            Ok(empty(204))
        }
        ("GET", ["workflows", _, "runs"]) => Ok(answer(
            200,
            &json!({"workflow_runs": repository.workflow_runs}),
        )),
        ("GET", ["runs", id, rest @ ..]) => {
            let id: u64 = id.parse().map_err(|_| "no number")?;
            let run = repository.workflow_runs.iter().find(|run| run["id"] == id);
            Ok(match (run, rest) {
                (Some(run), []) => answer(200, run),
                (Some(run), ["jobs"]) => answer(200, &json!({"jobs": [{"steps": run["steps"]}]})),
                _ => not_found(),
            })
        }
        _ => Ok(not_found()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topics {
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkflowToken {
    default_workflow_permissions: String,
    can_approve_pull_request_reviews: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BranchPolicy {
    name: String,
    #[serde(rename = "type")]
    type_: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variable {
    name: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dispatch {
    #[serde(rename = "ref")]
    ref_: String,
    #[serde(default)]
    inputs: Json,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPull {
    title: String,
    body: String,
    head: String,
    base: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvironmentSettings {
    deployment_branch_policy: Json,
    reviewers: Option<Vec<Json>>,
    prevent_self_review: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ruleset {
    name: String,
    target: String,
    enforcement: String,
    conditions: Json,
    rules: Vec<Json>,
    #[serde(default)]
    bypass_actors: Vec<Json>,
}

impl Ruleset {
    /// Whether it lets an App pass that is not among `apps`.
    fn has_unknown_app(&self, apps: &[u64]) -> bool {
        let known = |actor: &Json| apps.iter().any(|app| actor["actor_id"] == *app);
        !self.bypass_actors.iter().all(known)
    }

    fn checked(self) -> Result<Json, String> {
        let known = [
            "creation",
            "update",
            "deletion",
            "non_fast_forward",
            "pull_request",
            "required_status_checks",
        ];
        for rule in &self.rules {
            if !known.iter().any(|known| rule["type"] == *known) {
                return Err(format!("no rule is called {}", rule["type"]));
            }
        }
        Ok(json!({
            "name": self.name,
            "target": self.target,
            "enforcement": self.enforcement,
            "conditions": self.conditions,
            "bypass": self.bypass_actors,
            "rules": self.rules,
        }))
    }
}

fn change(call: &Call<'_>, repository: &mut Repository) -> Result<(), String> {
    const KNOWN: [&str; 9] = [
        "description",
        "allow_squash_merge",
        "allow_merge_commit",
        "allow_rebase_merge",
        "squash_merge_commit_title",
        "squash_merge_commit_message",
        "allow_auto_merge",
        "allow_update_branch",
        "delete_branch_on_merge",
    ];
    let changes: serde_json::Map<String, Json> = read(call)?;
    for (key, value) in changes {
        if !KNOWN.contains(&key.as_str()) {
            return Err(format!("no setting is called {key}"));
        }
        repository.settings[key] = value;
    }
    Ok(())
}

/// Private repositories have reviewers in one plan only, and no environments in another.
fn environment(
    call: &Call<'_>,
    repository: &mut Repository,
    plan: &str,
    name: &str,
) -> Result<Answer, String> {
    let wanted: EnvironmentSettings = read(call)?;
    if plan == "free" {
        let message = "Fail to create protected rule, please ensure billing plan include protected branch gate.";
        return Ok(answer(422, &json!({"message": message})));
    }
    let reviewed = wanted.reviewers.as_ref().is_some_and(|all| !all.is_empty());
    if reviewed && plan != "enterprise" {
        let message = "Failed to create the environment protection rule. Please ensure the billing plan supports the required reviewers protection rule.";
        return Ok(answer(422, &json!({"message": message})));
    }
    let environment = repository.environments.entry(name.to_owned()).or_default();
    environment.settings = json!({
        "branches": wanted.deployment_branch_policy,
        "reviewers": wanted.reviewers,
        "preventSelfReview": wanted.prevent_self_review,
    });
    Ok(answer(200, &json!({"name": name})))
}

type Variables = std::collections::BTreeMap<String, Json>;

fn add_variable(call: &Call<'_>, variables: &mut Variables) -> Result<Answer, String> {
    let variable: Variable = read(call)?;
    if variables.contains_key(&variable.name) {
        let message = "Already exists - Variable already exists";
        return Ok(answer(409, &json!({"message": message})));
    }
    variables.insert(variable.name, json!(variable.value));
    Ok(answer(201, &json!({})))
}

fn set_variable(call: &Call<'_>, variables: &mut Variables, name: &str) -> Result<Answer, String> {
    let variable: Variable = read(call)?;
    match variables.get_mut(name) {
        Some(there) if variable.name == name => {
            *there = json!(variable.value);
            Ok(empty(204))
        }
        _ => Ok(not_found()),
    }
}

fn open(
    call: &Call<'_>,
    repository: &mut Repository,
    number: u64,
    address: &str,
    bare: &std::path::Path,
) -> Result<Answer, String> {
    let wanted: NewPull = read(call)?;
    let is_open = |pull: &Json| pull["head"]["ref"] == *wanted.head && pull["state"] == "open";
    if repository.pulls.iter().any(is_open) {
        let message = format!("A pull request already exists for acme:{}.", wanted.head);
        let body = json!({"message": "Validation Failed", "errors": [{"message": message}]});
        return Ok(answer(422, &body));
    }
    let Ok(tip) = std::fs::read_to_string(bare.join("refs/heads").join(&wanted.head)) else {
        let errors = json!([{"resource": "PullRequest", "field": "head", "code": "invalid"}]);
        let body = json!({"message": "Validation Failed", "errors": errors});
        return Ok(answer(422, &body));
    };
    let pull = json!({
        "number": number,
        "html_url": format!("{address}/pull/{number}"),
        "state": "open",
        "merged_at": null,
        "title": wanted.title,
        "body": wanted.body,
        "head": {"ref": wanted.head, "sha": tip.trim()},
        "base": wanted.base,
    });
    repository.pulls.push(pull.clone());
    Ok(answer(201, &pull))
}

fn pulls(repository: &Repository, query: &str) -> Vec<Json> {
    let query = percent_decode_str(query).decode_utf8_lossy().into_owned();
    let head = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("head=acme:"));
    let wanted = |pull: &&Json| head.is_none_or(|head| pull["head"]["ref"] == head);
    repository
        .pulls
        .iter()
        .rev()
        .filter(wanted)
        .cloned()
        .collect()
}

fn repositories(state: &State, call: &Call<'_>) -> Json {
    let first = !call.query.contains("page=") || call.query.contains("page=1");
    let all = state.repositories.iter().filter(|_| first);
    all.map(|(key, repository)| shown(key.split('/').nth(1).unwrap_or_default(), repository))
        .collect()
}

fn shown(name: &str, repository: &Repository) -> Json {
    json!({
        "id": repository.id,
        "name": name,
        "full_name": format!("acme/{name}"),
        "html_url": format!("https://github.test/acme/{name}"),
        "description": repository.settings["description"],
        "owner": {"login": "acme", "id": 1},
        "archived": false,
    })
}

fn read<T: DeserializeOwned>(call: &Call<'_>) -> Result<T, String> {
    serde_json::from_slice(call.body).map_err(|error| error.to_string())
}

/// An answer that says what the token may do.
fn signed(state: &State, body: Json) -> Answer {
    let mut answer = answer(200, &body);
    if let Some(scopes) = &state.scopes {
        let scopes = http::HeaderValue::from_str(scopes).unwrap();
        answer.headers_mut().insert("x-oauth-scopes", scopes);
    }
    answer
}

fn answer(status: u16, body: &Json) -> Answer {
    Response::builder()
        .status(status)
        .header("content-type", "application/json; charset=utf-8")
        .body(Full::from(body.to_string()))
        .unwrap()
}

fn empty(status: u16) -> Answer {
    Response::builder()
        .status(status)
        .body(Full::default())
        .unwrap()
}

fn not_found() -> Answer {
    answer(404, &json!({"message": "Not Found"}))
}
