//! Pipelines that run on the forge, such as workflows.

use serde::{Deserialize, Serialize};

use super::RepositorySpec;
use crate::effect::EffectLedger;
use crate::error::Result;

/// Pipelines of repositories on the forge.
pub trait Pipelines {
    /// Starts a pipeline. Starting it twice for the same run has no further effect.
    ///
    /// # Errors
    /// Not found (3), sign-in (4) or usage (2) if it was definitely not started.
    fn start_pipeline(&self, wanted: &PipelineRequest<'_>) -> Result<PipelineRun>;

    /// Waits for a pipeline of the repository at `url` to finish. Calls `on_step_end` with the name and success of each
    /// finished step.
    ///
    /// # Errors
    /// Remote (5) if it failed.
    fn wait_for_pipeline(
        &self,
        url: &str,
        run: &PipelineRun,
        on_step_end: &mut dyn FnMut(&str, bool),
    ) -> Result<()>;

    /// Starts the first deploy of a configured repository. Returns the URL to watch it, if it was started.
    ///
    /// # Errors
    /// Any error of the forge. It is safe to call again.
    fn start_first_deploy(
        &self,
        wanted: &RepositorySpec,
        ledger: &dyn EffectLedger,
    ) -> Result<Option<String>>;

    /// Checks the App that proposes deployments, for approval by pull request.
    ///
    /// # Errors
    /// Not found (3) if a part of it is missing.
    fn fetch_promoter_status(&self) -> Result<DeploymentPromoterStatus>;
}

/// A request to run a pipeline.
#[derive(Clone, Debug)]
pub struct PipelineRequest<'a> {
    /// The URL of its repository.
    pub url: &'a str,
    /// Its name, without the file extension of the forge.
    pub pipeline: &'a str,
    /// The branch to run it from.
    pub branch: &'a str,
    /// The ID of the requesting run. The title of the pipeline run contains it, which is how it is found.
    pub run: &'a str,
    /// The inputs of the pipeline, by name.
    pub inputs: Vec<(&'static str, String)>,
    /// Whether it may have been started before.
    pub is_retry: bool,
}

/// A run of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineRun {
    /// The ID of the run on the forge.
    pub id: u64,
    /// The URL to watch it.
    pub url: String,
}

/// The status of the App that proposes deployments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeploymentPromoterStatus {
    /// It is set up, with details.
    Ready(String),
    /// The user isn't allowed to see it, with the reason.
    NotVisible(String),
}
