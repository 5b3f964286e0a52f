//! How amounts, dates and durations are written in French and in English. Times are those of Paris.

use domain::{Timestamp, calendar};

/// The language of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// As the law asks for.
    French,
    /// For readers of English; figures and XML are the same.
    English,
}

/// Between thousands, before a percent sign: a thin space at which no line breaks.
const THIN: char = '\u{202f}';
/// Before a euro sign, inside a time: a space at which no line breaks.
const FIXED: char = '\u{a0}';

const MONTHS: [(&str, &str); 12] = [
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
];

impl Language {
    /// The code in documents.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// One of two texts.
    pub(crate) fn pick<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }

    /// `1 234,56 €` or `€1,234.56`.
    pub(crate) fn amount(self, cents: i64) -> String {
        let sign = if cents < 0 { "−" } else { "" };
        let (euros, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
        match self {
            Self::French => format!("{sign}{},{rest:02}{FIXED}€", grouped(euros, THIN)),
            Self::English => format!("{sign}€{}.{rest:02}", grouped(euros, ',')),
        }
    }

    /// `5,5 %` or `5.5%`, from tenths of a percent.
    pub(crate) fn percent(self, per_mille: u16) -> String {
        let (whole, rest) = (per_mille / 10, per_mille % 10);
        let point = self.pick(",", ".");
        let number = if rest == 0 { whole.to_string() } else { format!("{whole}{point}{rest}") };
        match self {
            Self::French => format!("{number}{THIN}%"),
            Self::English => format!("{number}%"),
        }
    }

    /// `1er novembre 2026` or `1 November 2026`.
    pub(crate) fn date(self, at: Timestamp) -> String {
        let date = calendar::day(at);
        let month = usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month));
        let (french, english) = month.copied().unwrap_or_default();
        let first = if date.day() == 1 { self.pick("er", "") } else { "" };
        format!("{}{first}{FIXED}{} {}", date.day(), self.pick(french, english), date.year())
    }

    /// `14 h 05` or `14:05`.
    pub(crate) fn time(self, at: Timestamp) -> String {
        let time = calendar::local(at).time();
        match self {
            Self::French => format!("{}{FIXED}h{FIXED}{:02}", time.hour(), time.minute()),
            Self::English => format!("{:02}:{:02}", time.hour(), time.minute()),
        }
    }

    /// A whole number with its thousands apart.
    pub(crate) fn number(self, number: u64) -> String {
        match self {
            Self::French => grouped(number, THIN),
            Self::English => grouped(number, ','),
        }
    }
}

/// `1 h 15 min`, from whole seconds, started minutes counting; the same in both languages.
pub(crate) fn duration(seconds: i64) -> String {
    let minutes = (seconds.max(0) + 59) / 60;
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, _) => format!("{rest}{FIXED}min"),
        (_, 0) => format!("{hours}{FIXED}h"),
        _ => format!("{hours}{FIXED}h{FIXED}{rest:02}{FIXED}min"),
    }
}

fn grouped(number: u64, between: char) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(between);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_french_and_english_readers_expect() {
        let both = |cents| [Language::French.amount(cents), Language::English.amount(cents)];

        assert_eq!(both(123_456), ["1\u{202f}234,56\u{a0}€", "€1,234.56"]);
        assert_eq!(both(-749), ["−7,49\u{a0}€", "−€7.49"]);
        assert_eq!(both(100_000_000), ["1\u{202f}000\u{202f}000,00\u{a0}€", "€1,000,000.00"]);
    }

    #[test]
    fn rates_are_written_with_their_tenths_if_they_have_any() {
        assert_eq!(Language::French.percent(55), "5,5\u{202f}%");
        assert_eq!([Language::English.percent(55), Language::English.percent(200)], ["5.5%", "20%"]);
    }

    #[test]
    fn times_are_those_of_paris_in_winter_and_in_summer() {
        let french = |text: &str| {
            let at = text.parse().unwrap();
            format!("{} {}", Language::French.date(at), Language::French.time(at))
        };

        assert_eq!(french("2026-11-24T13:05:00Z"), "24\u{a0}novembre 2026 14\u{a0}h\u{a0}05");
        assert_eq!(french("2026-06-30T22:00:00Z"), "1er\u{a0}juillet 2026 0\u{a0}h\u{a0}00");
        assert_eq!(Language::English.date("2026-01-01T12:00:00Z".parse().unwrap()), "1\u{a0}January 2026");
    }

    #[test]
    fn durations_count_started_minutes() {
        let written = [59, 60, 3_600, 4_501].map(duration);

        assert_eq!(written, ["1\u{a0}min", "1\u{a0}min", "1\u{a0}h", "1\u{a0}h\u{a0}16\u{a0}min"]);
    }
}
