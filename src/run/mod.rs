//! Runs: what `idp new` has done, is doing and has still to do.

mod fail_point;
mod header;
mod id;
mod journal;
mod private_file;
mod store;

pub use fail_point::FailPoint;
pub use header::{PlannedService, RunHeader};
pub use id::generate_run_id;
pub use journal::{EffectPhase, Journal, JournalEntry, RunRecord};
pub use store::{ActiveRun, RunStore, StoredRun};

pub(crate) use header::JOURNAL_SCHEMA;
