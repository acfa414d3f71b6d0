//! The one clock: the system's, or a fixed one so that the same input gives the same bytes.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What time it is.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The system's.
    System,
    /// Always this moment (`IDP_CLOCK`).
    Fixed(Timestamp),
}

impl Clock {
    /// Now.
    pub fn now(self) -> Timestamp {
        match self {
            Clock::System => Timestamp::now(),
            Clock::Fixed(moment) => moment,
        }
    }

    /// Today, in UTC: what is recorded must not depend on where one sits.
    pub fn today(self) -> Date {
        TimeZone::UTC.to_datetime(self.now()).date()
    }

    /// The date commits get, in seconds since 1970; `None` leaves git its own clock and the user's time zone.
    pub fn commit_timestamp_override(self) -> Option<i64> {
        match self {
            Clock::System => None,
            Clock::Fixed(moment) => Some(moment.as_second()),
        }
    }
}
