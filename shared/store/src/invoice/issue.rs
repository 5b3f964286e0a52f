//! Issuing an invoice: exactly one an intervention, gap-free in its issuer's series.

use domain::{
    Timestamp,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    intervention::Party,
    invoice::{Bill, Figures, Invoice, InvoiceNumber, Parties, Place},
};

use crate::{
    Page,
    client::{Read, Store},
    invoice::{InvoiceRow, series::SeriesRow},
    key::{self, Series},
    row::{Item, Row},
    transaction::{Condition, Transacted},
};

/// So often may other documents of the same issuer be faster.
pub(super) const RACES_MAX: usize = 16;

/// So many of a technician's newest interventions may still wait for their invoice.
const NEWEST: usize = 50;

impl Store {
    /// Issues the invoice of an intervention, or finds the one that was issued.
    ///
    /// It is issued now, but never before the invoice in front of it in its series.
    pub async fn issue_invoice(
        &self,
        id: &InterventionId,
        parties: &Parties,
        figures: &Figures,
        now: Timestamp,
    ) -> Result<Invoice, Failure> {
        let siren = &parties.seller.siren;
        let mut last = self.series_row(siren, Series::Invoices, Read::Eventual, now).await?;
        for _ in 0..RACES_MAX {
            let standing = last.as_ref().map(SeriesRow::standing).transpose()?;
            let place = Place::after(standing, now);
            let Place { year, count, issued_at, previous } = place;
            let number = InvoiceNumber::new(siren.clone(), year, count);
            let invoice = Invoice::seal(number, id.clone(), issued_at, figures.clone(), previous);
            let row = InvoiceRow::of(&invoice, parties);
            let mut writes = vec![self.transact_put(key::invoice(id), &row, &Condition::New)?];
            let series = (siren, Series::Invoices);
            writes.extend(self.give_number(series, last.as_ref(), &place, invoice.seal)?);
            match self.transact(writes).await? {
                Transacted::Done => return Ok(invoice),
                Transacted::Crossed => {
                    last = self.get(key::series(siren, Series::Invoices), Read::Consistent).await?;
                }
                Transacted::Failed(failed) => match found(failed) {
                    (Some(issued), _) => return Ok(InvoiceRow::of_item(issued)?.invoice(id.clone())?),
                    (None, series) => last = series.map(SeriesRow::found).transpose()?.flatten(),
                },
            }
        }
        Err(Failure::Busy)
    }

    /// What the technician worked on lately and is not invoiced yet; the index may miss the last second.
    pub async fn uninvoiced(&self, technician: &TechnicianId) -> Result<Vec<InterventionId>, Failure> {
        let page = Page { limit: NEWEST, after: None, from: None, to: None };
        let listed = self.history_ids(&Party::Technician(technician.clone()), page).await?;
        let mut waiting = Vec::new();
        for id in listed.items {
            let dossier = match self.dossier_consistent(&id).await {
                Ok(dossier) => dossier,
                Err(Failure::NotFound) => continue,
                Err(failure) => return Err(failure),
            };
            let is_due = dossier.intervention.amount_due().is_some();
            if is_due && self.invoice(&id).await?.is_none() {
                waiting.push(id);
            }
        }
        Ok(waiting)
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
}

/// The items that made the conditions of the document and of its series fail.
fn found(failed: Vec<Option<Item>>) -> (Option<Item>, Option<Item>) {
    let mut failed = failed.into_iter();
    (failed.next().flatten(), failed.next().flatten())
}
