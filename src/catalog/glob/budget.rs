//! The work budget for globs, so that a hostile pattern can't block reading a catalog.

/// The remaining work, in steps of about a nanosecond.
#[derive(Debug)]
pub(in crate::catalog) struct GlobBudget(u64);

/// A pattern that needs more work than any realistic one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::catalog) struct GlobTooComplex;

impl GlobBudget {
    /// Enough for thousands of globs over a hundred thousand files.
    pub(in crate::catalog) const CATALOG_GLOB_BUDGET: u64 = 1_000_000_000;

    pub(in crate::catalog) fn new(steps: u64) -> GlobBudget {
        GlobBudget(steps)
    }

    /// Subtracts `steps`.
    ///
    /// # Errors
    /// If fewer steps are left.
    pub(super) fn spend_steps(&mut self, steps: usize) -> Result<(), GlobTooComplex> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        self.0 = self.0.checked_sub(steps).ok_or_else(|| {
            // An exhausted budget stays exhausted.
            self.0 = 0;
            GlobTooComplex
        })?;
        Ok(())
    }
}
