//! An intervention that ended gets its one invoice, with the next number of its technician's series (rule 22).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    invoice::{Figures, Invoice, figures},
    technician::Technician,
    timeline::Fact,
};
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

/// Issues the invoice, or finds the one that was issued; none where nothing may be invoiced.
pub async fn generate_invoice(
    store: &Store,
    message: InvoiceRequest,
    now: Timestamp,
) -> Result<Option<Issued>, Failure> {
    let dossier = store.dossier_consistent(&message.intervention_id).await?;
    let (Some(_), Some(acceptance)) = (dossier.intervention.amount_due(), dossier.intervention.acceptance())
    else {
        return Ok(None);
    };
    let technician = store.technician(&acceptance.technician).await?;
    let figures = invoiced(&dossier, &technician, store);
    let id = dossier.intervention.id();
    let draft = |number, previous| Invoice::seal(number, id.clone(), now, figures.clone(), previous);
    let invoice = store.issue_invoice(id, draft, &technician, now).await?;
    let ended = dossier.intervention.timeline().iter().rev().find(|entry| is_end(&entry.fact));
    let delay_seconds =
        ended.map_or(0, |entry| invoice.issued_at.duration_since(entry.moment.recorded_at).as_secs());
    Ok(Some(Issued { invoice, delay_seconds }))
}

fn is_end(fact: &Fact) -> bool {
    matches!(fact, Fact::Finished { .. } | Fact::Cancelled { .. })
}

fn invoiced(dossier: &Dossier, technician: &Technician, store: &Store) -> Figures {
    let agreed = dossier.intervention.agreed_quote().and_then(|quote| dossier.quote_lines(&quote.id));
    figures(&dossier.intervention, agreed, technician.business.vat_regime, store.policy())
}
