//! The steps of a run, by name.

use std::time::Duration;

/// One step of a run. The kind of run decides which steps it has, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStep {
    /// Checks that the name is free and the owner exists.
    Check,
    /// Renders, checks and writes the template.
    Render,
    /// Creates the first commit.
    Commit,
    /// Creates an empty repository on the forge.
    Create,
    /// Pushes the commit and its pristine ref.
    Push,
    /// Sets up the team, environments, variables and rules of the repository.
    Settings,
    /// Adds the entity to the catalog.
    Register,
    /// Starts the first deploy.
    Deploy,
    /// Starts a workflow of the platform that does all this.
    Dispatch,
    /// Waits for the workflow.
    Workflow,
    /// Clones the result.
    Clone,
}

impl RunStep {
    /// The name, in output and JSON.
    pub fn name(self) -> &'static str {
        match self {
            RunStep::Check => "check",
            RunStep::Render => "render",
            RunStep::Commit => "commit",
            RunStep::Create => "create",
            RunStep::Push => "push",
            RunStep::Settings => "settings",
            RunStep::Register => "register",
            RunStep::Deploy => "deploy",
            RunStep::Dispatch => "order",
            RunStep::Workflow => "workflow",
            RunStep::Clone => "clone",
        }
    }
}

/// A step that succeeded.
#[derive(Clone, Debug)]
pub struct CompletedStep {
    /// The step.
    pub step: RunStep,
    /// A short description of the result.
    pub detail: String,
    /// How long it took; `None` if an earlier process did it.
    pub elapsed: Option<Duration>,
}

/// The progress of a run.
#[derive(Clone, Copy, Debug)]
pub enum RunProgressEvent<'a> {
    /// A step starts.
    Started(RunStep),
    /// A step succeeded.
    Done(&'a CompletedStep),
    /// A step of a workflow ended; `true` if it succeeded.
    WorkflowStep(&'a str, bool),
}
