//! Quotes (rule 14), reports (rule 23), and credit notes whose call ended too early (rule 24) on paper: each is printed
//! once and kept for good.
//!
//! A report's message comes some seconds after the end, when the photos that were uploaded on site have been checked. One
//! that is checked later stands in the history and not on the report: a report that waits for a phone without signal
//! would help nobody. Files are written once, so a message that comes again changes nothing.

mod credit_note;
mod quote;
mod report;

use domain::{
    dossier::Dossier,
    failure::Failure,
    invoice::Buyer,
    paper::{Paper, PaperKind},
    technician::Technician,
};
use media::{Bucket, Documents};
use queue::PaperRequest;
use store::Store;

/// Prints the document, or finds it printed; none where there is nothing to print.
pub async fn write_report(
    store: &Store,
    bucket: &Bucket,
    documents: &Documents,
    message: PaperRequest,
) -> Result<Option<Paper>, Failure> {
    let dossier = store.dossier_consistent(&message.intervention_id).await?;
    let kind = match (message.quote_id, message.credit_note) {
        (Some(quote), _) => PaperKind::Quote(quote),
        (None, Some(number)) => PaperKind::CreditNote(number),
        (None, None) => PaperKind::Report,
    };
    if let Some(kept) = dossier.paper(&kind) {
        return Ok(Some(kept.clone()));
    }
    let printed = match &kind {
        PaperKind::Quote(id) => quote::printed(store, &dossier, id).await?,
        PaperKind::CreditNote(number) => credit_note::printed(store, &dossier, number).await?,
        PaperKind::Report | PaperKind::Invoice => report::printed(store, bucket, &dossier).await?,
    };
    let Some(printed) = printed else { return Ok(None) };
    let paper = documents.keep_paper(dossier.intervention.id(), kind, printed).await?;
    store.keep_paper(dossier.intervention.id(), &paper).await?;
    Ok(Some(paper))
}

/// Who worked, and who pays; nobody before somebody took it.
///
/// A technician without profile is a fault: the message is retried and parked in the dead-letter queue, where the alarm
/// tells the team; `NotFound` would delete the message.
async fn parties(store: &Store, dossier: &Dossier) -> Result<Option<(Technician, Buyer)>, Failure> {
    let Some(taken) = dossier.intervention.acceptance() else { return Ok(None) };
    let id = dossier.intervention.id();
    let technician = match store.technician(&taken.technician).await {
        Ok(technician) => technician,
        Err(Failure::NotFound) => return Err(Failure::profile_gone("technician", id)),
        Err(other) => return Err(other),
    };
    let customer = store.customer(&dossier.intervention.declaration().customer).await?;
    let customer = customer.ok_or_else(|| Failure::profile_gone("customer", id))?;
    Ok(Some((technician, Buyer::of(&customer))))
}

#[cfg(test)]
mod tests;
