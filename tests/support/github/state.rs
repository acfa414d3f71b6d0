//! The state of a fake GitHub.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::Engine;
use http::request::Parts;
use serde_json::{Value as Json, json};

use super::fault::{FaultEffect, InjectedFault};
use super::inventory::{ListedRepository, ListedTeam};

/// The complete state.
pub(crate) struct GitHubState {
    pub(super) root: PathBuf,
    pub(super) faults: Vec<InjectedFault>,
    pub(super) hide_duration: Duration,
    pub(super) requests: Vec<String>,
    /// The number of requests so far, including those of git.
    pub(crate) request_count: usize,
    /// What GitHub wouldn't have understood.
    pub(super) complaints: Vec<String>,
    /// The scopes of the classic token; `None` for a fine-grained token, which doesn't report any.
    pub(crate) scopes: Option<String>,
    /// The plan of the organisation.
    pub(crate) plan: &'static str,
    /// Whether the API reports the OIDC subjects of a repository's workflows.
    pub(crate) has_oidc_subjects: bool,
    /// The organisation's variables and secrets, by name, with their visibility.
    pub(crate) org_variables: BTreeMap<&'static str, &'static str>,
    /// The IDs of the organisation's Apps.
    pub(crate) app_ids: Vec<u64>,
    /// The teams of the organisation.
    pub(crate) teams: BTreeMap<String, u64>,
    /// `closed` or `secret`.
    pub(crate) team_privacy: &'static str,
    /// The repositories, by `acme/name`.
    pub(crate) repositories: BTreeMap<String, FakeRepository>,
    /// The repositories and teams that queries list.
    pub(crate) listed_repositories: Vec<ListedRepository>,
    pub(crate) listed_teams: Vec<ListedTeam>,
    /// The custom properties of repositories, as `GET /orgs/acme/properties/values` returns them.
    pub(crate) custom_properties: Vec<Json>,
    /// The largest page of repositories that the GraphQL API returns in time.
    pub(crate) max_graphql_page: usize,
    /// The number of items on a page of a list.
    pub(crate) page_size: usize,
    /// The full names of repositories, by ID.
    pub(crate) full_names: BTreeMap<String, String>,
    /// Old names of repositories, with their new names.
    pub(crate) renamed: BTreeMap<String, String>,
    last_id: u64,
}

/// A repository.
pub(crate) struct FakeRepository {
    pub(super) id: u64,
    pub(super) created_at: Instant,
    /// Its settings.
    pub(crate) settings: Json,
    pub(super) topics: Json,
    pub(super) teams: BTreeMap<String, Json>,
    pub(super) workflow_token: Json,
    pub(super) vulnerability_alerts: bool,
    pub(super) environments: BTreeMap<String, FakeEnvironment>,
    pub(super) variables: BTreeMap<String, Json>,
    /// Its rulesets, in the order in which they were created.
    pub(crate) rulesets: Vec<Json>,
    /// Its pull requests, in the order in which they were opened.
    pub(crate) pulls: Vec<Json>,
    pub(super) dispatches: Vec<Json>,
    /// Its pages; null if there are none.
    pub(super) pages: Json,
    /// The runs of the dispatched workflows, newest first.
    pub(crate) workflow_runs: Vec<Json>,
}

/// An environment.
#[derive(Default)]
pub(super) struct FakeEnvironment {
    pub(super) settings: Json,
    pub(super) branches: Vec<Json>,
    pub(super) variables: BTreeMap<String, Json>,
}

impl GitHubState {
    pub(super) fn new(root: &Path) -> GitHubState {
        GitHubState {
            root: root.to_owned(),
            faults: Vec::new(),
            hide_duration: Duration::ZERO,
            requests: Vec::new(),
            request_count: 0,
            complaints: Vec::new(),
            scopes: Some("repo, workflow, read:org".to_owned()),
            plan: "enterprise",
            has_oidc_subjects: true,
            org_variables: BTreeMap::new(),
            app_ids: vec![7],
            team_privacy: "closed",
            teams: BTreeMap::from([("payments".to_owned(), 11), ("storefront".to_owned(), 12)]),
            repositories: BTreeMap::new(),
            listed_repositories: Vec::new(),
            listed_teams: Vec::new(),
            custom_properties: Vec::new(),
            max_graphql_page: 100,
            page_size: 100,
            full_names: BTreeMap::new(),
            renamed: BTreeMap::new(),
            last_id: 100,
        }
    }

    /// Whether the token can read what only owners of the organisation can see.
    pub(super) fn is_org_admin(&self) -> bool {
        let scopes = self.scopes.as_ref();
        scopes.is_none_or(|scopes| scopes.contains("admin:org"))
    }

    /// Sets the plan of the organisation, with a token that can read it.
    pub(crate) fn set_visible_plan(&mut self, plan: &'static str) {
        self.plan = plan;
        self.scopes = Some("repo, workflow, admin:org".to_owned());
    }

    /// The next ID.
    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Creates `acme/<name>` with these settings.
    pub(crate) fn add_repository(&mut self, name: &str, settings: Json) -> u64 {
        let id = self.next_id();
        let path = self.root.join("acme").join(format!("{name}.git"));
        let mut options = git2::RepositoryInitOptions::new();
        options.bare(true).mkpath(true).initial_head("main");
        options.external_template(false);
        let bare = git2::Repository::init_opts(path, &options).unwrap();
        let mut config = bare.config().unwrap();
        config.set_bool("http.receivepack", true).unwrap();
        let repository = FakeRepository {
            id,
            created_at: Instant::now(),
            settings,
            topics: Json::Null,
            teams: BTreeMap::new(),
            workflow_token: Json::Null,
            vulnerability_alerts: false,
            environments: BTreeMap::new(),
            variables: BTreeMap::new(),
            rulesets: Vec::new(),
            pulls: Vec::new(),
            dispatches: Vec::new(),
            pages: Json::Null,
            workflow_runs: Vec::new(),
        };
        self.repositories.insert(format!("acme/{name}"), repository);
        id
    }

    pub(super) fn add_platform(&mut self, files: &[(&str, &str)]) {
        self.add_repository("platform", json!({}));
        let bare = git2::Repository::open(self.root.join("acme/platform.git")).unwrap();
        let mut index = git2::Index::new().unwrap();
        bare.set_index(&mut index).unwrap();
        for (path, text) in files {
            let id = bare.blob(text.as_bytes()).unwrap();
            let mut update = git2::build::TreeUpdateBuilder::new();
            update.upsert(*path, id, git2::FileMode::Blob);
            let tree = bare.find_tree(index.write_tree_to(&bare).unwrap()).unwrap();
            let tree = update.create_updated(&bare, &tree).unwrap();
            index.read_tree(&bare.find_tree(tree).unwrap()).unwrap();
        }
        let tree = bare.find_tree(index.write_tree_to(&bare).unwrap()).unwrap();
        let who = git2::Signature::new("GitHub", "noreply@github.com", &git2::Time::new(1, 0));
        let who = who.unwrap();
        bare.commit(Some("refs/heads/main"), &who, &who, "platform", &tree, &[])
            .unwrap();
        if let Some(platform) = self.repositories.get_mut("acme/platform") {
            platform.created_at = Instant::now() - Duration::from_secs(3600);
        }
    }

    /// Whether the request is authenticated.
    pub(super) fn is_authenticated(&mut self, parts: &Parts) -> bool {
        let header = parts.headers.get("authorization");
        let said = header
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let basic = said.strip_prefix("Basic ").and_then(|encoded| {
            let decoded = base64::engine::general_purpose::STANDARD
                .decode(encoded)
                .ok()?;
            String::from_utf8(decoded).ok()
        });
        let bearer = said
            .strip_prefix("Bearer ")
            .or_else(|| said.strip_prefix("token "));
        let secret = basic
            .as_deref()
            .and_then(|pair| pair.split_once(':'))
            .map(|(_, secret)| secret)
            .or(bearer);
        secret == Some(super::TOKEN)
    }

    /// Whether `acme/name` exists and is old enough to be visible.
    pub(super) fn is_visible(&self, name: &str) -> bool {
        let found = self.find_repository(name);
        found.is_some_and(|found| {
            self.repositories[&found].created_at.elapsed() >= self.hide_duration
        })
    }

    /// The key of a repository, whatever the case of `name`.
    pub(super) fn find_repository(&self, name: &str) -> Option<String> {
        let same = |key: &&String| key.eq_ignore_ascii_case(name);
        self.repositories.keys().find(same).cloned()
    }

    pub(super) fn record_and_find_fault(
        &mut self,
        method: &str,
        path: &str,
    ) -> Option<FaultEffect> {
        self.request_count += 1;
        let is_graphql = path == "/api/graphql";
        if let Some(path) = path.strip_prefix("/api/v3").or(is_graphql.then_some(path)) {
            self.requests.push(format!("{method} {path}"));
        }
        self.faults
            .iter_mut()
            .find_map(|fault| fault.take_effect(method, path))
    }

    /// The files of every repository.
    pub(super) fn snapshot_files(&self) -> Vec<String> {
        let all = self.repositories.keys();
        all.flat_map(|name| list_ref_files(&self.root.join(format!("{name}.git"))))
            .collect()
    }

    pub(super) fn snapshot_json(&self) -> Json {
        let repositories = self.repositories.iter().map(|(name, repository)| {
            let path = self.root.join(format!("{name}.git"));
            let mut value = json!({
                "settings": repository.settings,
                "topics": repository.topics,
                "teams": repository.teams,
                "workflowToken": repository.workflow_token,
                "alerts": repository.vulnerability_alerts,
                "environments": repository.environments.iter().map(|(name, environment)| (name, json!({
                    "settings": environment.settings,
                    "branches": environment.branches,
                    "variables": environment.variables,
                }))).collect::<BTreeMap<_, _>>(),
                "variables": repository.variables,
                "rulesets": repository.rulesets.iter().map(remove_ids).collect::<Vec<_>>(),
                "pulls": repository.pulls.iter().map(remove_ids).collect::<Vec<_>>(),
                "dispatches": repository.dispatches,
                "refs": describe_refs(&path),
            });
            if !repository.pages.is_null() {
                value["pages"] = repository.pages.clone();
            }
            (name.clone(), value)
        });
        Json::Object(repositories.collect())
    }
}

fn remove_ids(value: &Json) -> Json {
    let mut value = value.clone();
    if let Some(object) = value.as_object_mut() {
        for key in ["id", "number", "html_url", "head_sha"] {
            object.remove(key);
        }
        if let Some(head) = object.get_mut("head").and_then(Json::as_object_mut) {
            head.remove("sha");
        }
    }
    value
}

/// Describes every ref without what differs from run to run: commits contain the names of runs, and files contain the
/// port of this server.
fn describe_refs(path: &Path) -> Vec<String> {
    let described = |name: &str, commit: &git2::Commit<'_>, files: Vec<String>| {
        let kind = if name.starts_with("refs/idp/pristine/") {
            "pristine"
        } else {
            name
        };
        let subject = commit.summary().unwrap().unwrap_or_default();
        format!("{kind} {subject}, {} files", files.len())
    };
    map_refs(path, described)
}

/// The files of every ref, without what differs from run to run; see [`describe_refs`].
fn list_ref_files(path: &Path) -> Vec<String> {
    map_refs(path, |_, _, files| files.join("\n"))
}

fn map_refs(
    path: &Path,
    described: impl Fn(&str, &git2::Commit<'_>, Vec<String>) -> String,
) -> Vec<String> {
    let bare = git2::Repository::open(path).unwrap();
    let mut all = Vec::new();
    for reference in bare.references().unwrap() {
        let reference = reference.unwrap();
        let commit = reference.peel_to_commit().unwrap();
        let files = list_tree_files(&bare, &commit.tree().unwrap());
        all.push(described(reference.name().unwrap(), &commit, files));
    }
    all.sort();
    all
}

/// Each file with its content, without the address of this server.
fn list_tree_files(bare: &git2::Repository, tree: &git2::Tree<'_>) -> Vec<String> {
    let mut files = Vec::new();
    tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() == Some(git2::ObjectType::Blob) {
            let blob = bare.find_blob(entry.id()).unwrap();
            let text = remove_port(&String::from_utf8_lossy(blob.content()));
            let id = git2::Oid::hash_object(git2::ObjectType::Blob, text.as_bytes());
            let name = entry.name().unwrap();
            files.push(format!(
                "{} {folder}{name} {:o}",
                id.unwrap(),
                entry.filemode()
            ));
        }
        git2::TreeWalkResult::Ok
    })
    .unwrap();
    files
}

/// `text` without the address of this server.
pub(crate) fn remove_port(text: &str) -> String {
    let port = regex::Regex::new(r"127\.0\.0\.1:\d+").unwrap();
    port.replace_all(text, "127.0.0.1").into_owned()
}
