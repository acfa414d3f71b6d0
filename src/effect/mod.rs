//! Effects: what a run changes outside of its own files, each carried out once, however often the run is resumed.
//!
//! An effect has a [key](EffectKey), a [ledger](EffectLedger) notes its beginning and its outcome, and [`run_effect_once`]
//! carries out what the ledger doesn't have yet. A forge notes its effects the same way as a run does.

mod key;
mod ledger;
mod once;

pub use key::EffectKey;
pub use ledger::EffectLedger;
pub use once::{EffectAttempt, run_effect_once, run_effect_once_async};
