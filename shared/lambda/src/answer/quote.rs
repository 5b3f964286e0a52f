//! Quotes with their lines.

use domain::{
    Timestamp,
    dossier::Dossier,
    paper::PaperLink,
    quote::{self, Answer, QuoteLineKind, QuoteLines},
};
use serde::Serialize;

use super::{Money, Paper, Time};

/// A quote, with what the customer said to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    id: String,
    lines: Vec<QuoteLine>,
    total: Money,
    valid_until: Time,
    state: &'static str,
    proposed_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pdf: Option<Paper>,
}

/// A line of a quote.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuoteLine {
    kind: &'static str,
    label: String,
    quantity: u32,
    unit_price: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    vat_rate: Option<f64>,
}

impl Quote {
    /// The quote with its lines, which are kept beside it.
    ///
    /// Nobody answers a quote any more once its validity ended or the intervention is over.
    pub fn of(quote: &quote::Quote, lines: Option<&QuoteLines>, is_over: bool, now: Timestamp) -> Self {
        Self {
            id: quote.id.to_string(),
            lines: lines.map(QuoteLines::lines).unwrap_or_default().iter().map(QuoteLine::from).collect(),
            total: quote.total.into(),
            valid_until: quote.valid_until.into(),
            state: match quote.answer {
                None if is_over || quote.has_expired(now) => "expired",
                None => "pending",
                Some(Answer::Accepted) => "accepted",
                Some(Answer::Refused) => "refused",
                Some(Answer::Withdrawn) => "withdrawn",
            },
            proposed_at: quote.proposed_at.into(),
            accepted_at: quote.answered_at.filter(|_| quote.answer == Some(Answer::Accepted)).map(Time::from),
            pdf: None,
        }
    }

    /// All quotes that are billed, in the order of their acceptance.
    pub(super) fn agreed(dossier: &Dossier, now: Timestamp) -> Vec<Self> {
        let lines = |quote: &quote::Quote| dossier.quote_lines(&quote.id);
        dossier.intervention.agreed_quotes().map(|quote| Self::of(quote, lines(quote), false, now)).collect()
    }

    /// With a link to it, once it is printed.
    pub(super) fn on_paper(self, link: Option<&PaperLink>) -> Self {
        Self { pdf: link.map(Paper::from), ..self }
    }
}

impl From<&quote::QuoteLine> for QuoteLine {
    fn from(line: &quote::QuoteLine) -> Self {
        Self {
            kind: match line.kind {
                QuoteLineKind::Labour => "labour",
                QuoteLineKind::Material => "material",
                QuoteLineKind::Software => "software",
            },
            label: line.label.to_string(),
            quantity: line.quantity,
            unit_price: line.unit_price.into(),
            vat_rate: line.vat_per_mille.map(|per_mille| f64::from(per_mille) / 10.0),
        }
    }
}

#[cfg(test)]
mod tests;
