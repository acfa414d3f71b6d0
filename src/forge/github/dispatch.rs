//! A workflow of the platform makes the repository, where people may not; it is started, found and followed.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use octocrab::Page;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::client::{GitHubApiRequest, GitHubApiResponse};
use super::{GitHub, encode_path_segment};
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{PipelineRequest, PipelineRun};
use crate::printable::{Printable, truncate_chars};

/// How long a run that was started may take to show up.
const WORKFLOW_RUN_APPEAR_TIMEOUT: Duration = Duration::from_secs(60);
/// How long one that was perhaps started before is looked for.
pub(super) const WORKFLOW_RUN_SEARCH_TIMEOUT: Duration = Duration::from_secs(10);
/// How long one may take to end.
const WORKFLOW_RUN_TIMEOUT: Duration = Duration::from_secs(20 * 60);
/// How often one looks.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// What a dispatch gives where the server can say it.
#[derive(Debug, Deserialize)]
pub(super) struct WorkflowDispatchResponse {
    workflow_run_id: u64,
    pub(super) html_url: String,
}

/// A run of a workflow.
#[derive(Debug, Deserialize)]
struct WorkflowRunResponse {
    id: u64,
    html_url: String,
    #[serde(default)]
    display_title: String,
    #[serde(default)]
    status: String,
    conclusion: Option<String>,
}

/// A job of a run.
#[derive(Debug, Deserialize)]
struct WorkflowRunJob {
    steps: Vec<WorkflowRunStep>,
}

#[derive(Debug, Deserialize)]
struct WorkflowRunStep {
    name: String,
    conclusion: Option<String>,
}

impl GitHub {
    /// Starts the workflow, once.
    pub(super) async fn dispatch_workflow(
        &self,
        order: &PipelineRequest<'_>,
    ) -> Result<PipelineRun> {
        let workflow = format!("{}.yml", order.pipeline);
        let what = format!("start {workflow} of the platform");
        let path = format!(
            "{}/actions/workflows/{}",
            self.repository_api_path_from_url(order.url)?,
            encode_path_segment(&workflow)
        );
        if order.is_retry
            && let Some(found) = self
                .find_workflow_run(&path, order.run, WORKFLOW_RUN_SEARCH_TIMEOUT)
                .await?
        {
            return Ok(found);
        }
        let inputs: Map<String, Json> = order
            .inputs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        let call = self.build_dispatch_request(&path, order.branch, inputs);
        let answer = self.client.send_with_retry(&call).await?;
        match self.parse_dispatch_response(&answer, &workflow, &what)? {
            Some(run) => Ok(run),
            None => self.find_dispatched_run(&path, order.run, &what).await,
        }
    }

    /// The run that an answer names; `None` where the workflow may have been started, and the answer doesn't say.
    fn parse_dispatch_response(
        &self,
        answer: &GitHubApiResponse,
        workflow: &str,
        what: &str,
    ) -> Result<Option<PipelineRun>> {
        match answer.status {
            StatusCode::OK => {
                let run: WorkflowDispatchResponse = self.client.parse_success_response(answer, what)?;
                Ok(Some(PipelineRun {
                    id: run.workflow_run_id,
                    url: run.html_url,
                }))
            }
            StatusCode::NOT_FOUND => {
                Err(self.client.error_from_response(answer, what).with_hint(format!(
                    "the platform needs .github/workflows/{workflow}, and the token must be allowed to start it"
                )))
            }
            status if status.is_success() || answer.has_unknown_outcome() => Ok(None),
            _ => {
                let refusal = self.client.error_from_response(answer, what);
                Err(match refusal.kind() {
                    ErrorKind::Remote if answer.status == StatusCode::UNPROCESSABLE_ENTITY => {
                        Error::usage(refusal.message()).with_source(refusal)
                    }
                    _ => refusal,
                })
            }
        }
    }

    /// Looks for a run that may have been started, so nothing that goes wrong here is a refusal.
    async fn find_dispatched_run(&self, path: &str, run: &str, what: &str) -> Result<PipelineRun> {
        match self
            .find_workflow_run(path, run, WORKFLOW_RUN_APPEAR_TIMEOUT)
            .await
        {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(
                Error::remote(format!("cannot {what}: its run does not show up"))
                    .with_hint("its run-name must hold ${{ inputs.run }}"),
            ),
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
            Err(error) => Err(Error::remote(error.message()).with_source(error)),
        }
    }

    /// The call that starts the workflow at `path`, and asks which run that is where the server can say it.
    pub(super) fn build_dispatch_request(
        &self,
        path: &str,
        branch: &str,
        inputs: Map<String, Json>,
    ) -> GitHubApiRequest {
        let mut body = json!({"ref": branch});
        if !inputs.is_empty() {
            body["inputs"] = Json::Object(inputs);
        }
        if self.client.host.is_hosted_by_github() {
            body["return_run_details"] = json!(true);
        }
        GitHubApiRequest::new(Method::POST, format!("{path}/dispatches")).with_body(body)
    }

    /// Waits for a workflow to end; `seen` hears of each of its steps that has ended.
    ///
    /// # Errors
    /// Remote (5) where it did not succeed, or takes too long.
    pub(super) async fn watch_workflow_run(
        &self,
        url: &str,
        workflow: &PipelineRun,
        on_step_end: &mut dyn FnMut(&str, bool),
    ) -> Result<()> {
        let path = format!(
            "{}/actions/runs/{}",
            self.repository_api_path_from_url(url)?,
            workflow.id
        );
        let (began, mut told) = (Instant::now(), BTreeSet::new());
        let what = "follow the workflow";
        loop {
            let call = GitHubApiRequest::new_get_request(path.as_str());
            let answer = self.client.send_with_retry(&call).await?;
            let run: WorkflowRunResponse = self.client.parse_success_response(&answer, what)?;
            let call = GitHubApiRequest::new_get_request(format!("{path}/jobs"));
            let answer = self.client.send_with_retry(&call).await?;
            let jobs: Page<WorkflowRunJob> =
                self.client.parse_paginated_response(&answer, what).await?;
            report_finished_workflow_steps(&jobs.items, &mut told, on_step_end);
            let watch = format!("watch it: {}", Printable(&workflow.url));
            match (run.status.as_str(), run.conclusion.as_deref()) {
                ("completed", Some("success")) => return Ok(()),
                ("completed", conclusion) => {
                    let conclusion = conclusion.unwrap_or("nothing");
                    return Err(Error::remote(format!(
                        "the workflow of the platform ended with {}",
                        Printable(conclusion)
                    ))
                    .with_hint(watch));
                }
                _ if began.elapsed() > WORKFLOW_RUN_TIMEOUT => {
                    return Err(
                        Error::remote("the workflow of the platform does not end").with_hint(watch)
                    );
                }
                _ => self
                    .client
                    .sleep_interruptible(POLL_INTERVAL)
                    .await
                    .map_err(|_| {
                        Error::new(ErrorKind::Interrupted, "interrupted; the workflow goes on")
                            .with_hint(watch)
                    })?,
            }
        }
    }

    /// The first run of the workflow at `path` that was started by hand and whose title holds `run`.
    pub(super) async fn find_workflow_run(
        &self,
        path: &str,
        run: &str,
        patience: Duration,
    ) -> Result<Option<PipelineRun>> {
        let began = Instant::now();
        loop {
            let call = GitHubApiRequest::new_get_request(format!(
                "{path}/runs?event=workflow_dispatch&per_page=30"
            ))
            .with_not_found_retry(self.repository_created_at.get());
            let answer = self.client.send_with_retry(&call).await?;
            // Newest first: what was just started stands on the first page.
            let runs: Page<WorkflowRunResponse> = self
                .client
                .parse_paginated_response(&answer, "look for the workflow's run")
                .await?;
            let ours = |found: &&WorkflowRunResponse| found.display_title.contains(run);
            // Of two the second is a mistake.
            if let Some(found) = runs.items.iter().rfind(ours) {
                return Ok(Some(PipelineRun {
                    id: found.id,
                    url: found.html_url.clone(),
                }));
            }
            if began.elapsed() > patience {
                return Ok(None);
            }
            self.client.sleep_interruptible(POLL_INTERVAL).await?;
        }
    }

    /// The path in the API of the repository at `url`.
    pub(super) fn repository_api_path_from_url(&self, url: &str) -> Result<String> {
        let (owner, name) = self.client.host.parse_repository_url(url).ok_or_else(|| {
            Error::usage(format!(
                "{} is no repository of {}",
                Printable(url),
                self.client.host.name()
            ))
        })?;
        Ok(format!(
            "/repos/{}/{}",
            encode_path_segment(&owner),
            encode_path_segment(&name)
        ))
    }
}

/// Tells of each step that has ended and was not `told` of before.
fn report_finished_workflow_steps(
    jobs: &[WorkflowRunJob],
    told: &mut BTreeSet<usize>,
    on_step_end: &mut dyn FnMut(&str, bool),
) {
    for (number, step) in jobs.iter().flat_map(|job| &job.steps).enumerate() {
        if let Some(conclusion) = &step.conclusion
            && told.insert(number)
        {
            let name = truncate_chars(&Printable(&step.name).to_string(), 60);
            on_step_end(&name, conclusion != "failure");
        }
    }
}
