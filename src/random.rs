//! Random numbers for run IDs and delays. Not for cryptography.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A random number, from the seed of the standard library's hash maps.
pub fn random_u64() -> u64 {
    RandomState::new().build_hasher().finish()
}
