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
    /// The catalog gets the entity.
    Register,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Step; 6] = [
        Step::Check,
        Step::Render,
        Step::Commit,
        Step::Create,
        Step::Push,
        Step::Register,
    ];

    /// The name, as people and JSON see it.
    pub fn name(self) -> &'static str {
        match self {
            Step::Check => "check",
            Step::Render => "render",
            Step::Commit => "commit",
            Step::Create => "create",
            Step::Push => "push",
            Step::Register => "register",
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
    /// How long it took.
    pub elapsed: Duration,
}

/// What a run tells while it goes on.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// A step begins.
    Started(Step),
    /// A step succeeded.
    Done(&'a StepDone),
}
