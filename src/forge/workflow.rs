//! What this machine may not do, asked of a workflow that may.

use serde::{Deserialize, Serialize};

/// A workflow that is wanted to run.
#[derive(Clone, Debug)]
pub struct WorkflowDispatch<'a> {
    /// The URL of the repository that has it.
    pub url: &'a str,
    /// Its file.
    pub workflow: &'a str,
    /// The branch that it is taken from.
    pub branch: &'a str,
    /// The run that asks: it stands in the title of the workflow's run, which is known by it.
    pub run: &'a str,
    /// What the workflow is told, by name.
    pub inputs: Vec<(&'static str, String)>,
    /// Whether it may have been asked before.
    pub is_retry: bool,
}

/// A workflow that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowRun {
    /// What the forge calls the run.
    pub id: u64,
    /// Where people watch it.
    pub url: String,
}
