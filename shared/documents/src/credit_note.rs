//! The credit note of an intervention's invoice: the figures of the note, and seller and buyer as the invoice named them.

use domain::{
    dossier::Dossier,
    invoice::{Bill, CreditNote},
    paper::Printed,
    policy::Policy,
};

use crate::{Buyer, HOUSE, InvoicePaper, Kind, Unprintable, Work, invoice_xml};

/// Its XML alone.
pub fn credit_note_xml(
    dossier: &Dossier,
    credited: (&Bill, &CreditNote),
    policy: &Policy,
) -> Result<String, Unprintable> {
    on_paper(dossier, credited, policy, invoice_xml)
}

/// All of its files.
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself has one lifetime, not any")]
pub fn printed_credit_note(
    dossier: &Dossier,
    credited: (&Bill, &CreditNote),
    policy: &Policy,
) -> Result<Printed, Unprintable> {
    on_paper(dossier, credited, policy, |paper| paper.printed())
}

fn on_paper<T>(
    dossier: &Dossier,
    (bill, note): (&Bill, &CreditNote),
    policy: &Policy,
    make: impl FnOnce(&InvoicePaper<'_>) -> Result<T, Unprintable>,
) -> Result<T, Unprintable> {
    let (number, corrects) = (note.number.to_string(), note.correction.invoice.to_string());
    make(&InvoicePaper {
        kind: Kind::CreditNote {
            corrects: &corrects,
            corrected_at: note.correction.invoiced_at,
            reason: note.correction.reason.as_str(),
        },
        number: &number,
        issued_at: note.issued_at,
        figures: &note.correction.figures,
        seller: &bill.parties.seller,
        buyer: Buyer::of(dossier, &bill.parties.buyer),
        work: Work::of(dossier, policy),
        certification: None,
        house: HOUSE,
    })
}
