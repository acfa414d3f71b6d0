//! The REST API. Every body is parsed as a type without unknown fields: a field that GitHub doesn't know is recorded as
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

use super::inventory::serve_graphql;
use super::openapi;
use super::server::HttpResponse;
use super::state::{FakeRepository, GitHubState};

/// A parsed request.
struct ApiRequest<'a> {
    method: &'a str,
    parts: Vec<String>,
    query: &'a str,
    body: &'a Bytes,
    /// The base URL of the API, as the client sees it.
    api_url: String,
}

/// Answers a request for the API.
pub(super) fn serve_api(parts: &Parts, body: &Bytes, state: &Mutex<GitHubState>) -> HttpResponse {
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
    let is_graphql = path == "/api/graphql";
    if !is_graphql {
        openapi::record_request(method, path, body);
        if let Some(complaint) = openapi::check_request(method, path, body) {
            state.complaints.push(complaint);
        }
    }
    if !state.is_authenticated(parts) {
        return json_response(401, &json!({"message": "Bad credentials"}));
    }
    if is_graphql {
        return match serve_graphql(body, &state) {
            Ok(answer) => json_response(200, &answer),
            // GitHub ends a query that takes too long like this.
            Err(message) => json_response(502, &json!({"message": message})),
        };
    }
    let call = ApiRequest {
        method,
        parts: path
            .trim_start_matches('/')
            .split('/')
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect(),
        query: parts.uri.query().unwrap_or_default(),
        body,
        api_url: format!("http://{}/api/v3", parts.headers["host"].to_str().unwrap()),
    };
    let answered = route_request(&call, &mut state);
    answered.unwrap_or_else(|complaint| {
        let body = json!({"message": "Validation Failed", "errors": [&complaint]});
        state
            .complaints
            .push(format!("{method} {path}: {complaint}"));
        json_response(422, &body)
    })
}

fn route_request(call: &ApiRequest<'_>, state: &mut GitHubState) -> Result<HttpResponse, String> {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    match (call.method, &*parts) {
        ("GET", ["user"]) => Ok(response_with_scopes(state, json!({"login": "ada"}))),
        ("GET", ["orgs", "acme"]) => {
            let mut acme = json!({"login": "acme", "id": 1});
            if state.is_org_admin() {
                acme["plan"] = json!({"name": state.plan});
            }
            Ok(response_with_scopes(state, acme))
        }
        ("GET", ["orgs", "acme", "actions", "variables" | "secrets", name]) => {
            Ok(match state.org_variables.get(*name) {
                _ if !state.is_org_admin() => {
                    json_response(403, &json!({"message": "You must be an org admin."}))
                }
                Some(visibility) => {
                    json_response(200, &json!({"name": name, "visibility": visibility}))
                }
                None => not_found_response(),
            })
        }
        ("GET", ["orgs", "acme", "repos"]) => {
            let all = list_repositories(state);
            Ok(page_response(call, &all, state.page_size))
        }
        ("POST", ["orgs", "acme", "repos"]) => create_repository(call, state),
        ("GET", ["orgs", "acme", "teams", team]) => Ok(match state.teams.get(*team) {
            Some(id) => json_response(
                200,
                &json!({"id": id, "slug": team, "privacy": state.team_privacy}),
            ),
            None => not_found_response(),
        }),
        ("PUT", ["orgs", "acme", "teams", team, "repos", owner, name]) => {
            grant_team_access(call, state, team, &format!("{owner}/{name}"))
        }
        (_, ["repos", owner, name, rest @ ..]) => {
            let name = format!("{owner}/{name}");
            if let Some(now) = state.renamed.get(&name) {
                let body = json!({"message": "Moved Permanently", "url": now});
                let mut moved = json_response(301, &body);
                let to = http::HeaderValue::from_str(&format!("/repositories/{now}"));
                moved.headers_mut().insert("location", to.unwrap());
                return Ok(moved);
            }
            match state
                .find_repository(&name)
                .filter(|_| state.is_visible(&name))
            {
                Some(key) => route_repository(call, state, &key, rest),
                None => Ok(not_found_response()),
            }
        }
        _ => Ok(route_inventory_request(call, state, &parts)),
    }
}

fn route_inventory_request(
    call: &ApiRequest<'_>,
    state: &GitHubState,
    parts: &[&str],
) -> HttpResponse {
    match (call.method, parts) {
        ("GET", ["orgs", "acme", "properties", "values"]) => {
            let all = state.custom_properties.clone();
            page_response(call, &all, state.page_size)
        }
        ("GET", ["repositories", id]) => match state.full_names.get(*id) {
            Some(name) => json_response(200, &json!({"full_name": name})),
            None => not_found_response(),
        },
        _ => not_found_response(),
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

fn create_repository(
    call: &ApiRequest<'_>,
    state: &mut GitHubState,
) -> Result<HttpResponse, String> {
    let wanted: NewRepository = parse_body(call)?;
    if state
        .find_repository(&format!("acme/{}", wanted.name))
        .is_some()
    {
        return Ok(json_response(
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
    Ok(json_response(
        201,
        &repository_to_json(&wanted.name, repository),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TeamGrant {
    permission: String,
}

fn grant_team_access(
    call: &ApiRequest<'_>,
    state: &mut GitHubState,
    team: &str,
    name: &str,
) -> Result<HttpResponse, String> {
    let grant: TeamGrant = parse_body(call)?;
    if !state.teams.contains_key(team) || !state.is_visible(name) {
        return Ok(not_found_response());
    }
    let repository = state.repositories.get_mut(name).ok_or("no repository")?;
    repository
        .teams
        .insert(team.to_owned(), json!(grant.permission));
    Ok(empty_response(204))
}

fn route_repository(
    call: &ApiRequest<'_>,
    state: &mut GitHubState,
    key: &str,
    rest: &[&str],
) -> Result<HttpResponse, String> {
    let number = state.next_id();
    let page_size = state.page_size;
    let (plan, subjects, apps) = (state.plan, state.has_oidc_subjects, state.app_ids.clone());
    let address = format!("https://github.test/{key}");
    let bare = state.root.join(format!("{key}.git"));
    let name = key.split('/').nth(1).unwrap_or_default().to_owned();
    let repository = state.repositories.get_mut(key).ok_or("no repository")?;
    match (call.method, rest) {
        ("GET", []) => Ok(json_response(200, &repository_to_json(&name, repository))),
        ("PATCH", []) => update_repository(call, repository)
            .map(|()| json_response(200, &repository_to_json(&name, repository))),
        ("PUT", ["topics"]) => {
            repository.topics = parse_body::<Topics>(call)?.names.into();
            Ok(json_response(200, &json!({"names": repository.topics})))
        }
        ("PUT", ["vulnerability-alerts"]) => {
            repository.vulnerability_alerts = true;
            Ok(empty_response(204))
        }
        ("PUT", ["environments", name]) => upsert_environment(call, repository, plan, name),
        (_, ["environments", of, rest @ ..]) => route_environment(call, repository, of, rest),
        (_, ["rulesets", ..]) if plan == "free" => {
            let message =
                "Upgrade to GitHub Pro or make this repository public to enable this feature.";
            Ok(json_response(403, &json!({"message": message})))
        }
        (_, ["rulesets", rest @ ..]) => route_rulesets(call, repository, (number, &apps), rest),
        (_, ["pages"]) => route_pages(call, repository, plan, key),
        ("GET", ["codeowners", "errors"]) => Ok(json_response(200, &json!({"errors": []}))),
        ("GET", ["pulls"]) => {
            let all = list_pull_requests(repository, call.query);
            Ok(page_response(call, &all, page_size))
        }
        ("PATCH", ["pulls", number]) => update_pull_request(call, repository, number),
        ("POST", ["pulls"]) => open_pull_request(call, repository, number, &address, &bare),
        ("GET", ["actions", "oidc", "customization", "sub"]) => {
            let said = subjects.then(|| format!("repo:acme@1/{name}@{}", repository.id));
            Ok(json_response(
                200,
                &json!({"use_default": true, "sub_claim_prefix": said}),
            ))
        }
        (_, ["actions", rest @ ..]) => route_actions(call, repository, (number, &address), rest),
        _ => Ok(not_found_response()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPages {
    build_type: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PagesUpdate {
    public: bool,
}

/// Only the Enterprise plan has pages that not everyone can read; the Free plan has none for private repositories.
fn route_pages(
    call: &ApiRequest<'_>,
    repository: &mut FakeRepository,
    plan: &str,
    key: &str,
) -> Result<HttpResponse, String> {
    let is_public = repository.settings["visibility"] == "public";
    match call.method {
        "GET" if repository.pages.is_null() => Ok(not_found_response()),
        "GET" => Ok(json_response(200, &repository.pages)),
        "POST" if !repository.pages.is_null() => Ok(json_response(
            409,
            &json!({"message": "GitHub Pages is already enabled."}),
        )),
        "POST" if plan == "free" && !is_public => {
            let message = "Your current plan does not support GitHub Pages for this repository.";
            Ok(json_response(422, &json!({"message": message})))
        }
        "POST" => {
            let wanted: NewPages = parse_body(call)?;
            let name = key.split('/').nth(1).unwrap_or_default();
            repository.pages = json!({
                "build_type": wanted.build_type,
                "html_url": format!("https://acme.github.test/{name}/"),
                "public": true,
            });
            Ok(json_response(201, &repository.pages))
        }
        "PUT" if plan != "enterprise" => {
            let message = "Private pages are not supported by your plan.";
            Ok(json_response(422, &json!({"message": message})))
        }
        "PUT" => {
            let update: PagesUpdate = parse_body(call)?;
            repository.pages["public"] = json!(update.public);
            Ok(empty_response(204))
        }
        _ => Ok(not_found_response()),
    }
}

fn route_environment(
    call: &ApiRequest<'_>,
    repository: &mut FakeRepository,
    name: &str,
    rest: &[&str],
) -> Result<HttpResponse, String> {
    let Some(environment) = repository.environments.get_mut(name) else {
        return Ok(not_found_response());
    };
    match (call.method, rest) {
        ("POST", ["deployment-branch-policies"]) => {
            let policy: BranchPolicy = parse_body(call)?;
            let policy = json!({"name": policy.name, "type": policy.type_});
            if environment.branches.contains(&policy) {
                return Ok(empty_response(303));
            }
            environment.branches.push(policy);
            Ok(json_response(200, &json!({})))
        }
        ("POST", ["variables"]) => add_variable(call, &mut environment.variables),
        ("PATCH", ["variables", name]) => set_variable(call, &mut environment.variables, name),
        _ => Ok(not_found_response()),
    }
}

fn route_rulesets(
    call: &ApiRequest<'_>,
    repository: &mut FakeRepository,
    (number, apps): (u64, &[u64]),
    rest: &[&str],
) -> Result<HttpResponse, String> {
    match (call.method, rest) {
        ("GET", []) => Ok(json_response(200, &json!(repository.rulesets))),
        ("POST", []) if parse_body::<Ruleset>(call)?.has_unknown_app(apps) => {
            let message = "Actor Promoter integration must be part of the ruleset source or owner organization";
            Ok(json_response(422, &json!({"message": message})))
        }
        ("POST", []) => {
            let mut ruleset = parse_body::<Ruleset>(call)?.into_checked_json()?;
            ruleset["id"] = json!(number);
            repository.rulesets.push(ruleset.clone());
            Ok(json_response(201, &ruleset))
        }
        ("PUT", [id]) => {
            let mut ruleset = parse_body::<Ruleset>(call)?.into_checked_json()?;
            ruleset["id"] = json!(id.parse::<u64>().unwrap_or_default());
            for there in &mut repository.rulesets {
                if there["id"] == ruleset["id"] {
                    *there = ruleset.clone();
                }
            }
            Ok(json_response(200, &ruleset))
        }
        _ => Ok(not_found_response()),
    }
}

fn route_actions(
    call: &ApiRequest<'_>,
    repository: &mut FakeRepository,
    (number, address): (u64, &str),
    rest: &[&str],
) -> Result<HttpResponse, String> {
    match (call.method, rest) {
        ("PUT", ["permissions", "workflow"]) => {
            let token: WorkflowToken = parse_body(call)?;
            repository.workflow_token = json!([
                token.default_workflow_permissions,
                token.can_approve_pull_request_reviews
            ]);
            Ok(empty_response(204))
        }
        ("POST", ["variables"]) => add_variable(call, &mut repository.variables),
        ("PATCH", ["variables", name]) => set_variable(call, &mut repository.variables, name),
        ("POST", ["workflows", workflow, "dispatches"]) => {
            let dispatch: WorkflowDispatch = parse_body(call)?;
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
            Ok(empty_response(204))
        }
        ("GET", ["workflows", _, "runs"]) => Ok(json_response(
            200,
            &json!({"workflow_runs": repository.workflow_runs}),
        )),
        ("GET", ["runs", id, rest @ ..]) => {
            let id: u64 = id.parse().map_err(|_| "no number")?;
            let run = repository.workflow_runs.iter().find(|run| run["id"] == id);
            Ok(match (run, rest) {
                (Some(run), []) => json_response(200, run),
                (Some(run), ["jobs"]) => {
                    json_response(200, &json!({"jobs": [{"steps": run["steps"]}]}))
                }
                _ => not_found_response(),
            })
        }
        _ => Ok(not_found_response()),
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
struct WorkflowDispatch {
    #[serde(rename = "ref")]
    ref_: String,
    #[serde(default)]
    inputs: Json,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPullRequest {
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
    /// Whether its bypass list contains an App that isn't in `apps`.
    fn has_unknown_app(&self, apps: &[u64]) -> bool {
        let known = |actor: &Json| apps.iter().any(|app| actor["actor_id"] == *app);
        !self.bypass_actors.iter().all(known)
    }

    fn into_checked_json(self) -> Result<Json, String> {
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

fn update_repository(call: &ApiRequest<'_>, repository: &mut FakeRepository) -> Result<(), String> {
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
    let changes: serde_json::Map<String, Json> = parse_body(call)?;
    for (key, value) in changes {
        if !KNOWN.contains(&key.as_str()) {
            return Err(format!("no setting is called {key}"));
        }
        repository.settings[key] = value;
    }
    Ok(())
}

/// Private repositories have reviewers only on the enterprise plan, and no environments on the free plan.
fn upsert_environment(
    call: &ApiRequest<'_>,
    repository: &mut FakeRepository,
    plan: &str,
    name: &str,
) -> Result<HttpResponse, String> {
    let wanted: EnvironmentSettings = parse_body(call)?;
    if plan == "free" {
        let message = "Fail to create protected rule, please ensure billing plan include protected branch gate.";
        return Ok(json_response(422, &json!({"message": message})));
    }
    let reviewed = wanted.reviewers.as_ref().is_some_and(|all| !all.is_empty());
    if reviewed && plan != "enterprise" {
        let message = "Failed to create the environment protection rule. Please ensure the billing plan supports the required reviewers protection rule.";
        return Ok(json_response(422, &json!({"message": message})));
    }
    let environment = repository.environments.entry(name.to_owned()).or_default();
    environment.settings = json!({
        "branches": wanted.deployment_branch_policy,
        "reviewers": wanted.reviewers,
        "preventSelfReview": wanted.prevent_self_review,
    });
    Ok(json_response(200, &json!({"name": name})))
}

type Variables = std::collections::BTreeMap<String, Json>;

fn add_variable(call: &ApiRequest<'_>, variables: &mut Variables) -> Result<HttpResponse, String> {
    let variable: Variable = parse_body(call)?;
    if variables.contains_key(&variable.name) {
        let message = "Already exists - Variable already exists";
        return Ok(json_response(409, &json!({"message": message})));
    }
    variables.insert(variable.name, json!(variable.value));
    Ok(json_response(201, &json!({})))
}

fn set_variable(
    call: &ApiRequest<'_>,
    variables: &mut Variables,
    name: &str,
) -> Result<HttpResponse, String> {
    let variable: Variable = parse_body(call)?;
    match variables.get_mut(name) {
        Some(there) if variable.name == name => {
            *there = json!(variable.value);
            Ok(empty_response(204))
        }
        _ => Ok(not_found_response()),
    }
}

fn open_pull_request(
    call: &ApiRequest<'_>,
    repository: &mut FakeRepository,
    number: u64,
    address: &str,
    bare: &std::path::Path,
) -> Result<HttpResponse, String> {
    let wanted: NewPullRequest = parse_body(call)?;
    let is_open = |pull: &Json| pull["head"]["ref"] == *wanted.head && pull["state"] == "open";
    if repository.pulls.iter().any(is_open) {
        let message = format!("A pull request already exists for acme:{}.", wanted.head);
        let body = json!({"message": "Validation Failed", "errors": [{"message": message}]});
        return Ok(json_response(422, &body));
    }
    let Ok(tip) = std::fs::read_to_string(bare.join("refs/heads").join(&wanted.head)) else {
        let errors = json!([{"resource": "PullRequest", "field": "head", "code": "invalid"}]);
        let body = json!({"message": "Validation Failed", "errors": errors});
        return Ok(json_response(422, &body));
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
    Ok(json_response(201, &pull))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PullRequestChange {
    title: String,
    body: String,
}

fn update_pull_request(
    call: &ApiRequest<'_>,
    repository: &mut FakeRepository,
    number: &str,
) -> Result<HttpResponse, String> {
    let change: PullRequestChange = parse_body(call)?;
    let number: u64 = number.parse().map_err(|_| "no number")?;
    let mut pulls = repository.pulls.iter_mut();
    let Some(pull) = pulls.find(|pull| pull["number"] == number) else {
        return Ok(not_found_response());
    };
    pull["title"] = json!(change.title);
    pull["body"] = json!(change.body);
    Ok(json_response(200, pull))
}

fn list_pull_requests(repository: &FakeRepository, query: &str) -> Vec<Json> {
    let query = percent_decode_str(query).decode_utf8_lossy().into_owned();
    let head = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("head=acme:"));
    let open_only = query.split('&').any(|pair| pair == "state=open");
    let wanted = |pull: &&Json| {
        head.is_none_or(|head| pull["head"]["ref"] == head)
            && (!open_only || pull["state"] == "open")
    };
    repository
        .pulls
        .iter()
        .rev()
        .filter(wanted)
        .cloned()
        .collect()
}

/// The requested page of `all`, with a `Link` header that points to the next page.
fn page_response(call: &ApiRequest<'_>, all: &[Json], size: usize) -> HttpResponse {
    let number = call
        .query
        .split('&')
        .find_map(|pair| pair.strip_prefix("page="));
    let number: usize = number.map_or(1, |number| number.parse().unwrap());
    let (from, to) = ((number - 1) * size, (number * size).min(all.len()));
    let mut answer = json_response(200, &json!(all[from..to]));
    if to < all.len() {
        let (url, path) = (call.api_url.as_str(), call.parts.join("/"));
        let rest: Vec<&str> = call
            .query
            .split('&')
            .filter(|pair| !pair.starts_with("page="))
            .collect();
        let next = format!("{url}/{path}?{}&page={}", rest.join("&"), number + 1);
        let link = format!("<{next}>; rel=\"next\", <{url}/last>; rel=\"last\"");
        answer
            .headers_mut()
            .insert("link", http::HeaderValue::from_str(&link).unwrap());
    }
    answer
}

fn list_repositories(state: &GitHubState) -> Vec<Json> {
    let all = state.repositories.iter();
    all.map(|(key, repository)| {
        repository_to_json(key.split('/').nth(1).unwrap_or_default(), repository)
    })
    .collect()
}

fn repository_to_json(name: &str, repository: &FakeRepository) -> Json {
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

fn parse_body<T: DeserializeOwned>(call: &ApiRequest<'_>) -> Result<T, String> {
    serde_json::from_slice(call.body).map_err(|error| error.to_string())
}

/// A response that lists the scopes of the token.
fn response_with_scopes(state: &GitHubState, body: Json) -> HttpResponse {
    let mut answer = json_response(200, &body);
    if let Some(scopes) = &state.scopes {
        let scopes = http::HeaderValue::from_str(scopes).unwrap();
        answer.headers_mut().insert("x-oauth-scopes", scopes);
    }
    answer
}

fn json_response(status: u16, body: &Json) -> HttpResponse {
    Response::builder()
        .status(status)
        .header("content-type", "application/json; charset=utf-8")
        .body(Full::from(body.to_string()))
        .unwrap()
}

fn empty_response(status: u16) -> HttpResponse {
    Response::builder()
        .status(status)
        .body(Full::default())
        .unwrap()
}

fn not_found_response() -> HttpResponse {
    json_response(404, &json!({"message": "Not Found"}))
}
