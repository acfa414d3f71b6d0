//! The steps of a run, by name.

use std::time::Duration;

/// One step; the order of the variants is the order of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
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
    Order,
    /// It does so.
    Workflow,
    /// What it made comes to this machine.
    Clone,
}

impl Step {
    /// The steps of a run on a forge that has settings or not, of what can be rolled out or not.
    pub fn of(settings: bool, deploy: bool) -> Vec<Step> {
        use Step::{Check, Commit, Create, Deploy, Push, Register, Render, Settings};
        let all = [
            Check, Render, Commit, Create, Push, Settings, Register, Deploy,
        ];
        let there = |step: &Step| match step {
            Settings => settings,
            Deploy => settings && deploy,
            _ => true,
        };
        all.into_iter().filter(there).collect()
    }

    /// The steps of a run that a workflow of the platform carries out.
    pub fn of_order() -> Vec<Step> {
        vec![Step::Check, Step::Order, Step::Workflow, Step::Clone]
    }

    /// The name, as people and JSON see it.
    pub fn name(self) -> &'static str {
        match self {
            Step::Check => "check",
            Step::Render => "render",
            Step::Commit => "commit",
            Step::Create => "create",
            Step::Push => "push",
            Step::Settings => "settings",
            Step::Register => "register",
            Step::Deploy => "deploy",
            Step::Order => "order",
            Step::Workflow => "workflow",
            Step::Clone => "clone",
        }
    }
}

/// A step that succeeded.
#[derive(Clone, Debug)]
pub struct StepDone {
    /// Which.
    pub step: Step,
    /// What came of it, in a few words.
    pub detail: String,
    /// How long it took; `None` for what was done before this process went on.
    pub elapsed: Option<Duration>,
}

/// What a run tells while it goes on.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// A step begins.
    Started(Step),
    /// A step succeeded.
    Done(&'a StepDone),
    /// A step of a workflow ended, well or not.
    Elsewhere(&'a str, bool),
}
