//! Issuing an invoice: exactly one an intervention, gap-free in its series.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    Timestamp,
    failure::Failure,
    id::InterventionId,
    invoice::{Bill, Buyer, Invoice, InvoiceNumber, SeriesYear},
    technician::Technician,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::{
    client::{Read, Store},
    error::Error,
    invoice::InvoiceRow,
    key::{self, Key},
    row::{Item, Row},
    transaction::{Condition, Transacted},
};

/// The last number of a series, and the seal of that document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct SeriesRow {
    pub(super) last: u64,
    pub(super) seal: ByteArray<32>,
}

impl Row for SeriesRow {
    const KIND: &'static str = "series";
}

impl SeriesRow {
    /// Nobody took a number since.
    pub(super) fn unchanged(last: Option<&Self>) -> Condition {
        match last {
            Some(last) => Condition::Same("last", AttributeValue::N(last.last.to_string())),
            None => Condition::New,
        }
    }
}

/// So often may other invoices of the same technician be faster.
pub(super) const RACES_MAX: usize = 16;

impl Store {
    /// Issues the invoice of an intervention, or finds the one that was issued.
    ///
    /// `draft` is asked for each number that it tries, with the seal of the invoice before.
    pub async fn issue_invoice(
        &self,
        id: &InterventionId,
        draft: impl Fn(InvoiceNumber, Option<[u8; 32]>) -> Invoice,
        technician: &Technician,
        buyer: &Buyer,
        issued_at: Timestamp,
    ) -> Result<Invoice, Failure> {
        let year = SeriesYear::of(issued_at);
        let series = key::series(&technician.id, year.number());
        let mut last = self.get::<SeriesRow>(series.clone(), Read::Eventual).await?;
        for _ in 0..RACES_MAX {
            let count = last.as_ref().map_or(1, |last| last.last + 1);
            let number = InvoiceNumber::new(technician.business.siren.clone(), year, count);
            let invoice = draft(number, last.as_ref().map(|last| *last.seal));
            let row = InvoiceRow::of(&invoice, technician, buyer);
            let kept = self.keep_invoice(id, &invoice, &row, (series.clone(), last.as_ref())).await?;
            match kept {
                Transacted::Done => return Ok(invoice),
                Transacted::Crossed => last = self.get(series.clone(), Read::Consistent).await?,
                Transacted::Failed(mut failed) => match (failed.pop().flatten(), failed.pop().flatten()) {
                    (_, Some(issued)) => return Ok(InvoiceRow::of_item(issued)?.invoice(id.clone())?),
                    (found, None) => last = found.map(last_of).transpose()?.flatten(),
                },
            }
        }
        Err(Failure::Busy)
    }

    /// The invoice of an intervention, if it was issued.
    pub async fn invoice(&self, id: &InterventionId) -> Result<Option<Invoice>, Failure> {
        for read in [Read::Eventual, Read::Consistent] {
            if let Some(row) = self.get::<InvoiceRow>(key::invoice(id), read).await? {
                return Ok(Some(row.invoice(id.clone())?));
            }
        }
        Ok(None)
    }

    /// The same, with those whom it names, as they were when it was issued.
    pub async fn bill(&self, id: &InterventionId) -> Result<Option<Bill>, Failure> {
        for read in [Read::Eventual, Read::Consistent] {
            if let Some(row) = self.get::<InvoiceRow>(key::invoice(id), read).await? {
                return Ok(Some(row.bill(id.clone())?));
            }
        }
        Ok(None)
    }

    async fn keep_invoice(
        &self,
        id: &InterventionId,
        invoice: &Invoice,
        row: &InvoiceRow,
        (series, last): (Key, Option<&SeriesRow>),
    ) -> Result<Transacted, Error> {
        let next = SeriesRow { last: invoice.number.count(), seal: ByteArray::new(invoice.seal) };
        let writes = vec![
            self.transact_put(key::invoice(id), row, &Condition::New)?,
            self.transact_put(series, &next, &SeriesRow::unchanged(last))?,
        ];
        self.transact(writes).await
    }
}

/// The state that a failed condition found; an empty item means that the series has not begun.
fn last_of(found: Item) -> Result<Option<SeriesRow>, Error> {
    if found.is_empty() { Ok(None) } else { SeriesRow::of_item(found).map(Some) }
}
