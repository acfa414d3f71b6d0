//! The first deploy: from here on a merge is a release.

use http::StatusCode;
use serde_json::{Map, json};

use super::dispatch::{Dispatched, TO_BE_SEEN};
use super::effect::effect;
use super::environment::standing;
use super::ruleset::is_protected;
use super::standing::Standing;
use super::{Forge, GitHub, Ledger, RepositorySpec, part};
use crate::error::Result;

/// The variable that deploy workflows wait for; set last, so that no half-made repository rolls out.
const READY: &str = "DEPLOY_READY";

/// Whether the first deploy may start: where GitHub refused an environment, its branch or the rules of the default branch,
/// anybody's push would be rolled out, or with nobody's approval.
pub(super) fn is_open(wanted: &RepositorySpec, ledger: &dyn Ledger) -> bool {
    let is_made = |environment| standing(environment, ledger) == Some(Standing::Made);
    is_protected(ledger) && wanted.environments.iter().all(is_made)
}

impl GitHub {
    /// Opens the way, then starts the workflow; where to watch it.
    pub(super) async fn deployed(
        &self,
        wanted: &RepositorySpec,
        ledger: &dyn Ledger,
    ) -> Result<Option<String>> {
        let workflow = wanted.deploy.as_deref();
        let Some(workflow) = workflow.filter(|_| wanted.can_deploy() && is_open(wanted, ledger))
        else {
            return Ok(None);
        };
        let opened = self.set_variable(wanted, None, READY, "true");
        effect(ledger, &format!("variable {READY}"), opened).await?;
        let path = format!(
            "{}/actions/workflows/{}",
            self.repository(&wanted.name),
            part(workflow)
        );
        let name = "deploy";
        let watch = format!("{}/actions/workflows/{workflow}", self.place(&wanted.name));
        if let Some(url) = ledger.outcome(name) {
            return Ok(url.as_str().map(str::to_owned).or(Some(watch)));
        }
        let begun = ledger.is_begun(name);
        ledger.begin(name)?;
        let started = match begun {
            true => self.running(&path).await?,
            false => None,
        };
        let url = match started {
            Some(url) => url,
            None => self.dispatched(wanted, &path).await?.unwrap_or(watch),
        };
        ledger.done(name, json!(url))?;
        Ok(Some(url))
    }

    /// What to do where the way stays closed.
    pub(super) fn closed(&self, wanted: &RepositorySpec) -> String {
        let host = self.client.host.name();
        let slug = self.slug(&wanted.name);
        format!(
            "nothing is deployed; once that is mended: gh variable set {READY} --body true --repo {host}/{slug}"
        )
    }

    /// The requests of [`GitHub::deployed`] that change something.
    pub(super) fn deploy_changes(&self, wanted: &RepositorySpec) -> Vec<String> {
        let Some(workflow) = wanted.deploy.as_deref().filter(|_| wanted.can_deploy()) else {
            return Vec::new();
        };
        let base = self.repository(&wanted.name);
        vec![
            format!("POST {base}/actions/variables"),
            format!(
                "POST {base}/actions/workflows/{}/dispatches",
                part(workflow)
            ),
        ]
    }

    async fn dispatched(&self, wanted: &RepositorySpec, path: &str) -> Result<Option<String>> {
        let what = "start the first deploy";
        let call = self.dispatch(path, &wanted.branch, Map::new());
        let call = call.of_new(self.made_at.get());
        let mut answer = self.client.send(&call).await?;
        if answer.is_unclear() {
            if let Some(url) = self.running(path).await? {
                return Ok(Some(url));
            }
            answer = self.client.send(&call).await?;
        }
        match answer.status {
            StatusCode::NO_CONTENT => Ok(None),
            _ => Ok(Some(
                self.client.body::<Dispatched>(&answer, what)?.html_url,
            )),
        }
    }

    /// The run that was started by hand, which on a new repository nobody but this run has done.
    async fn running(&self, path: &str) -> Result<Option<String>> {
        let found = self.found(path, "", TO_BE_SEEN).await?;
        Ok(found.map(|run| run.url))
    }
}
