//! Virtual time: milliseconds since the midnight before the simulated day.

use std::time::Duration;

use domain::Timestamp;
use embedded::given;

/// A time or a duration in milliseconds.
pub(crate) type Millis = i64;

pub(crate) const SECOND: Millis = 1_000;
pub(crate) const MINUTE: Millis = 60 * SECOND;
pub(crate) const HOUR: Millis = 60 * MINUTE;

/// The same time as the house spells it.
pub(crate) fn stamp(at: Millis) -> Timestamp {
    given::at(-12 * 60) + Duration::from_millis(at.unsigned_abs())
}

/// A time of the house in milliseconds.
pub(crate) fn millis(stamp: Timestamp) -> Millis {
    stamp.as_millisecond() - given::at(-12 * 60).as_millisecond()
}

/// As a number that can be plotted.
pub(crate) fn hours(at: Millis) -> f64 {
    real(at) / real(HOUR)
}

/// Counts of a day have no digit too many for it.
#[expect(clippy::cast_precision_loss, reason = "a day has fewer milliseconds than 2^53")]
pub(crate) fn real(number: i64) -> f64 {
    number as f64
}

/// Rounded down, for times and counts.
#[expect(clippy::cast_possible_truncation, reason = "draws of times and counts stay far below 2^63")]
pub(crate) fn whole(number: f64) -> i64 {
    number as i64
}

/// How many, as a number to divide by.
pub(crate) fn count(number: usize) -> f64 {
    real(i64::try_from(number).unwrap_or(i64::MAX))
}
