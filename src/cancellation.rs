//! The wish to stop, shared by the one who has it and everybody who works: no work looks for it anywhere else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the user wants it to stop. Clones are one token; who works looks at it between two calls.
#[derive(Clone, Debug, Default)]
pub struct CancellationToken(Arc<AtomicBool>);

impl CancellationToken {
    /// Asks everybody who has the token to stop.
    pub fn cancel(&self) {
        // Nothing else is handed over with it, so no other memory has to be in order.
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether to stop.
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
