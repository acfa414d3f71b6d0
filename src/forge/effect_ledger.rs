//! Who keeps account of effects, so that a run that died goes on where it was.

use serde_json::Value as Json;

use crate::error::Result;

/// An account of effects by name. What is noted survives the process.
pub trait EffectLedger {
    /// What came of the effect, if it was done, by this process or one before it.
    fn effect_outcome(&self, effect: &str) -> Option<Json>;

    /// Whether the effect was begun before, so that it may be done though nobody noted it.
    fn is_effect_begun(&self, effect: &str) -> bool;

    /// Notes that the effect begins.
    fn begin_effect(&self, effect: &str) -> Result<()>;

    /// Notes that it is done, and what came of it.
    fn finish_effect(&self, effect: &str, outcome: Json) -> Result<()>;
}
