//! Starts, finds and watches the platform workflow that creates repositories if people aren't allowed to.

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

/// How long a dispatched run may take to appear.
const WORKFLOW_RUN_APPEAR_TIMEOUT: Duration = Duration::from_secs(60);
/// How long to search for a run that may have been started before.
pub(super) const WORKFLOW_RUN_SEARCH_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a run may take.
const WORKFLOW_RUN_TIMEOUT: Duration = Duration::from_secs(20 * 60);
/// The interval between polls.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// The response to a dispatch, on servers that return the run.
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
        let what = format!("start the platform workflow {workflow}");
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

    /// The run in the response; `None` if the workflow may have been started but the response doesn't say which run it
    /// is.
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
                    "the platform needs .github/workflows/{workflow}, and the token needs permission to start it"
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

    /// Finds a run that may have been started. Errors here don't mean that the dispatch was rejected.
    async fn find_dispatched_run(&self, path: &str, run: &str, what: &str) -> Result<PipelineRun> {
        match self
            .find_workflow_run(path, run, WORKFLOW_RUN_APPEAR_TIMEOUT)
            .await
        {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(
                Error::remote(format!("cannot {what}: its run didn't appear"))
                    .with_hint("its run-name must contain ${{ inputs.run }}"),
            ),
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
            Err(error) => Err(Error::remote(error.message()).with_source(error)),
        }
    }

    /// The request that starts the workflow at `path`. It asks for the details of the run, on servers that support
    /// that.
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

    /// Waits for a workflow run to finish. Calls `on_step_end` for each finished step.
    ///
    /// # Errors
    /// Remote (5) if it fails or takes too long.
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
        let what = "watch the workflow run";
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
                    let conclusion = conclusion.unwrap_or("no conclusion");
                    return Err(Error::remote(format!(
                        "the platform workflow did not succeed: {}",
                        Printable(conclusion)
                    ))
                    .with_hint(watch));
                }
                _ if began.elapsed() > WORKFLOW_RUN_TIMEOUT => {
                    return Err(Error::remote(format!(
                        "the platform workflow didn't finish within {} min",
                        WORKFLOW_RUN_TIMEOUT.as_secs() / 60
                    ))
                    .with_hint(watch));
                }
                _ => self
                    .client
                    .sleep_interruptible(POLL_INTERVAL)
                    .await
                    .map_err(|_| {
                        Error::new(
                            ErrorKind::Interrupted,
                            "interrupted; the workflow is still running",
                        )
                        .with_hint(watch)
                    })?,
            }
        }
    }

    /// The first manually dispatched run of the workflow at `path` whose title contains `run`.
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
            // Newest first: a run that was just started is on the first page.
            let runs: Page<WorkflowRunResponse> = self
                .client
                .parse_paginated_response(&answer, "find the workflow run")
                .await?;
            let ours = |found: &&WorkflowRunResponse| found.display_title.contains(run);
            // If there are two, the second one was started by mistake.
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

    /// The API path of the repository at `url`.
    pub(super) fn repository_api_path_from_url(&self, url: &str) -> Result<String> {
        let (owner, name) = self
            .client
            .host
            .parse_repository_owner_and_name(url)
            .ok_or_else(|| {
                Error::usage(format!(
                    "{} is not a repository on {}",
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

/// Reports each finished step that isn't in `told` yet.
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
