//! What a GitHub holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use base64::Engine;
use http::request::Parts;
use serde_json::{Value as Json, json};

use super::fault::{Fault, Harm};

/// Everything.
pub(crate) struct State {
    pub(super) root: PathBuf,
    pub(super) faults: Vec<Fault>,
    pub(super) hidden: Duration,
    pub(super) requests: Vec<String>,
    /// How many requests came, those of git included.
    pub(crate) asked: usize,
    /// What GitHub would not have understood.
    pub(super) complaints: Vec<String>,
    /// What the classic token may do; `None` is a fine-grained one, which does not say.
    pub(crate) scopes: Option<String>,
    /// What the organisation pays for.
    pub(crate) plan: &'static str,
    /// The teams of the organisation.
    pub(crate) teams: BTreeMap<String, u64>,
    /// The repositories, by `acme/name`.
    pub(crate) repositories: BTreeMap<String, Repository>,
    /// Names that lead to others.
    pub(crate) renamed: BTreeMap<String, String>,
    next: u64,
}

/// A repository.
pub(crate) struct Repository {
    pub(super) id: u64,
    pub(super) made: Instant,
    /// Its settings.
    pub(crate) settings: Json,
    pub(super) topics: Json,
    pub(super) teams: BTreeMap<String, Json>,
    pub(super) workflow_token: Json,
    pub(super) alerts: bool,
    pub(super) environments: BTreeMap<String, Environment>,
    pub(super) variables: BTreeMap<String, Json>,
    /// Its rulesets, in the order they were made.
    pub(crate) rulesets: Vec<Json>,
    /// Its pull requests, in the order they were opened.
    pub(crate) pulls: Vec<Json>,
    pub(super) dispatches: Vec<Json>,
}

/// An environment.
#[derive(Default)]
pub(super) struct Environment {
    pub(super) settings: Json,
    pub(super) branches: Vec<Json>,
    pub(super) variables: BTreeMap<String, Json>,
}

impl State {
    pub(super) fn new(root: &Path) -> State {
        State {
            root: root.to_owned(),
            faults: Vec::new(),
            hidden: Duration::ZERO,
            requests: Vec::new(),
            asked: 0,
            complaints: Vec::new(),
            scopes: Some("repo, workflow, read:org".to_owned()),
            plan: "enterprise",
            teams: BTreeMap::from([("payments".to_owned(), 11), ("storefront".to_owned(), 12)]),
            repositories: BTreeMap::new(),
            renamed: BTreeMap::new(),
            next: 100,
        }
    }

    /// A new number.
    pub(super) fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Makes `acme/<name>` with these settings.
    pub(crate) fn add_repository(&mut self, name: &str, settings: Json) -> u64 {
        let id = self.number();
        let path = self.root.join("acme").join(format!("{name}.git"));
        git(
            &self.root,
            &[
                "init",
                "--quiet",
                "--bare",
                "--initial-branch=main",
                &text(&path),
            ],
        );
        git(&path, &["config", "http.receivepack", "true"]);
        let repository = Repository {
            id,
            made: Instant::now(),
            settings,
            topics: Json::Null,
            teams: BTreeMap::new(),
            workflow_token: Json::Null,
            alerts: false,
            environments: BTreeMap::new(),
            variables: BTreeMap::new(),
            rulesets: Vec::new(),
            pulls: Vec::new(),
            dispatches: Vec::new(),
        };
        self.repositories.insert(format!("acme/{name}"), repository);
        id
    }

    pub(super) fn add_platform(&mut self, files: &[(&str, &str)]) {
        self.add_repository("platform", json!({}));
        let work = self.root.join("seed");
        for (path, text) in files {
            let path = work.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let bare = text(&self.root.join("acme/platform.git"));
        git(&work, &["init", "--quiet", "--initial-branch=main"]);
        git(&work, &["add", "--all"]);
        git(&work, &["commit", "--quiet", "--message", "platform"]);
        git(&work, &["push", "--quiet", &bare, "main"]);
        std::fs::remove_dir_all(work).unwrap();
        if let Some(platform) = self.repositories.get_mut("acme/platform") {
            platform.made = Instant::now() - Duration::from_secs(3600);
        }
    }

    /// Whether the request is signed in.
    pub(super) fn accepts(&mut self, parts: &Parts) -> bool {
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

    /// Whether `acme/name` is there, and old enough to be seen.
    pub(super) fn is_visible(&self, name: &str) -> bool {
        let found = self.find(name);
        found.is_some_and(|found| self.repositories[&found].made.elapsed() >= self.hidden)
    }

    /// The key of a repository, whatever the case of its name.
    pub(super) fn find(&self, name: &str) -> Option<String> {
        let same = |key: &&String| key.eq_ignore_ascii_case(name);
        self.repositories.keys().find(same).cloned()
    }

    pub(super) fn harm(&mut self, method: &str, path: &str) -> Option<Harm> {
        self.asked += 1;
        if let Some(path) = path.strip_prefix("/api/v3") {
            self.requests.push(format!("{method} {path}"));
        }
        self.faults
            .iter_mut()
            .find_map(|fault| fault.strikes(method, path))
    }

    /// The files of every repository.
    pub(super) fn trees(&self) -> Vec<String> {
        let all = self.repositories.keys();
        all.flat_map(|name| trees(&self.root.join(format!("{name}.git"))))
            .collect()
    }

    pub(super) fn everything(&self) -> Json {
        let repositories = self.repositories.iter().map(|(name, repository)| {
            let path = self.root.join(format!("{name}.git"));
            let value = json!({
                "settings": repository.settings,
                "topics": repository.topics,
                "teams": repository.teams,
                "workflowToken": repository.workflow_token,
                "alerts": repository.alerts,
                "environments": repository.environments.iter().map(|(name, environment)| (name, json!({
                    "settings": environment.settings,
                    "branches": environment.branches,
                    "variables": environment.variables,
                }))).collect::<BTreeMap<_, _>>(),
                "variables": repository.variables,
                "rulesets": repository.rulesets.iter().map(without_numbers).collect::<Vec<_>>(),
                "pulls": repository.pulls.iter().map(without_numbers).collect::<Vec<_>>(),
                "dispatches": repository.dispatches,
                "refs": refs(&path),
            });
            (name.clone(), value)
        });
        Json::Object(repositories.collect())
    }
}

fn without_numbers(value: &Json) -> Json {
    let mut value = value.clone();
    if let Some(object) = value.as_object_mut() {
        for key in ["id", "number", "html_url", "head_sha"] {
            object.remove(key);
        }
    }
    value
}

/// Every ref with what it leads to, without what differs from run to run: commits carry the names of runs, files the
/// port of this server.
fn refs(path: &Path) -> Vec<String> {
    let listed = git(
        path,
        &["for-each-ref", "--format=%(refname) %(contents:subject)"],
    );
    let named = listed.lines().filter_map(|line| line.split_once(' '));
    named
        .map(|(name, subject)| {
            let files = git(path, &["ls-tree", "-r", name]);
            let kind = match name.starts_with("refs/idp/pristine/") {
                true => "pristine",
                false => name,
            };
            format!("{kind} {subject}, {} files", files.lines().count())
        })
        .collect()
}

/// The files of every ref, as [`refs`] says.
fn trees(path: &Path) -> Vec<String> {
    let names = git(path, &["for-each-ref", "--format=%(refname)"]);
    let mut trees = Vec::new();
    for name in names.lines() {
        for line in git(path, &["ls-tree", "-r", name]).lines() {
            let (id, file) = line.split_once('\t').unwrap();
            trees.push(match file {
                ".idp/lock.yaml" => without_port(&git(path, &["show", &format!("{name}:{file}")])),
                file if file.starts_with("catalog/") || file.starts_with("catalog.") => {
                    without_port(&git(path, &["show", &format!("{name}:{file}")]))
                }
                _ => format!("{id} {file}"),
            });
        }
    }
    trees
}

/// `text` without the address of this server.
pub(crate) fn without_port(text: &str) -> String {
    let port = regex::Regex::new(r"127\.0\.0\.1:\d+").unwrap();
    port.replace_all(text, "127.0.0.1").into_owned()
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Runs git with a name of its own; what it printed.
pub(crate) fn git(dir: &Path, arguments: &[&str]) -> String {
    std::fs::create_dir_all(dir).unwrap();
    let output = Command::new("git")
        .current_dir(dir)
        .args([
            "-c",
            "user.name=GitHub",
            "-c",
            "user.email=noreply@github.com",
        ])
        .args(arguments)
        .env_remove("GIT_DIR")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {said}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}
