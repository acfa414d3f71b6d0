//! Numbers that differ from run to run: names of runs and pauses, nothing that guards a secret.

use std::hash::{BuildHasher, Hasher, RandomState};

use jiff::tz::TimeZone;

use super::Clock;

/// Any number, from the seed the standard library takes for its hash maps.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A name for a run that sorts by time and that no other run has: `20261123T201718-9f3c2a1b`.
pub fn run_id(clock: Clock) -> String {
    let now = TimeZone::UTC.to_datetime(clock.now());
    format!(
        "{}-{:08x}",
        now.strftime("%Y%m%dT%H%M%S"),
        random() & 0xffff_ffff
    )
}
