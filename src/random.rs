//! Numbers that differ from run to run: names of runs and pauses, nothing that guards a secret.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Any number, from the seed the standard library takes for its hash maps.
pub fn random_u64() -> u64 {
    RandomState::new().build_hasher().finish()
}
