//! Who keeps account of effects, so that a run that died goes on where it was.

use crate::error::Result;

/// An account of effects by name. What is noted survives the process.
pub trait Ledger {
    /// Whether the effect was done, by this process or one before it.
    fn is_done(&self, effect: &str) -> bool;

    /// Whether the effect was begun before, so that it may be done though nobody noted it.
    fn is_begun(&self, effect: &str) -> bool;

    /// Notes that the effect begins.
    fn begin(&self, effect: &str) -> Result<()>;

    /// Notes that it is done.
    fn done(&self, effect: &str) -> Result<()>;
}
