//! A GitHub of one's own: its REST API as far as `idp` speaks it, git behind it, and every way to fail. It lives on the
//! loopback interface of this machine, on a port of the system's choice, for as long as its value does.

mod api;
mod fault;
mod git;
mod openapi;
mod server;
mod state;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value as Json;
use tempfile::TempDir;

#[allow(unused_imports, reason = "benches need no faults")]
pub(crate) use fault::{Fault, Harm};
use state::State;
#[allow(unused_imports, reason = "benches compare nothing")]
pub(crate) use state::without_port;

use crate::support::Idp;

/// The token that it accepts. Nothing else may ever show it.
pub(crate) const TOKEN: &str = "ghp_canary0123456789abcdefABCDEF0123456789";

/// A running GitHub with the organisation `acme`, its teams, and its platform in `acme/platform`.
pub(crate) struct GitHub {
    root: TempDir,
    state: Arc<Mutex<State>>,
    port: u16,
    _stop: server::Stop,
}

const GROUPS: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: payments\nspec:\n  type: team\n  children: []\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: storefront\nspec:\n  type: team\n  children: []\n";
const ROOT: &str = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: root\nspec:\n  targets: [./catalog/**/*.yaml]\n";

/// Where services run, as a platform says it.
pub(crate) const ENVIRONMENTS: &str = "environments:\n  staging:\n    variables: {CLUSTER: staging-1, NAMESPACE: '{name}', AWS_REGION: eu-central-1, AWS_ROLE_ARN: 'arn:aws:iam::1:role/staging'}\n  production:\n    variables: {CLUSTER: production-1, NAMESPACE: '{name}', AWS_REGION: eu-central-1, AWS_ROLE_ARN: 'arn:aws:iam::2:role/production'}\n";

impl GitHub {
    /// A GitHub whose platform has `settings` in its `idp.yaml` besides the organisation and the forge.
    pub(crate) fn new(settings: &str) -> GitHub {
        GitHub::with_files(&[
            (
                "idp.yaml",
                &format!("organisation: acme\nforge: github\n{settings}"),
            ),
            ("catalog-info.yaml", ROOT),
            ("catalog/groups.yaml", GROUPS),
        ])
    }

    /// A GitHub whose platform keeps its catalog in one file, with these `settings` besides.
    pub(crate) fn with_one_file(settings: &str) -> GitHub {
        GitHub::with_files(&[
            (
                "idp.yaml",
                &format!(
                    "organisation: acme\nforge: github\n{settings}catalog: {{file: catalog.yaml}}\n"
                ),
            ),
            ("catalog.yaml", GROUPS),
        ])
    }

    fn with_files(files: &[(&str, &str)]) -> GitHub {
        let root = TempDir::new().unwrap();
        let state = Arc::new(Mutex::new(State::new(root.path())));
        let (port, stop) = server::start(Arc::clone(&state));
        let github = GitHub {
            root,
            state,
            port,
            _stop: stop,
        };
        github.state(|state| state.add_platform(files));
        github
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What `--platform` takes for its platform.
    pub(crate) fn platform(&self) -> String {
        format!("{}/acme/platform.git", self.url())
    }

    /// A user of it, with a token and a name.
    pub(crate) fn user(&self) -> Idp {
        self.visitor().with("GH_ENTERPRISE_TOKEN", TOKEN)
    }

    /// A user of it, with a name and without a token.
    pub(crate) fn visitor(&self) -> Idp {
        let idp = Idp::new()
            .with("IDP_GITHUB_URL", &self.url())
            .with("IDP_PLATFORM", &self.platform());
        ["AUTHOR", "COMMITTER"].iter().fold(idp, |idp, role| {
            idp.with(&format!("GIT_{role}_NAME"), "Ada")
                .with(&format!("GIT_{role}_EMAIL"), "ada@acme.example")
        })
    }

    /// Lets something go wrong from now on.
    pub(crate) fn fails(&self, fault: Fault) {
        self.state(|state| state.faults.push(fault));
    }

    /// For so long nobody sees a repository after it was made.
    pub(crate) fn hides_new_repositories(&self, for_: Duration) {
        self.state(|state| state.hidden = for_);
    }

    /// Changes what it is.
    pub(crate) fn state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    /// The bare repository `acme/<name>`.
    pub(crate) fn repository(&self, name: &str) -> PathBuf {
        self.root.path().join("acme").join(format!("{name}.git"))
    }

    /// Merges the registration of `name` as the button would; whether there was no conflict.
    pub(crate) fn merges(&self, idp: &Idp, name: &str) -> bool {
        let platform = self.repository("platform");
        let branch = format!("refs/heads/idp/register/{name}");
        let merge = idp
            .command("git")
            .current_dir(&platform)
            .args(["merge-tree", "--write-tree", "main", &branch])
            .output()
            .unwrap();
        if !merge.status.success() {
            return false;
        }
        let tree = String::from_utf8(merge.stdout).unwrap();
        let parents = ["-p", "main", "-p", &branch];
        let commit = ["commit-tree", tree.trim(), "-m", "merge"];
        let commit = idp.git(&platform, commit.iter().chain(&parents));
        idp.git(&platform, ["update-ref", "refs/heads/main", &commit]);
        true
    }

    /// Everything there is, in a form that is the same for the same things: no numbers, no times, no names of runs.
    pub(crate) fn everything(&self) -> Json {
        self.state(|state| state.everything())
    }

    /// The files of every ref of every repository, in the same sense.
    pub(crate) fn trees(&self) -> Vec<String> {
        self.state(|state| state.trees())
    }

    /// The requests so far, `METHOD /path`; those of git are not among them.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.state(|state| state.requests.clone())
    }

    /// How often `request` was made.
    pub(crate) fn count(&self, request: &str) -> usize {
        let requests = self.requests();
        requests.iter().filter(|made| **made == request).count()
    }
}

impl Drop for GitHub {
    /// What GitHub would not understand fails every test that sent it.
    fn drop(&mut self) {
        let complaints = self.state(|state| std::mem::take(&mut state.complaints));
        if !std::thread::panicking() {
            assert!(complaints.is_empty(), "{complaints:#?}");
        }
    }
}
