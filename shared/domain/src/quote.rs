//! A quote: a fixed price for described work, immutable once proposed (rule 14).

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::{id::QuoteId, invalid::Invalid, money::Money, text::Label};

/// The lines of a quote, one to fifty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteLines(Vec<QuoteLine>);

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteLine {
    /// What sort of thing.
    pub kind: QuoteLineKind,
    /// What it is.
    pub label: Label,
    /// How many.
    pub quantity: u32,
    /// The price of one, all taxes included.
    pub unit_price: Money,
    /// Value-added tax in tenths of a percent (200 is 20 %); none means the technician's usual rate.
    pub vat_per_mille: Option<u16>,
}

/// The sorts of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteLineKind {
    /// Work.
    Labour,
    /// A part.
    Material,
    /// A licence.
    Software,
}

/// The greatest total of a quote: 50,000 EUR (rule 18).
pub const QUOTE_MAX: Money = Money::of_cents(5_000_000);

/// The most lines of a quote.
pub const LINES_MAX: usize = 50;

impl QuoteLines {
    /// The lines in order.
    pub fn lines(&self) -> &[QuoteLine] {
        &self.0
    }

    /// The fixed price.
    pub fn total(&self) -> Money {
        self.0.iter().map(|line| line.unit_price.times(line.quantity)).sum()
    }

    /// SHA-256 of all that the customer agrees to.
    pub fn digest(&self, valid_until: Timestamp) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(valid_until.as_millisecond().to_be_bytes());
        for line in &self.0 {
            let vat = line.vat_per_mille.map_or(-1, i64::from);
            let figures = [line.kind as i64, i64::from(line.quantity), line.unit_price.cents(), vat];
            for figure in figures {
                hash.update(figure.to_be_bytes());
            }
            hash.update((line.label.as_str().len() as u64).to_be_bytes());
            hash.update(line.label.as_str());
        }
        hash.finalize().into()
    }
}

impl TryFrom<Vec<QuoteLine>> for QuoteLines {
    type Error = Invalid;

    fn try_from(lines: Vec<QuoteLine>) -> Result<Self, Invalid> {
        if lines.is_empty() {
            return Err(Invalid::TooShort { min: 1 });
        }
        if lines.len() > LINES_MAX {
            return Err(Invalid::TooLong { max: LINES_MAX });
        }
        Ok(Self(lines))
    }
}

/// The newest quote of an intervention, as decisions see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Which.
    pub id: QuoteId,
    /// The fixed price.
    pub total: Money,
    /// Until when it may be accepted.
    pub valid_until: Timestamp,
    /// When it was proposed.
    pub proposed_at: Timestamp,
    /// Of its lines.
    pub digest: [u8; 32],
    /// What became of it.
    pub answer: Option<Answer>,
    /// When it was answered or withdrawn.
    pub answered_at: Option<Timestamp>,
    /// Whether a newer quote took its place while it waited for its answer: then it never counts as refused (rule 14).
    pub is_replaced: bool,
    /// Whether it was accepted, but its work was not done: it is not billed.
    pub undone: bool,
}

/// What became of a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Agreed.
    Accepted,
    /// Not agreed.
    Refused,
    /// Taken back by the technician before the customer answered.
    Withdrawn,
}

impl Quote {
    /// Whether the customer can still answer: a quote is good to the last moment of its validity.
    pub fn is_pending(&self, now: Timestamp) -> bool {
        self.answer.is_none() && !self.is_replaced && now <= self.valid_until
    }

    /// Whether nobody answered it while it was valid.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.answer.is_none() && !self.is_replaced && now > self.valid_until
    }

    pub(crate) fn settle(&mut self, answer: Answer, at: Timestamp) {
        self.answer = Some(answer);
        self.answered_at = Some(at);
    }

    /// Whether its price is billed.
    pub fn is_agreed(&self) -> bool {
        self.answer == Some(Answer::Accepted) && !self.undone
    }

    /// Whether it came to nothing: refused, withdrawn, or not answered while it was valid (rule 14).
    pub fn has_failed(&self, now: Timestamp) -> bool {
        match self.answer {
            Some(Answer::Refused | Answer::Withdrawn) => true,
            Some(Answer::Accepted) => false,
            None => self.has_expired(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(label: &str, cents: i64) -> QuoteLine {
        QuoteLine {
            kind: QuoteLineKind::Material,
            label: label.to_owned().try_into().unwrap(),
            quantity: 2,
            unit_price: Money::of_cents(cents),
            vat_per_mille: None,
        }
    }

    #[test]
    fn rule_14_a_quote_has_one_to_fifty_lines() {
        let lines = |count| QuoteLines::try_from(vec![line("Valve", 100); count]).map(|lines| lines.total());

        assert_eq!(lines(0), Err(Invalid::TooShort { min: 1 }));
        assert_eq!([lines(1), lines(50)], [Ok(Money::of_cents(200)), Ok(Money::of_cents(10_000))]);
        assert_eq!(lines(51), Err(Invalid::TooLong { max: 50 }));
    }

    #[test]
    fn rule_14_the_digest_covers_every_field_of_every_line() {
        let digest = |lines: Vec<QuoteLine>| QuoteLines(lines).digest(Timestamp::UNIX_EPOCH);
        let valve = line("Valve", 100);
        let all = [
            vec![valve.clone()],
            vec![valve.clone(), valve.clone()],
            vec![line("Valves", 100)],
            vec![line("Valve", 101)],
            vec![QuoteLine { kind: QuoteLineKind::Labour, ..valve.clone() }],
            vec![QuoteLine { quantity: 3, ..valve.clone() }],
            vec![QuoteLine { vat_per_mille: Some(0), ..valve }],
        ];

        let digests: std::collections::BTreeSet<_> = all.iter().cloned().map(digest).collect();

        assert_eq!(digests.len(), all.len());
    }
}
