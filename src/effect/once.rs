//! Carries an effect out unless the ledger has it done, and notes both ends of it.
//!
//! On the disk before the effect, so that a process that is killed in between leaves a trace of what it may have done. An effect
//! that began without an end may have happened: its work is told so, and has to ask the remote instead of guessing.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{EffectKey, EffectLedger};
use crate::error::{Error, ErrorKind, Result};

/// Whether an effect that is about to be carried out may have happened already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectAttempt {
    /// Nothing has been done about it.
    First,
    /// It was begun before, by this process or another, and nothing says how that ended.
    Again,
}

impl EffectAttempt {
    /// Whether what the effect makes may be there already.
    pub fn may_have_happened(self) -> bool {
        self == EffectAttempt::Again
    }
}

/// Does `work` unless `ledger` has `effect` done; what came of it, then or now.
///
/// # Errors
/// Those of `work` and of the ledger; conflict (6) where the ledger has an outcome that this `idp` does not understand.
pub fn run_effect_once<T: Serialize + DeserializeOwned>(
    ledger: &dyn EffectLedger,
    effect: EffectKey,
    work: impl FnOnce(EffectAttempt) -> Result<T>,
) -> Result<T> {
    match begin_effect_unless_done(ledger, effect)? {
        EffectState::Done(outcome) => Ok(outcome),
        EffectState::Begun(begun) => {
            let outcome = work(begun.attempt)?;
            begun.record_effect_outcome(outcome)
        }
    }
}

/// As [`run_effect_once`], for work that waits for answers, so that independent effects can be under way together.
pub async fn run_effect_once_async<T: Serialize + DeserializeOwned>(
    ledger: &dyn EffectLedger,
    effect: EffectKey,
    work: impl AsyncFnOnce(EffectAttempt) -> Result<T>,
) -> Result<T> {
    match begin_effect_unless_done(ledger, effect)? {
        EffectState::Done(outcome) => Ok(outcome),
        EffectState::Begun(begun) => {
            let outcome = work(begun.attempt).await?;
            begun.record_effect_outcome(outcome)
        }
    }
}

enum EffectState<'l, T> {
    Done(T),
    Begun(BegunEffect<'l>),
}

/// An effect that the ledger has as begun.
struct BegunEffect<'l> {
    ledger: &'l dyn EffectLedger,
    key: EffectKey,
    attempt: EffectAttempt,
}

fn begin_effect_unless_done<T: DeserializeOwned>(
    ledger: &dyn EffectLedger,
    key: EffectKey,
) -> Result<EffectState<'_, T>> {
    if let Some(outcome) = ledger.effect_outcome(&key) {
        let outcome = serde_json::from_value(outcome).map_err(|error| {
            Error::conflict(format!("what came of `{key}` was noted by another idp"))
                .with_hint("resume it with the idp version that began it")
                .with_source(error)
        })?;
        return Ok(EffectState::Done(outcome));
    }
    let attempt = if ledger.is_effect_begun(&key) {
        EffectAttempt::Again
    } else {
        EffectAttempt::First
    };
    ledger.begin_effect(&key)?;
    Ok(EffectState::Begun(BegunEffect {
        ledger,
        key,
        attempt,
    }))
}

impl BegunEffect<'_> {
    fn record_effect_outcome<T: Serialize>(self, outcome: T) -> Result<T> {
        let value = serde_json::to_value(&outcome).map_err(|error| {
            let message = format!("cannot note what came of `{}`", self.key);
            Error::new(ErrorKind::Io, message).with_source(error)
        })?;
        self.ledger.finish_effect(&self.key, value)?;
        Ok(outcome)
    }
}
