//! The clock: the system clock, or a fixed time for reproducible output.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A source of the current time.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The system clock.
    System,
    /// A fixed time (`IDP_CLOCK`).
    Fixed(Timestamp),
}

impl Clock {
    /// The current time.
    pub fn now(self) -> Timestamp {
        match self {
            Clock::System => Timestamp::now(),
            Clock::Fixed(moment) => moment,
        }
    }

    /// The current date in UTC, so that recorded dates don't depend on the time zone.
    pub fn today(self) -> Date {
        TimeZone::UTC.to_datetime(self.now()).date()
    }

    /// The date for commits, in seconds since 1970; `None` for the current time in the user's time zone.
    pub fn commit_timestamp_override(self) -> Option<i64> {
        match self {
            Clock::System => None,
            Clock::Fixed(moment) => Some(moment.as_second()),
        }
    }
}
