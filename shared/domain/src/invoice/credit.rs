//! Credit notes: what of an invoice is taken back; the invoice itself never changes (rule 24).

use super::{Figures, InvoiceLine, LineKind, VatTotal};
use crate::money::{Money, half_up};

/// What a credit note takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credit {
    /// The whole invoice.
    Whole,
    /// A part of some of its lines.
    Lines(Vec<CreditedLine>),
}

/// A part of one line of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditedLine {
    /// Which line, from 0.
    pub line: usize,
    /// How much of its price, taxes included.
    pub amount: Money,
}

/// Why an invoice cannot be credited so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditRefused {
    /// Nothing would be taken back.
    #[error("nothing is credited")]
    Nothing,
    /// The credit note names a line twice.
    #[error("line {line} is named twice")]
    LineTwice {
        /// Which, from 0.
        line: usize,
    },
    /// The invoice has no such line, or it is a reduction.
    #[error("line {line} cannot be credited")]
    NoSuchLine {
        /// Which, from 0.
        line: usize,
    },
    /// More than the line cost.
    #[error("line {line} cost {most}")]
    MoreThanLine {
        /// Which, from 0.
        line: usize,
        /// Its price.
        most: Money,
    },
    /// More than was paid for and not taken back yet.
    #[error("at most {most} can be credited")]
    MoreThanLeft {
        /// What is left of the invoice.
        most: Money,
    },
    /// More than is left of what was taxed at one rate.
    #[error("at most {most} can be credited at {per_mille} per mille")]
    MoreThanRate {
        /// The rate in tenths of a percent.
        per_mille: u16,
        /// What is left of it, taxes included.
        most: Money,
    },
}

/// The figures of a credit note for `invoice`, of which earlier credit notes took back `before`.
///
/// Amounts are those of the invoice, not negative: the type of the document says which way they go.
pub fn credited(invoice: &Figures, credit: &Credit, before: &[&Figures]) -> Result<Figures, CreditRefused> {
    let figures = match credit {
        Credit::Whole => invoice.clone(),
        Credit::Lines(parts) => Figures::of_lines(lines(invoice, parts)?),
    };
    let most = before.iter().fold(invoice.total, |most, before| most.less(before.total));
    if figures.total == Money::ZERO {
        return Err(CreditRefused::Nothing);
    }
    if figures.total > most {
        return Err(CreditRefused::MoreThanLeft { most });
    }
    match figures.vat.iter().find_map(|total| beyond(total, invoice, before)) {
        Some(refused) => Err(refused),
        None => Ok(figures),
    }
}

/// Whether more would be taken back at a rate than was claimed at it.
fn beyond(total: &VatTotal, invoice: &Figures, before: &[&Figures]) -> Option<CreditRefused> {
    let per_mille = total.per_mille;
    let at_rate = |figures: &Figures| -> i64 {
        let same = figures.vat.iter().filter(|other| other.per_mille == per_mille);
        same.map(|other| other.ht + other.vat).sum()
    };
    let left = at_rate(invoice) - before.iter().map(|before| at_rate(before)).sum::<i64>();
    let most = Money::of_cents(left.max(0));
    (total.ht + total.vat > most.cents()).then_some(CreditRefused::MoreThanRate { per_mille, most })
}

fn lines(invoice: &Figures, parts: &[CreditedLine]) -> Result<Vec<InvoiceLine>, CreditRefused> {
    let mut credited = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        if parts[..place].iter().any(|other| other.line == part.line) {
            return Err(CreditRefused::LineTwice { line: part.line });
        }
        let known = invoice.lines.get(part.line).filter(|known| known.kind != LineKind::Reduction);
        let line = known.ok_or(CreditRefused::NoSuchLine { line: part.line })?;
        if part.amount.cents() > line.ttc {
            let most = Money::of_cents(line.ttc);
            return Err(CreditRefused::MoreThanLine { line: part.line, most });
        }
        credited.push(share(line, part.amount));
    }
    credited.retain(|line| line.ttc != 0);
    Ok(credited)
}

/// The part of a line that an amount is: its quantity too, where it is a whole number, else one.
fn share(line: &InvoiceLine, amount: Money) -> InvoiceLine {
    let exact = i128::from(line.quantity) * i128::from(amount.cents());
    let whole = i128::from(line.ttc);
    let quantity = if whole != 0 && exact % whole == 0 { half_up(exact, whole) } else { 1 };
    let quantity = u32::try_from(quantity).unwrap_or(1).max(1);
    InvoiceLine::priced(line.kind.clone(), quantity, amount.cents(), line.vat_per_mille)
}
