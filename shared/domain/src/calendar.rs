//! French local time: the one place that turns an instant into a date, and days into an instant.
//!
//! Every date that the project answers, prints, books or numbers comes from here, so a document of a New Year's night
//! has one year on paper, in its number and in the books.

use std::sync::LazyLock;

use jiff::{
    SignedDuration, Span, Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

/// The rule of French time since 1996 needs no database: summer lasts from the last Sunday of March to the last Sunday
/// of October, both at 1:00 UTC.
static FRANCE: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZone::posix("CET-1CEST,M3.5.0/2,M10.5.0/3").expect("the rule is spelt as POSIX wants it")
});

/// Date and time on a clock in France.
pub fn local(at: Timestamp) -> DateTime {
    FRANCE.to_datetime(at)
}

/// Date and time in UTC, for the metadata of files that state their offset.
pub fn utc(at: Timestamp) -> DateTime {
    TimeZone::UTC.to_datetime(at)
}

/// A time as apps and readers of events get it: RFC 3339 in UTC, always with milliseconds.
pub fn written(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The date in France.
pub fn day(at: Timestamp) -> Date {
    local(at).date()
}

/// The calendar year in France.
pub fn year(at: Timestamp) -> i16 {
    day(at).year()
}

/// The same time of day, `days` calendar days later (rule 4). Across a change of clocks a day has 23 or 25 hours. A
/// time of day that the change to summer leaves out moves one hour on.
pub fn days_later(at: Timestamp, days: i64) -> Timestamp {
    let later = Span::new().try_days(days).and_then(|span| local(at).checked_add(span));
    later.and_then(|later| FRANCE.to_timestamp(later)).unwrap_or(Timestamp::MAX)
}

/// The midnight in France that ends a day: the first instant of the next one.
pub fn end_of(day: Date) -> Timestamp {
    let next = day.tomorrow().ok().map(|next| next.to_datetime(Time::midnight()));
    next.and_then(|midnight| FRANCE.to_timestamp(midnight).ok()).unwrap_or(Timestamp::MAX)
}

/// The last day of what ends at an instant: the day of the millisecond before it.
pub fn last_day(end: Timestamp) -> Date {
    day(end.saturating_sub(SignedDuration::from_millis(1)).unwrap_or(end))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn rule_4_clocks_change_on_the_last_sundays_of_march_and_october_at_one_utc() {
        let offset = |instant: &str| FRANCE.to_offset(at(instant)).seconds() / 3_600;
        let changes = [
            ("2026-03-29T00:59:59Z", 1, "2026-03-29T01:00:00Z", 2),
            ("2026-10-25T00:59:59Z", 2, "2026-10-25T01:00:00Z", 1),
            ("2027-03-28T00:59:59Z", 1, "2027-03-28T01:00:00Z", 2),
            ("2027-10-31T00:59:59Z", 2, "2027-10-31T01:00:00Z", 1),
        ];

        for (before, winter, after, summer) in changes {
            assert_eq!((offset(before), offset(after)), (winter, summer), "{after}");
        }
    }

    #[test]
    fn rule_22_a_year_begins_at_midnight_in_france() {
        let years = ["2026-12-31T22:59:59.999Z", "2026-12-31T23:00:00Z", "2027-01-01T00:00:00Z"];

        assert_eq!(years.map(|instant| year(at(instant))), [2026, 2027, 2027]);
    }

    #[test]
    fn rule_22_a_summer_night_after_22_utc_belongs_to_the_next_day() {
        let days = ["2026-07-31T21:59:59.999Z", "2026-07-31T22:00:00Z", "2026-08-01T00:00:00Z"];

        let expected = [date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 1)];
        assert_eq!(days.map(|instant| day(at(instant))), expected);
    }

    #[test]
    fn rule_4_sixty_days_later_is_the_same_time_of_day_across_a_change_of_clocks() {
        // To winter time, to summer time, and into the hour that the change to summer time leaves out.
        let later = |from: &str, days| days_later(at(from), days).to_string();

        assert_eq!(later("2026-09-10T08:00:00Z", 60), "2026-11-09T09:00:00Z");
        assert_eq!(later("2027-02-10T09:00:00Z", 60), "2027-04-11T08:00:00Z");
        assert_eq!(later("2027-03-27T01:30:00Z", 1), "2027-03-28T01:30:00Z");
        assert_eq!(days_later(at("2026-09-10T08:00:00Z"), i64::MAX), Timestamp::MAX);
    }

    #[test]
    fn rule_4_a_last_day_ends_at_midnight_in_france_and_is_read_back() {
        for (day, end) in [
            (date(2026, 12, 31), "2026-12-31T23:00:00Z"),
            (date(2027, 6, 30), "2027-06-30T22:00:00Z"),
            (date(2027, 3, 28), "2027-03-28T22:00:00Z"),
        ] {
            assert_eq!((end_of(day), last_day(end_of(day))), (at(end), day));
        }
    }
}
