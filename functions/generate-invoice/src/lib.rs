//! An intervention that ended gets its one invoice, with the next number of its issuer's series (rule 22): row, XML and
//! PDF.
//!
//! The row comes first, with its number and those whom it names. Files follow from it alone and are written once, so a
//! message whose earlier run died in between completes it, and one that comes again changes nothing. An invoice that
//! would break a rule of EN 16931, or whose seller or buyer is unknown, takes no number: its message fails until it
//! lies in the dead-letter queue, and is sent again from there when the profile was corrected.

use documents::{HOUSE, InvoicePaper, Kind, Payment, Unprintable, Work, invoice_xml};
use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    invoice::{
        Bill, Buyer, Figures, Invoice, InvoiceNumber, Parties, SeriesYear, Taxation, certified_figures,
    },
    paper::{PaperKind, Printed},
    policy::Policy,
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

/// An invoice that would break a rule of European invoices.
#[derive(Debug, thiserror::Error)]
#[error("intervention {intervention} cannot be invoiced")]
struct NotInvoiced {
    intervention: InterventionId,
    #[source]
    cause: Unprintable,
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
    let id = intervention.id();
    let invoice = match parties(store, dossier, &acceptance.technician).await? {
        Ok(parties) => {
            let figures = invoiced(dossier, &parties, store.policy());
            tried(dossier, &parties, &figures, now, store.policy())?;
            store.issue_invoice(id, &parties, &figures, now).await?
        }
        // An invoice that was issued before the profile went names those whom it named.
        Err(gone) => store.invoice(id).await?.ok_or_else(|| Failure::profile_gone(gone, id))?,
    };
    let ended = intervention.timeline().iter().rev().find(|entry| entry.fact.is_end());
    let delay_seconds =
        ended.map_or(0, |entry| invoice.issued_at.duration_since(entry.moment.recorded_at).as_secs());
    Ok(Some(Issued { invoice, delay_seconds }))
}

/// Seller and buyer as their profiles say now, or the role whose profile is gone.
async fn parties(
    store: &Store,
    dossier: &Dossier,
    technician: &TechnicianId,
) -> Result<Result<Parties, &'static str>, Failure> {
    let seller = match store.technician(technician).await {
        Ok(technician) => technician.business,
        Err(Failure::NotFound) => return Ok(Err("technician")),
        Err(other) => return Err(other),
    };
    let customer = store.customer(&dossier.intervention.declaration().customer).await?;
    Ok(customer.map(|customer| Parties { seller, buyer: Buyer::of(&customer) }).ok_or("customer"))
}

fn invoiced(dossier: &Dossier, parties: &Parties, policy: &Policy) -> Figures {
    let agreed = dossier.agreed_lines();
    let certification = dossier.certification(&parties.buyer);
    let regime = parties.seller.vat_regime;
    let taxation = Taxation { regime, certification: certification.as_ref() };
    certified_figures(&dossier.intervention, &agreed, &taxation, policy)
}

/// Makes the XML of the invoice under a number that is never given: if that breaks a rule, no number is spent.
fn tried(
    dossier: &Dossier,
    parties: &Parties,
    figures: &Figures,
    now: Timestamp,
    policy: &Policy,
) -> Result<(), Failure> {
    let number = InvoiceNumber::new(parties.seller.siren.clone(), SeriesYear::of(now), 0);
    let invoice = Invoice::seal(number, dossier.intervention.id().clone(), now, figures.clone(), None);
    let bill = Bill { invoice, parties: parties.clone() };
    on_paper(dossier, &bill, policy, |paper| invoice_xml(paper).map(drop))
}

#[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself has one lifetime, not any")]
fn printed(dossier: &Dossier, bill: &Bill, policy: &Policy) -> Result<Printed, Failure> {
    on_paper(dossier, bill, policy, |paper| paper.printed())
}

fn on_paper<T>(
    dossier: &Dossier,
    bill: &Bill,
    policy: &Policy,
    make: impl FnOnce(&InvoicePaper<'_>) -> Result<T, Unprintable>,
) -> Result<T, Failure> {
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
    let intervention = || invoice.intervention.clone();
    make(&paper)
        .map_err(|cause| Failure::Broken(Box::new(NotInvoiced { intervention: intervention(), cause })))
}

#[cfg(test)]
mod tests;
