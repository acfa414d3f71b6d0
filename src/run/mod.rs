//! Runs: track what a command with remote effects has done and still has to do.
//!
//! A [`RunStore`] returns an [`ActiveRun`], whose [`Journal`] outlives the process; a [`RunEngine`] executes its steps.
//! A new kind of run is a variant of [`RunWork`], its steps are variants of [`RunStep`], and its effects are
//! [`EffectKey`](crate::effect::EffectKey)s.

mod engine;
mod fail_point;
mod header;
mod header_format;
mod id;
mod journal;
mod journal_reader;
mod planned_platform;
mod planned_service;
mod private_file;
mod record;
mod step;
mod store;

pub use engine::RunEngine;
pub use fail_point::FailPoint;
pub use header::{NewPlatformRun, NewServiceRun, RecordedCommand, RunHeader, RunWork};
pub use id::generate_run_id;
pub use journal::Journal;
pub use planned_platform::PlannedPlatform;
pub use planned_service::{PlannedService, path_relative_to};
pub use record::{EffectPhase, JournalEntry, RunRecord};
pub use step::{CompletedStep, RunProgressEvent, RunStep};
pub use store::{ActiveRun, RunStore, StoredRun};
