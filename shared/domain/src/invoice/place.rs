//! Where the next document of a series stands: its number and its time of issue rise together (rule 22).

use jiff::Timestamp;

use super::SeriesYear;

/// The last document of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The year of its number.
    pub year: SeriesYear,
    /// Its number in that year, from 1.
    pub count: u64,
    /// Its seal.
    pub seal: [u8; 32],
    /// When it was issued.
    pub issued_at: Timestamp,
}

/// The place of the next document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The year of its number: that of its time of issue.
    pub year: SeriesYear,
    /// Its number in that year, from 1.
    pub count: u64,
    /// When it is issued: now, but never before the document in front of it.
    pub issued_at: Timestamp,
    /// The seal of the document in front of it; none for the first one of a year.
    pub previous: Option<[u8; 32]>,
}

impl Place {
    /// The place after the last document. A message that is handled late takes the time of that document, so a message
    /// of the old year takes a number of the new year once the new year has begun.
    pub fn after(last: Option<Standing>, now: Timestamp) -> Self {
        let issued_at = last.map_or(now, |last| now.max(last.issued_at));
        let year = SeriesYear::of(issued_at);
        match last.filter(|last| last.year == year) {
            Some(Standing { count, seal, .. }) => {
                Self { year, count: count + 1, issued_at, previous: Some(seal) }
            }
            None => Self { year, count: 1, issued_at, previous: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn standing(count: u64, issued_at: Timestamp) -> Standing {
        Standing { year: SeriesYear::of(issued_at), count, seal: [7; 32], issued_at }
    }

    #[test]
    fn rule_22_the_first_number_of_a_year_is_given_after_midnight_in_france() {
        let last = standing(41, at("2026-12-31T22:59:59.999Z"));

        let place = Place::after(Some(last), at("2026-12-31T23:00:00Z"));

        assert_eq!((place.year.number(), place.count, place.previous), (2027, 1, None));
    }

    #[test]
    fn rule_22_a_late_message_is_not_dated_before_the_number_in_front_of_it() {
        let last = at("2026-11-23T10:00:00Z");

        let place = Place::after(Some(standing(1, last)), at("2026-11-23T09:00:00Z"));

        assert_eq!((place.count, place.issued_at, place.previous), (2, last, Some([7; 32])));
    }

    #[test]
    fn rule_22_a_message_of_the_old_year_takes_a_number_of_the_new_one_once_that_has_begun() {
        let began = at("2026-12-31T23:00:00.500Z");

        let place = Place::after(Some(standing(1, began)), at("2026-12-31T22:59:59Z"));

        assert_eq!((place.year.number(), place.count, place.issued_at), (2027, 2, began));
    }
}
