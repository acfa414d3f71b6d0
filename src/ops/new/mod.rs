//! `idp new`: from what was asked for to a registered repository, in named steps.
//!
//! [`interview`] turns flags and answers into a [`Request`], [`plan`] turns that into a [`Plan`] without any effect,
//! [`apply`] carries the plan out. `--dry-run` ends after the plan.

mod abandon;
mod apply;
mod context;
mod directory;
mod effect;
mod given;
mod interview;
mod namespaces;
mod order;
mod owner;
mod plan;
mod step;

pub use abandon::{Abandoned, abandon};
pub use apply::{apply, asked_forge, is_committed, resume};
pub use context::{Created, RunContext};
pub use given::{Given, Setting};
pub use interview::{Request, check_given, interview};
pub use order::order;
pub use plan::{Plan, PlanContext, directory as directory_of, inputs, plan};
pub use step::{Progress, Step, StepDone};
