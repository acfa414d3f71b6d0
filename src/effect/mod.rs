//! Effects: what a run changes outside its own files. Each happens once, however often the run is resumed.
//!
//! An effect has a [key](EffectKey), a [ledger](EffectLedger) records its start and its outcome, and [`run_effect_once`] runs it if
//! the ledger doesn't have it yet. A forge records its effects the same way as a run does.

mod key;
mod ledger;
mod once;

pub use key::EffectKey;
pub use ledger::EffectLedger;
pub use once::{EffectAttempt, run_effect_once, run_effect_once_async};
