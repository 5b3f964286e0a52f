//! What readers for accounting and e-reporting are told: invoices, credit notes and what is left to pay, with the tax of each
//! rate.

use domain::{
    Timestamp,
    calendar::written,
    id::InterventionId,
    invoice::{CreditNote, Invoice, VatTotal, left, left_to_pay},
    money::Money,
};
use queue::DomainEvent;
use serde_json::{Value, json};

/// The event of an issued invoice.
pub fn invoice_event(invoice: &Invoice) -> DomainEvent {
    let data = json!({
        "number": invoice.number.to_string(),
        "totalCents": invoice.figures.total.cents(),
        "vat": vat(&invoice.figures.vat),
    });
    let id = format!("{}-invoice", invoice.intervention);
    event(id, "invoiceIssued", (&invoice.intervention, invoice.issued_at), data)
}

/// The event of a credit note; its amounts are those that are taken back.
pub fn credit_note_event(note: &CreditNote) -> DomainEvent {
    let correction = &note.correction;
    let data = json!({
        "number": note.number.to_string(),
        "invoiceNumber": correction.invoice.to_string(),
        "invoiceIssuedAt": written(correction.invoiced_at),
        "totalCents": correction.figures.total.cents(),
        "vat": vat(&correction.figures.vat),
    });
    let id = format!("{}-credit-note-{}", correction.intervention, note.number);
    event(id, "creditNoteIssued", (&correction.intervention, note.issued_at), data)
}

/// The event of what is left to pay of an invoice after these credit notes of it.
pub fn payment_event(invoice: &Invoice, credited: &[CreditNote]) -> DomainEvent {
    let due = left_to_pay(invoice, credited);
    let since = credited.last().map_or(invoice.issued_at, |note| note.issued_at);
    let data = json!({
        "number": invoice.number.to_string(),
        "state": if due == Money::ZERO { "settled" } else { "due" },
        "totalCents": due.cents(),
        "vat": vat(&left(invoice, credited)),
    });
    let id = format!("{}-payment-{}", invoice.intervention, credited.len() + 1);
    event(id, "paymentStateChanged", (&invoice.intervention, since), data)
}

fn vat(totals: &[VatTotal]) -> Vec<Value> {
    let one = |total: &VatTotal| json!({ "perMille": total.per_mille, "baseHtCents": total.ht, "vatCents": total.vat });
    totals.iter().map(one).collect()
}

/// An event that is pushed to nobody.
fn event(
    id: String,
    kind: &str,
    (intervention, at): (&InterventionId, Timestamp),
    data: Value,
) -> DomainEvent {
    DomainEvent {
        id,
        kind: kind.to_owned(),
        intervention_id: Some(intervention.clone()),
        occurred_at: at,
        recorded_at: at,
        audience: Vec::new(),
        stage: None,
        data,
    }
}
