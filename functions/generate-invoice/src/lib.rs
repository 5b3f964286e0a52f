//! An intervention that ended gets its one invoice, with the next number of its technician's series (rule 22): row,
//! XML and PDF.
//!
//! The row comes first, with its number and those whom it names. Files follow from it alone and are written once, so a
//! message whose earlier run died in between completes it, and one that comes again changes nothing.

use documents::{HOUSE, InvoicePaper, Kind, Payment, Work};
use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    intervention::Intervention,
    invoice::{Bill, Buyer, Figures, Invoice, Taxation, certified_figures},
    paper::{PaperKind, Printed},
    policy::Policy,
    technician::Technician,
};
use media::Documents;
use queue::InvoiceRequest;
use store::Store;

/// An invoice, and how long the customer waited for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The one invoice.
    pub invoice: Invoice,
    /// From the end of the intervention to its issue.
    pub delay_seconds: i64,
}

/// Issues the invoice with its papers, or completes the one that was issued; none where nothing may be invoiced.
pub async fn generate_invoice(
    store: &Store,
    documents: &Documents,
    message: InvoiceRequest,
    now: Timestamp,
) -> Result<Option<Issued>, Failure> {
    let dossier = store.dossier_consistent(&message.intervention_id).await?;
    let Some(issued) = issue_invoice(store, &dossier, now).await? else { return Ok(None) };
    let id = dossier.intervention.id();
    if dossier.paper(&PaperKind::Invoice).is_none() {
        let bill = store.bill(id).await?.ok_or(Failure::NotFound)?;
        let printed = printed(&dossier, &bill, store.policy())?;
        let paper = documents.keep_paper(id, PaperKind::Invoice, printed).await?;
        store.keep_paper(id, &paper).await?;
    }
    Ok(Some(issued))
}

/// The first half: the row with its number, which is all that must be one at a time.
pub async fn issue_invoice(
    store: &Store,
    dossier: &Dossier,
    now: Timestamp,
) -> Result<Option<Issued>, Failure> {
    let intervention = &dossier.intervention;
    let (Some(_), Some(acceptance)) = (intervention.amount_due(), intervention.acceptance()) else {
        return Ok(None);
    };
    let technician = match store.technician(&acceptance.technician).await {
        Err(Failure::NotFound) => return issued_before(store, intervention).await.map(Some),
        technician => technician?,
    };
    let customer = store.customer(&intervention.declaration().customer).await?;
    let buyer = Buyer::of(customer.as_ref(), dossier);
    let figures = invoiced(dossier, &technician, &buyer, store.policy());
    let id = intervention.id();
    let draft = |number, previous| Invoice::seal(number, id.clone(), now, figures.clone(), previous);
    let invoice = store.issue_invoice(id, draft, &technician, &buyer, now).await?;
    Ok(Some(Issued::of(invoice, intervention)))
}

/// The invoice of a technician whose account was erased: it was issued before, as an erasure waits for it (rule 30).
/// If not, nobody knows in whose name to issue it. That is a fault, so the message is retried and parked in the
/// dead-letter queue, where the alarm tells the team; `NotFound` would delete the message.
async fn issued_before(store: &Store, intervention: &Intervention) -> Result<Issued, Failure> {
    let invoice = store.invoice(intervention.id()).await?;
    let invoice = invoice.ok_or_else(|| Failure::Broken("the technician has no profile".into()))?;
    Ok(Issued::of(invoice, intervention))
}

impl Issued {
    fn of(invoice: Invoice, intervention: &Intervention) -> Self {
        let ended = intervention.timeline().iter().rev().find(|entry| entry.fact.is_end());
        let delay_seconds =
            ended.map_or(0, |entry| invoice.issued_at.duration_since(entry.moment.recorded_at).as_secs());
        Self { invoice, delay_seconds }
    }
}

fn invoiced(dossier: &Dossier, technician: &Technician, buyer: &Buyer, policy: &Policy) -> Figures {
    let agreed = dossier.agreed_lines();
    let certification = dossier.certification(buyer);
    let regime = technician.business.vat_regime;
    let taxation = Taxation { regime, certification: certification.as_ref() };
    certified_figures(&dossier.intervention, &agreed, &taxation, policy)
}

fn printed(dossier: &Dossier, bill: &Bill, policy: &Policy) -> Result<Printed, Failure> {
    let Bill { invoice, parties } = bill;
    let (number, certification) = (invoice.number.to_string(), dossier.certification(&parties.buyer));
    let at = invoice.issued_at;
    let paper = InvoicePaper {
        kind: Kind::Invoice { payment: Payment::Due { at } },
        number: &number,
        issued_at: at,
        figures: &invoice.figures,
        seller: &parties.seller,
        buyer: documents::Buyer::of(dossier, &parties.buyer),
        work: Work::of(dossier, policy),
        certification: certification.as_ref(),
        house: HOUSE,
    };
    paper.printed().map_err(|fault| Failure::Broken(Box::new(fault)))
}

#[cfg(test)]
mod tests;
