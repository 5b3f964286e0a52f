//! A month of the books, by French time: the day that a document prints is the day it is entered.

use jiff::{
    Timestamp,
    civil::{Date, date},
};

use crate::{
    calendar::day,
    invalid::{Form, Invalid},
};

/// A calendar month in France.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month of a time.
    pub fn of(at: Timestamp) -> Self {
        let day = day(at);
        Self { year: day.year(), month: day.month() }
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month before it.
    #[must_use]
    pub fn previous(self) -> Self {
        match self.month {
            1 => Self { year: self.year - 1, month: 12 },
            month => Self { month: month - 1, ..self },
        }
    }

    /// The first month of a year.
    pub fn first_of(year: i16) -> Self {
        Self { year, month: 1 }
    }

    /// This month and all that follow.
    pub fn and_later(self) -> impl Iterator<Item = Self> {
        let next = |month: &Self| match month.month {
            12 => Self { year: month.year + 1, month: 1 },
            _ => Self { month: month.month + 1, ..*month },
        };
        std::iter::successors(Some(self), move |month| Some(next(month)))
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        date(self.year, self.month, 1).last_of_month()
    }

    /// Whether it is over.
    pub fn is_over(self, now: Timestamp) -> bool {
        self < Self::of(now)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

impl TryFrom<String> for Month {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let malformed = Invalid::Malformed(Form::Month);
        let bytes = text.as_bytes();
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        if bytes.len() != 7 || bytes[4] != b'-' || !digits(&bytes[..4]) || !digits(&bytes[5..]) {
            return Err(malformed);
        }
        let first: Date = format!("{text}-01").parse().map_err(|_| malformed)?;
        Ok(Self { year: first.year(), month: first.month() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_a_year_and_a_month_and_nothing_else() {
        let month = |text: &str| Month::try_from(text.to_owned());

        assert_eq!(month("2026-11").map(|month| month.to_string()), Ok("2026-11".to_owned()));
        for wrong in ["", "2026", "2026-13", "2026-00", "2026-1", "26-11", "2026-11-01", "2026/11", "-026-11"]
        {
            assert_eq!(month(wrong), Err(Invalid::Malformed(Form::Month)), "{wrong}");
        }
    }

    #[test]
    fn the_months_of_a_year_follow_each_other() {
        let months: Vec<String> =
            Month::first_of(2026).and_later().take(13).map(|month| month.to_string()).collect();

        assert_eq!(
            (months[0].as_str(), months[11].as_str(), months[12].as_str()),
            ("2026-01", "2026-12", "2027-01")
        );
    }

    #[test]
    fn a_month_begins_and_ends_at_midnight_in_france() {
        let at = |text: &str| Month::of(text.parse().unwrap()).to_string();

        assert_eq!(at("2026-10-31T22:59:59Z"), "2026-10");
        assert_eq!(at("2026-10-31T23:00:00Z"), "2026-11");
        assert_eq!(at("2026-07-31T22:00:00Z"), "2026-08");
        assert_eq!(Month::of("2028-02-03T12:00:00Z".parse().unwrap()).last_day(), date(2028, 2, 29));
    }
}
