//! What changes something at GitHub is done once, however often a run is resumed: the ledger knows.

use std::future::Future;
use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::EffectLedger;
use crate::error::{Error, Result};

/// An effect on its way; what it gives are sentences that people should know.
pub(super) type EffectFuture<'a> = Pin<Box<dyn Future<Output = Result<Vec<String>>> + 'a>>;

/// Does `work` unless the ledger has it done, and notes both ends of it; what came of it, then or now.
///
/// # Errors
/// Those of `work`; conflict (6) where the ledger has what this `idp` does not understand.
pub(super) async fn run_effect_once<T: Serialize + DeserializeOwned>(
    ledger: &dyn EffectLedger,
    name: &str,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    if let Some(outcome) = ledger.effect_outcome(name) {
        return serde_json::from_value(outcome).map_err(|error| {
            Error::conflict(format!("what came of `{name}` was noted by another idp"))
                .with_hint("resume it with the idp version that began it")
                .with_source(error)
        });
    }
    ledger.begin_effect(name)?;
    let outcome = work.await?;
    ledger.finish_effect(name, json!(outcome))?;
    Ok(outcome)
}
