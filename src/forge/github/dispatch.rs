//! A workflow of the platform makes the repository, where people may not; it is started, found and followed.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::client::Call;
use super::{GitHub, part};
use crate::error::{Error, Kind, Result};
use crate::forge::{Order, Workflow};
use crate::printable::{Printable, shortened};

/// How long a run that was started may take to show up.
const TO_APPEAR: Duration = Duration::from_secs(60);
/// How long one that was perhaps started before is looked for.
pub(super) const TO_BE_SEEN: Duration = Duration::from_secs(10);
/// How long one may take to end.
const TO_END: Duration = Duration::from_secs(20 * 60);
/// How often one looks.
const PAUSE: Duration = Duration::from_secs(2);

/// What a dispatch gives where the server can say it.
#[derive(Debug, Deserialize)]
pub(super) struct Dispatched {
    workflow_run_id: u64,
    pub(super) html_url: String,
}

/// The runs of a workflow, newest first.
#[derive(Debug, Deserialize)]
struct Runs {
    workflow_runs: Vec<Run>,
}

/// A run of a workflow.
#[derive(Debug, Deserialize)]
struct Run {
    id: u64,
    html_url: String,
    #[serde(default)]
    display_title: String,
    #[serde(default)]
    status: String,
    conclusion: Option<String>,
}

/// The jobs of a run.
#[derive(Debug, Deserialize)]
struct Jobs {
    jobs: Vec<Job>,
}

#[derive(Debug, Deserialize)]
struct Job {
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
struct Step {
    name: String,
    conclusion: Option<String>,
}

impl GitHub {
    /// Starts the workflow, once.
    pub(super) async fn ordered(&self, order: &Order<'_>) -> Result<Workflow> {
        let what = format!("start {} of the platform", order.workflow);
        let path = format!(
            "{}/actions/workflows/{}",
            self.path_of(order.url)?,
            part(order.workflow)
        );
        if order.again
            && let Some(found) = self.found(&path, order.run, TO_BE_SEEN).await?
        {
            return Ok(found);
        }
        let inputs: Map<String, Json> = order
            .inputs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        let call = self.dispatch(&path, order.branch, inputs);
        let answer = self.client.send(&call).await?;
        match answer.status {
            StatusCode::OK => {
                let run: Dispatched = self.client.body(&answer, &what)?;
                return Ok(Workflow {
                    id: run.workflow_run_id,
                    url: run.html_url,
                });
            }
            StatusCode::NOT_FOUND => {
                return Err(self.client.problem(&answer, &what).hint(format!(
                    "the platform needs .github/workflows/{}, and the token must be allowed to start it",
                    order.workflow
                )));
            }
            status if status.is_success() || answer.is_unclear() => {}
            _ => {
                let refusal = self.client.problem(&answer, &what);
                return Err(match refusal.kind() {
                    Kind::Remote if answer.status == StatusCode::UNPROCESSABLE_ENTITY => {
                        Error::usage(refusal.message()).caused_by(refusal)
                    }
                    _ => refusal,
                });
            }
        }
        // It may have been started, so nothing from here on is a refusal.
        match self.found(&path, order.run, TO_APPEAR).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(
                Error::remote(format!("cannot {what}: its run does not show up"))
                    .hint("its run-name must hold ${{ inputs.run }}"),
            ),
            Err(error) if error.kind() == Kind::Interrupted => Err(error),
            Err(error) => Err(Error::remote(error.message()).caused_by(error)),
        }
    }

    /// The call that starts the workflow at `path`, and asks which run that is where the server can say it.
    pub(super) fn dispatch(&self, path: &str, branch: &str, inputs: Map<String, Json>) -> Call {
        let mut body = json!({"ref": branch});
        if !inputs.is_empty() {
            body["inputs"] = Json::Object(inputs);
        }
        if self.client.host.is_githubs_own() {
            body["return_run_details"] = json!(true);
        }
        Call::new(Method::POST, format!("{path}/dispatches")).with(body)
    }

    /// Waits for a workflow to end; `seen` hears of each of its steps that has ended.
    ///
    /// # Errors
    /// Remote (5) where it did not succeed, or takes too long.
    pub(super) async fn followed(
        &self,
        url: &str,
        workflow: &Workflow,
        seen: &mut dyn FnMut(&str, bool),
    ) -> Result<()> {
        let path = format!("{}/actions/runs/{}", self.path_of(url)?, workflow.id);
        let (began, mut told) = (Instant::now(), BTreeSet::new());
        loop {
            let answer = self.client.send(&Call::get(path.as_str())).await?;
            let run: Run = self.client.body(&answer, "follow the workflow")?;
            let answer = self.client.send(&Call::get(format!("{path}/jobs"))).await?;
            let jobs: Jobs = self.client.body(&answer, "follow the workflow")?;
            let steps = jobs.jobs.iter().flat_map(|job| &job.steps).enumerate();
            for (number, step) in steps {
                if let Some(conclusion) = &step.conclusion
                    && told.insert(number)
                {
                    let name = shortened(&Printable(&step.name).to_string(), 60);
                    seen(&name, conclusion != "failure");
                }
            }
            let watch = format!("watch it: {}", Printable(&workflow.url));
            match (run.status.as_str(), run.conclusion.as_deref()) {
                ("completed", Some("success")) => return Ok(()),
                ("completed", conclusion) => {
                    let conclusion = conclusion.unwrap_or("nothing");
                    return Err(Error::remote(format!(
                        "the workflow of the platform ended with {}",
                        Printable(conclusion)
                    ))
                    .hint(watch));
                }
                _ if began.elapsed() > TO_END => {
                    return Err(
                        Error::remote("the workflow of the platform does not end").hint(watch)
                    );
                }
                _ => self.client.sleep(PAUSE).await.map_err(|_| {
                    Error::new(Kind::Interrupted, "interrupted; the workflow goes on").hint(watch)
                })?,
            }
        }
    }

    /// The first run of the workflow at `path` that was started by hand and whose title holds `run`.
    pub(super) async fn found(
        &self,
        path: &str,
        run: &str,
        patience: Duration,
    ) -> Result<Option<Workflow>> {
        let began = Instant::now();
        loop {
            let call = Call::get(format!("{path}/runs?event=workflow_dispatch&per_page=30"))
                .of_new(self.made_at.get());
            let answer = self.client.send(&call).await?;
            let runs: Runs = self.client.body(&answer, "look for the workflow's run")?;
            let ours = |found: &&Run| found.display_title.contains(run);
            // Of two the second is a mistake.
            if let Some(found) = runs.workflow_runs.iter().rfind(ours) {
                return Ok(Some(Workflow {
                    id: found.id,
                    url: found.html_url.clone(),
                }));
            }
            if began.elapsed() > patience {
                return Ok(None);
            }
            self.client.sleep(PAUSE).await?;
        }
    }

    /// The path in the API of the repository at `url`.
    pub(super) fn path_of(&self, url: &str) -> Result<String> {
        let (owner, name) = self.client.host.slug(url).ok_or_else(|| {
            Error::usage(format!(
                "{} is no repository of {}",
                Printable(url),
                self.client.host.name()
            ))
        })?;
        Ok(format!("/repos/{}/{}", part(&owner), part(&name)))
    }
}
