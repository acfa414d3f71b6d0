//! The name of a run.

use jiff::tz::TimeZone;

use crate::clock::Clock;
use crate::random::random;

/// A name for a run that sorts by time and that no other run has: `20261123T201718-9f3c2a1b`.
pub fn run_id(clock: Clock) -> String {
    let now = TimeZone::UTC.to_datetime(clock.now());
    format!(
        "{}-{:08x}",
        now.strftime("%Y%m%dT%H%M%S"),
        random() & 0xffff_ffff
    )
}
