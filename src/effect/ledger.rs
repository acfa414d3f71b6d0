//! Records effects, so that a run whose process was killed continues where it stopped.

use serde_json::Value as Json;

use super::EffectKey;
use crate::error::Result;

/// A record of effects that outlives the process.
pub trait EffectLedger {
    /// The outcome of the effect, if this process or an earlier one completed it.
    fn effect_outcome(&self, effect: &EffectKey) -> Option<Json>;

    /// Whether the effect was started before, so that it may have happened without being recorded.
    fn is_effect_begun(&self, effect: &EffectKey) -> bool;

    /// Records that the effect starts.
    ///
    /// # Errors
    /// Io (7) if it can't be written.
    fn begin_effect(&self, effect: &EffectKey) -> Result<()>;

    /// Records that the effect is done, and its outcome.
    ///
    /// # Errors
    /// Io (7) if it can't be written.
    fn finish_effect(&self, effect: &EffectKey, outcome: Json) -> Result<()>;
}
