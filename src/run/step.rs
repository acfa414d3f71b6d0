//! The steps of a run, by name.

use std::time::Duration;

/// One step of a run. The kind of run decides which steps it has, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStep {
    /// The name is free, the owner exists.
    Check,
    /// The template is rendered, checked and written.
    Render,
    /// The render becomes the first commit.
    Commit,
    /// The forge gets an empty repository.
    Create,
    /// The commit and its pristine ref go there.
    Push,
    /// The repository gets its team, environments, variables and rules.
    Settings,
    /// The catalog gets the entity.
    Register,
    /// The first deploy starts.
    Deploy,
    /// A workflow of the platform is asked to do all that.
    Dispatch,
    /// It does so.
    Workflow,
    /// What it made comes to this machine.
    Clone,
}

impl RunStep {
    /// The name, as people and JSON see it.
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
    /// Which.
    pub step: RunStep,
    /// What came of it, in a few words.
    pub detail: String,
    /// How long it took; `None` for what was done before this process went on.
    pub elapsed: Option<Duration>,
}

/// What a run tells while it goes on.
#[derive(Clone, Copy, Debug)]
pub enum RunProgress<'a> {
    /// A step begins.
    Started(RunStep),
    /// A step succeeded.
    Done(&'a CompletedStep),
    /// A step of a workflow ended, well or not.
    WorkflowStep(&'a str, bool),
}
