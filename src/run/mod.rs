//! Runs: what `idp new` has done, is doing and has still to do.

mod fail_point;
mod folder;
mod header;
mod id;
mod journal;
mod private;

pub use fail_point::FailPoint;
pub use folder::{Found, Runs, Work};
pub use header::{Header, Service};
pub use id::run_id;
pub use journal::{Journal, Phase, Record, RunRecord};

pub(crate) use header::SCHEMA;
