//! Who keeps account of effects, so that a run that died continues where it was.

use serde_json::Value as Json;

use super::EffectKey;
use crate::error::Result;

/// An account of effects. What is noted survives the process.
pub trait EffectLedger {
    /// What came of the effect, if it was done, by this process or one before it.
    fn effect_outcome(&self, effect: &EffectKey) -> Option<Json>;

    /// Whether the effect was begun before, so that it may be done though nobody noted it.
    fn is_effect_begun(&self, effect: &EffectKey) -> bool;

    /// Notes that the effect begins.
    ///
    /// # Errors
    /// Io (7) where it cannot be written down.
    fn begin_effect(&self, effect: &EffectKey) -> Result<()>;

    /// Notes that it is done, and what came of it.
    ///
    /// # Errors
    /// Io (7) where it cannot be written down.
    fn finish_effect(&self, effect: &EffectKey, outcome: Json) -> Result<()>;
}
