//! Run ids.

use jiff::tz::TimeZone;

use crate::clock::Clock;
use crate::random::random_u64;

/// A unique run id that sorts by time: `20261123T201718-9f3c2a1b`.
pub fn generate_run_id(clock: Clock) -> String {
    let now = TimeZone::UTC.to_datetime(clock.now());
    format!(
        "{}-{:08x}",
        now.strftime("%Y%m%dT%H%M%S"),
        random_u64() & 0xffff_ffff
    )
}
