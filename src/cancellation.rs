//! The cancellation signal, shared between the interrupt handler and all work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether work should stop. Clones share one state; work checks it between calls.
#[derive(Clone, Debug, Default)]
pub struct CancellationToken(Arc<AtomicBool>);

impl CancellationToken {
    /// Cancels all work with this token.
    pub fn cancel(&self) {
        // No other data is passed along with it, so relaxed ordering is enough.
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_are_one_token_and_others_are_not() {
        let (token, other) = (CancellationToken::default(), CancellationToken::default());
        let clone = token.clone();
        assert!(!clone.is_cancelled());
        token.cancel();
        assert!(clone.is_cancelled());
        assert!(!other.is_cancelled());
    }
}
