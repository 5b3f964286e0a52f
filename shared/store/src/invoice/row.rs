//! The invoice row: what was claimed, sealed, never changed.

use domain::{
    accounting::Month,
    id::InterventionId,
    invoice::{Bill, Figures, Invoice, InvoiceLine, InvoiceNumber, LineKind, Parties, SeriesYear, VatTotal},
    money::Money,
    technician::Siren,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::{
    error::Error,
    invoice::parties::PartiesRow,
    key::{self, Series},
    row::{Row, millis, time},
};

/// An invoice as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvoiceRow {
    series: String,
    number: u64,
    siren: String,
    year: i16,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    month: String,
    issued_at: i64,
    lines: Vec<LineRow>,
    vat: Vec<VatRow>,
    total: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<ByteArray<32>>,
    seal: ByteArray<32>,
    parties: PartiesRow,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LineRow {
    kind: LineKindRow,
    quantity: u32,
    ttc: i64,
    ht: i64,
    vat_per_mille: u16,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum LineKindRow {
    Base,
    /// With the hourly rate.
    Time(i64),
    FlatRate,
    /// With the label.
    Quote(String),
    /// With the label.
    Extra(String),
    Fee,
    Reduction,
}

/// The rate, the net amount, the tax.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct VatRow(u16, i64, i64);

/// What a credit note takes back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FiguresRow {
    lines: Vec<LineRow>,
    vat: Vec<VatRow>,
    total: i64,
}

impl FiguresRow {
    pub(super) fn of(figures: &Figures) -> Self {
        Self {
            lines: figures.lines.iter().map(LineRow::of).collect(),
            vat: figures.vat.iter().map(|vat| VatRow(vat.per_mille, vat.ht, vat.vat)).collect(),
            total: figures.total.cents(),
        }
    }

    pub(super) fn figures(self) -> Figures {
        let vat = |VatRow(per_mille, ht, vat): VatRow| VatTotal { per_mille, ht, vat };
        Figures {
            lines: self.lines.into_iter().map(LineRow::line).collect(),
            vat: self.vat.into_iter().map(vat).collect(),
            total: Money::of_cents(self.total),
        }
    }
}

impl Row for InvoiceRow {
    const KIND: &'static str = "invoice";
    const IS_TRACED: bool = true;
}

impl InvoiceRow {
    pub(super) fn of(invoice: &Invoice, parties: &Parties) -> Self {
        let (siren, year) = (invoice.number.siren(), invoice.number.year().number());
        Self {
            series: key::series_name(siren, Series::Invoices, year),
            number: invoice.number.count(),
            siren: siren.as_str().to_owned(),
            year,
            month: key::month(Month::of(invoice.issued_at), key::month_shard(siren)),
            issued_at: millis(invoice.issued_at),
            lines: invoice.figures.lines.iter().map(LineRow::of).collect(),
            vat: invoice.figures.vat.iter().map(|vat| VatRow(vat.per_mille, vat.ht, vat.vat)).collect(),
            total: invoice.figures.total.cents(),
            previous: invoice.previous.map(ByteArray::new),
            seal: ByteArray::new(invoice.seal),
            parties: PartiesRow::of(parties),
        }
    }

    /// The invoice with those whom it names.
    pub(super) fn bill(self, intervention: InterventionId) -> Result<Bill, Error> {
        let parties = self.parties.clone().parties()?;
        Ok(Bill { invoice: self.invoice(intervention)?, parties })
    }

    /// The invoice as it was sealed.
    pub(crate) fn invoice(self, intervention: InterventionId) -> Result<Invoice, Error> {
        let vat = |VatRow(per_mille, ht, vat): VatRow| VatTotal { per_mille, ht, vat };
        Ok(Invoice {
            number: InvoiceNumber::new(
                Siren::stored(self.siren)?,
                SeriesYear::stored(self.year),
                self.number,
            ),
            intervention,
            issued_at: time(self.issued_at)?,
            figures: Figures {
                lines: self.lines.into_iter().map(LineRow::line).collect(),
                vat: self.vat.into_iter().map(vat).collect(),
                total: Money::of_cents(self.total),
            },
            previous: self.previous.map(ByteArray::into_array),
            seal: self.seal.into_array(),
        })
    }
}

impl LineRow {
    fn of(line: &InvoiceLine) -> Self {
        Self {
            kind: match &line.kind {
                LineKind::Base => LineKindRow::Base,
                LineKind::Time { hourly_rate } => LineKindRow::Time(hourly_rate.cents()),
                LineKind::FlatRate => LineKindRow::FlatRate,
                LineKind::Quote(label) => LineKindRow::Quote(label.clone()),
                LineKind::Extra(label) => LineKindRow::Extra(label.clone()),
                LineKind::Fee => LineKindRow::Fee,
                LineKind::Reduction => LineKindRow::Reduction,
            },
            quantity: line.quantity,
            ttc: line.ttc,
            ht: line.ht,
            vat_per_mille: line.vat_per_mille,
        }
    }

    fn line(self) -> InvoiceLine {
        InvoiceLine {
            kind: match self.kind {
                LineKindRow::Base => LineKind::Base,
                LineKindRow::Time(cents) => LineKind::Time { hourly_rate: Money::of_cents(cents) },
                LineKindRow::FlatRate => LineKind::FlatRate,
                LineKindRow::Quote(label) => LineKind::Quote(label),
                LineKindRow::Extra(label) => LineKind::Extra(label),
                LineKindRow::Fee => LineKind::Fee,
                LineKindRow::Reduction => LineKind::Reduction,
            },
            quantity: self.quantity,
            ttc: self.ttc,
            ht: self.ht,
            vat_per_mille: self.vat_per_mille,
        }
    }
}
