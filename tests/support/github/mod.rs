//! A fake GitHub: the parts of its REST API that `idp` uses, git behind it, and every way to fail. It listens on the
//! loopback interface, on a port that the system chooses, until it is dropped.

mod api;
mod fault;
mod git;
mod inventory;
mod openapi;
mod server;
mod state;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value as Json;
use tempfile::TempDir;

#[allow(unused_imports, reason = "benches need no faults")]
pub(crate) use fault::{FaultEffect, InjectedFault};
#[allow(unused_imports, reason = "benches list no organisation")]
pub(crate) use inventory::{ListedRepository, ListedTeam};
use state::GitHubState;
#[allow(unused_imports, reason = "benches compare nothing")]
pub(crate) use state::remove_port;

use crate::support::Idp;

/// The token that it accepts. It must not appear anywhere else.
pub(crate) const TOKEN: &str = "ghp_canary0123456789abcdefABCDEF0123456789";

/// A running GitHub with the organisation `acme`, its teams, and its platform in `acme/platform`.
pub(crate) struct FakeGitHub {
    root: TempDir,
    state: Arc<Mutex<GitHubState>>,
    port: u16,
    _stop: server::ServerHandle,
}

const GROUPS: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: payments\nspec:\n  type: team\n  children: []\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: storefront\nspec:\n  type: team\n  children: []\n";
const ROOT: &str = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: root\nspec:\n  targets: [./catalog/**/*.yaml]\n";

/// The environments that services are deployed to, as in `idp.yaml`.
pub(crate) const ENVIRONMENTS: &str = "environments:\n  staging:\n    variables: {CLUSTER: staging-1, NAMESPACE: '{name}', AWS_REGION: eu-central-1, AWS_ROLE_ARN: 'arn:aws:iam::1:role/staging'}\n  production:\n    variables: {CLUSTER: production-1, NAMESPACE: '{name}', AWS_REGION: eu-central-1, AWS_ROLE_ARN: 'arn:aws:iam::2:role/production'}\n";

impl FakeGitHub {
    /// A GitHub whose platform has `settings` in its `idp.yaml`, in addition to the organisation and the forge.
    pub(crate) fn new(settings: &str) -> FakeGitHub {
        FakeGitHub::with_files(&[
            (
                "idp.yaml",
                &format!("organisation: acme\nforge: github\n{settings}"),
            ),
            ("catalog-info.yaml", ROOT),
            ("catalog/groups.yaml", GROUPS),
        ])
    }

    /// A GitHub whose platform keeps its catalog in one file, with these additional `settings`.
    pub(crate) fn with_single_catalog_file(settings: &str) -> FakeGitHub {
        FakeGitHub::with_files(&[
            (
                "idp.yaml",
                &format!(
                    "organisation: acme\nforge: github\n{settings}catalog: {{file: catalog.yaml}}\n"
                ),
            ),
            ("catalog.yaml", GROUPS),
        ])
    }

    fn with_files(files: &[(&str, &str)]) -> FakeGitHub {
        let root = TempDir::new().unwrap();
        let state = Arc::new(Mutex::new(GitHubState::new(root.path())));
        let (port, stop) = server::start_server(Arc::clone(&state));
        let github = FakeGitHub {
            root,
            state,
            port,
            _stop: stop,
        };
        github.with_state(|state| state.add_platform(files));
        github
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The URL of its platform, for `--platform`.
    pub(crate) fn platform_url(&self) -> String {
        format!("{}/acme/platform.git", self.url())
    }

    /// A user of it, with a token and a name.
    pub(crate) fn signed_in_user(&self) -> Idp {
        self.signed_out_user()
            .with_env("GH_ENTERPRISE_TOKEN", TOKEN)
    }

    /// A user of it, with a name and without a token.
    pub(crate) fn signed_out_user(&self) -> Idp {
        let idp = Idp::new()
            .with_env("IDP_GITHUB_URL", &self.url())
            .with_env("IDP_PLATFORM", &self.platform_url());
        ["AUTHOR", "COMMITTER"].iter().fold(idp, |idp, role| {
            idp.with_env(&format!("GIT_{role}_NAME"), "Ada")
                .with_env(&format!("GIT_{role}_EMAIL"), "ada@acme.example")
        })
    }

    /// Injects a fault from now on.
    pub(crate) fn inject_fault(&self, fault: InjectedFault) {
        self.with_state(|state| state.faults.push(fault));
    }

    /// Hides each repository for this long after it is created.
    pub(crate) fn hide_new_repositories(&self, for_: Duration) {
        self.with_state(|state| state.hide_duration = for_);
    }

    /// Reads or changes its state.
    pub(crate) fn with_state<T>(&self, change: impl FnOnce(&mut GitHubState) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    /// The bare repository `acme/<name>`.
    pub(crate) fn repository_path(&self, name: &str) -> PathBuf {
        self.root.path().join("acme").join(format!("{name}.git"))
    }

    /// Merges the registration of `name` as the merge button would. Returns false if there is a conflict.
    pub(crate) fn merge_registration(&self, idp: &Idp, name: &str) -> bool {
        let platform = self.repository_path("platform");
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
        let commit = idp.run_git(&platform, commit.iter().chain(&parents));
        idp.run_git(&platform, ["update-ref", "refs/heads/main", &commit]);
        true
    }

    /// The complete state in a reproducible form: no IDs, no times, no names of runs.
    pub(crate) fn snapshot_json(&self) -> Json {
        self.with_state(|state| state.snapshot_json())
    }

    /// The files of every ref of every repository, in a reproducible form.
    pub(crate) fn snapshot_files(&self) -> Vec<String> {
        self.with_state(|state| state.snapshot_files())
    }

    /// The API requests so far, as `METHOD /path`; git's requests aren't included.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.with_state(|state| state.requests.clone())
    }

    /// How often `request` was made.
    pub(crate) fn count_requests(&self, request: &str) -> usize {
        let requests = self.requests();
        requests.iter().filter(|made| **made == request).count()
    }
}

impl Drop for FakeGitHub {
    /// Fails every test that sent something that GitHub wouldn't understand.
    fn drop(&mut self) {
        let complaints = self.with_state(|state| std::mem::take(&mut state.complaints));
        if !std::thread::panicking() {
            assert!(complaints.is_empty(), "{complaints:#?}");
        }
    }
}
