//! What is wrong with a refused value; the edge says it in the reader's language.

/// Why a value from outside is not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Fewer characters or items than allowed.
    #[error("shorter than {min}")]
    TooShort {
        /// The fewest allowed.
        min: usize,
    },
    /// More characters or items than allowed.
    #[error("longer than {max}")]
    TooLong {
        /// The most allowed.
        max: usize,
    },
    /// A number outside its range, in the unit of its field.
    #[error("not between {min} and {max}")]
    OutOfRange {
        /// The least allowed.
        min: i64,
        /// The greatest allowed.
        max: i64,
    },
    /// A text that has not the expected form.
    #[error("not {0}")]
    Malformed(Form),
    /// Not one of the values of a closed list.
    #[error("not a known value")]
    Unknown,
    /// Given twice where once is meant.
    #[error("given twice")]
    Twice,
}

/// The forms that texts from outside can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 1 to 64 letters, digits and hyphens.
    Id,
    /// Visible text without control characters.
    Text,
    /// Five digits.
    Postcode,
    /// Four digits.
    StartCode,
    /// A number of a country's plan, as it is dialled from abroad (E.164).
    Phone,
    /// A name and a host.
    Email,
    /// Nine digits with a check digit (the French company number).
    Siren,
    /// A VAT number by the rules of its member state.
    VatNumber,
    /// A French VAT number that holds the company's own SIREN.
    OwnVatNumber,
    /// RFC 3339 in UTC.
    Time,
    /// A calendar day.
    Day,
    /// A year and a month.
    Month,
    /// A position that a device knows.
    Position,
}

impl std::fmt::Display for Form {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Id => "an id",
            Self::Text => "visible text",
            Self::Postcode => "five digits",
            Self::StartCode => "four digits",
            Self::Phone => "a phone number like +33612345678",
            Self::Email => "an e-mail address like camille@example.org",
            Self::Siren => "a SIREN: nine digits with a check digit",
            Self::VatNumber => "a VAT number like FR44732829320",
            Self::OwnVatNumber => "the VAT number of this SIREN",
            Self::Time => "a time like 2026-11-23T22:50:00Z",
            Self::Day => "a day like 2026-11-23",
            Self::Month => "a month like 2026-11",
            Self::Position => "a known position",
        })
    }
}
