//! Runs an effect unless the ledger records it as done, and records its start and its end.
//!
//! The start is on disk before the effect, so that a process killed in between leaves a trace of what it may have done. An effect
//! with a start but no end may have happened: its work learns this, and must ask the remote instead of guessing.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{EffectKey, EffectLedger};
use crate::error::{Error, ErrorKind, Result};

/// Whether an effect that is about to run may have happened already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectAttempt {
    /// It was never started.
    First,
    /// It was started before, by this process or another one, and its outcome is unknown.
    Again,
}

impl EffectAttempt {
    /// Whether the result of the effect may exist already.
    pub fn may_have_happened(self) -> bool {
        self == EffectAttempt::Again
    }
}

/// Runs `work` unless `ledger` records `effect` as done. Returns the outcome, recorded or new.
///
/// # Errors
/// Those of `work` and of the ledger; conflict (6) if the ledger has an outcome that this `idp` can't read.
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

/// Like [`run_effect_once`], for async work, so that independent effects can run concurrently.
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

/// An effect that the ledger records as started.
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
            Error::conflict(format!(
                "the outcome of `{key}` was recorded by another version of idp"
            ))
            .with_hint("resume the run with the idp version that started it")
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
            let message = format!("cannot record the outcome of `{}`", self.key);
            Error::new(ErrorKind::Io, message).with_source(error)
        })?;
        self.ledger.finish_effect(&self.key, value)?;
        Ok(outcome)
    }
}
