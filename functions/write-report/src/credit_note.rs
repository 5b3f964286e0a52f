//! The files of a credit note that has its row and its number.

use documents::printed_credit_note;
use domain::{dossier::Dossier, failure::Failure, invoice::CreditNoteNumber, paper::Printed};
use store::Store;

/// The files; none where no such credit note was issued.
pub(crate) async fn printed(
    store: &Store,
    dossier: &Dossier,
    number: &CreditNoteNumber,
) -> Result<Option<Printed>, Failure> {
    let id = dossier.intervention.id();
    let notes = store.credit_notes_consistent(id).await?;
    let Some(note) = notes.iter().find(|note| note.number == *number) else { return Ok(None) };
    let bill = store.bill(id).await?.ok_or(Failure::NotFound)?;
    let printed = printed_credit_note(dossier, (&bill, note), store.policy());
    printed.map(Some).map_err(|fault| Failure::Broken(Box::new(fault)))
}
