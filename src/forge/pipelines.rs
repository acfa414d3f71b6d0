//! What a forge runs by itself: workflows, pipelines.

use serde::{Deserialize, Serialize};

use super::RepositorySpec;
use crate::effect::EffectLedger;
use crate::error::Result;

/// Pipelines that run on the forge's side, in the name of a repository.
pub trait Pipelines {
    /// Has a pipeline do what this machine may not; asking twice for the same run is asking once.
    ///
    /// # Errors
    /// Not found (3), sign-in (4) or usage (2) where it was certainly not started.
    fn start_pipeline(&self, wanted: &PipelineRequest<'_>) -> Result<PipelineRun>;

    /// Waits for a pipeline of the repository at `url` to end; `on_step_end` hears of each of its steps that has ended,
    /// and whether well.
    ///
    /// # Errors
    /// Remote (5) where it did not succeed.
    fn wait_for_pipeline(
        &self,
        url: &str,
        run: &PipelineRun,
        on_step_end: &mut dyn FnMut(&str, bool),
    ) -> Result<()>;

    /// Starts the first deploy of a repository that has its settings; the URL to watch it at, where it was started.
    ///
    /// # Errors
    /// What the forge says; it may be called again.
    fn start_first_deploy(
        &self,
        wanted: &RepositorySpec,
        ledger: &dyn EffectLedger,
    ) -> Result<Option<String>>;

    /// Looks for what proposes deployments where they are approved by a proposal.
    ///
    /// # Errors
    /// Not found (3) where something of it is not there.
    fn fetch_promoter_status(&self) -> Result<DeploymentPromoterStatus>;
}

/// A pipeline that is wanted to run.
#[derive(Clone, Debug)]
pub struct PipelineRequest<'a> {
    /// The URL of the repository that has it.
    pub url: &'a str,
    /// Its name there, without what the forge adds to name its file.
    pub pipeline: &'a str,
    /// The branch that it is taken from.
    pub branch: &'a str,
    /// The run that asks: it stands in the title of the pipeline's run, which is known by it.
    pub run: &'a str,
    /// What the pipeline is told, by name.
    pub inputs: Vec<(&'static str, String)>,
    /// Whether it may have been asked before.
    pub is_retry: bool,
}

/// A pipeline that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineRun {
    /// What the forge calls the run.
    pub id: u64,
    /// Where people watch it.
    pub url: String,
}

/// What is known of what proposes deployments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeploymentPromoterStatus {
    /// It is set up; what was found.
    Ready(String),
    /// Who asks may not know, and who may.
    NotVisible(String),
}
