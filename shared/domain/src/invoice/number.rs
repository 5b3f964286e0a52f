//! Numbers of invoices: one gap-free series an issuer and year.

use jiff::Timestamp;

use crate::{calendar, technician::Siren};

/// A number like `HA552100554-2026-000001`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceNumber {
    siren: Siren,
    year: SeriesYear,
    count: u64,
}

/// The calendar year of a series, in French local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesYear(i16);

impl SeriesYear {
    /// The year of an issue date.
    pub fn of(issued_at: Timestamp) -> Self {
        Self(calendar::year(issued_at))
    }

    /// The year as it was stored.
    pub fn stored(year: i16) -> Self {
        Self(year)
    }

    /// The year as a number.
    pub fn number(self) -> i16 {
        self.0
    }
}

impl InvoiceNumber {
    /// The `count`-th number, from 1, of a series.
    pub fn new(siren: Siren, year: SeriesYear, count: u64) -> Self {
        Self { siren, year, count }
    }

    /// Its place in the series, from 1.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The year of its series.
    pub fn year(&self) -> SeriesYear {
        self.year
    }

    /// The issuer of its series.
    pub fn siren(&self) -> &Siren {
        &self.siren
    }
}

impl std::fmt::Display for InvoiceNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "HA{}-{:04}-{:06}", self.siren.as_str(), self.year.0, self.count)
    }
}

/// A number like `AV552100554-2026-000001`, in the series of credit notes (avoirs).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditNoteNumber(InvoiceNumber);

impl CreditNoteNumber {
    /// The `count`-th number, from 1, of a series.
    pub fn new(siren: Siren, year: SeriesYear, count: u64) -> Self {
        Self(InvoiceNumber::new(siren, year, count))
    }

    /// The number that is spelt so; none if it is none of ours.
    pub fn of_text(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("AV")?.splitn(3, '-');
        let siren = Siren::stored(parts.next()?.to_owned()).ok()?;
        let year = SeriesYear(parts.next()?.parse().ok()?);
        let number = Self::new(siren, year, parts.next()?.parse().ok()?);
        (number.to_string() == text).then_some(number)
    }

    /// Its place in the series, from 1.
    pub fn count(&self) -> u64 {
        self.0.count
    }

    /// The year of its series.
    pub fn year(&self) -> SeriesYear {
        self.0.year
    }

    /// The issuer of its series.
    pub fn siren(&self) -> &Siren {
        &self.0.siren
    }
}

impl std::fmt::Display for CreditNoteNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let InvoiceNumber { siren, year, count } = &self.0;
        write!(formatter, "AV{}-{:04}-{count:06}", siren.as_str(), year.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_credit_note_is_read_back_as_it_was_spelt() {
        for text in ["AV552100554-2026-000001", "AV552100554-2026-1000000"] {
            let read = CreditNoteNumber::of_text(text);

            assert_eq!(read.map(|number| number.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_spelt_otherwise_is_no_number_of_a_credit_note() {
        let foreign = [
            "",
            "HA552100554-2026-000001",
            "AV55210055-2026-000001",
            "AV552100554-2026-1",
            "AV552100554-26-000001",
            "AV552100554-2026-+00001",
            "AV552100554-2026-000001-1",
        ];
        for text in foreign {
            assert_eq!(CreditNoteNumber::of_text(text), None, "{text}");
        }
    }
}
