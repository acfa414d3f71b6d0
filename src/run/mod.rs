//! Runs: what `idp new` has done, is doing and has still to do.

mod folder;
mod header;
mod id;
mod journal;
mod kill;
mod private;

pub use folder::{Found, Runs, Work};
pub use header::{Header, Service};
pub use id::run_id;
pub use journal::{Journal, Phase, Record, Story};
pub use kill::Kill;

pub(crate) use header::SCHEMA;
