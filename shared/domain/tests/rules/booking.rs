//! Accounting entries: invoices and credit notes (rule 24) balance to the cent.

use domain::{
    accounting::{Document, Entry, Side, Unbalanced, entries, totals},
    invoice::{
        Correction, CreditNote, CreditNoteNumber, Figures, Invoice, InvoiceLine, InvoiceNumber, LineKind,
        SeriesYear,
    },
    money::Money,
};
use proptest::{prelude::*, test_runner::Config};

use crate::given::at;

fn word<T: TryFrom<String, Error = domain::invalid::Invalid>>(text: &str) -> T {
    T::try_from(text.to_owned()).unwrap()
}

fn invoice(lines: Vec<InvoiceLine>) -> Invoice {
    let number = InvoiceNumber::new(word("732829320"), SeriesYear::of(at(0)), 1);
    Invoice::seal(number, word("i1"), at(0), Figures::of_lines(lines), None)
}

fn credit_note(invoice: &Invoice) -> CreditNote {
    let correction = Correction {
        intervention: invoice.intervention.clone(),
        invoice: invoice.number.clone(),
        invoiced_at: invoice.issued_at,
        reason: word("Facturé deux fois."),
        figures: invoice.figures.clone(),
    };
    CreditNote::seal(
        CreditNoteNumber::new(word("732829320"), SeriesYear::of(at(0)), 1),
        at(1),
        correction,
        None,
    )
}

fn spelt(entry: &Entry) -> Vec<String> {
    let side = |side| if side == Side::Debit { "debit" } else { "credit" };
    let spelt =
        entry.postings.iter().map(|one| format!("{} {} {}", one.account.number, side(one.side), one.cents));
    spelt.collect()
}

#[test]
fn an_invoice_debits_the_customer_and_credits_services_and_tax_per_rate() {
    let invoice = invoice(vec![
        InvoiceLine::priced(LineKind::Base, 1, 4_999, 200),
        InvoiceLine::priced(LineKind::Extra("Joint".to_owned()), 1, 1_100, 100),
    ]);

    let booked = entries(&[Document::Invoice(invoice)]).unwrap();

    assert_eq!(
        spelt(&booked[0]),
        ["411000 debit 6099", "706000 credit 5166", "445711 credit 833", "445712 credit 100"]
    );
    assert_eq!(booked[0].label, "Facture HA732829320-2026-000001");
}

#[test]
fn under_the_exempt_regime_no_tax_is_booked() {
    let invoice = invoice(vec![InvoiceLine::priced(LineKind::Base, 1, 4_999, 0)]);

    let booked = entries(&[Document::Invoice(invoice)]).unwrap();

    assert_eq!(spelt(&booked[0]), ["411000 debit 4999", "706000 credit 4999"]);
}

#[test]
fn rule_24_a_credit_note_is_the_invoice_the_other_way_round() {
    let invoice = invoice(vec![InvoiceLine::priced(LineKind::Base, 1, 4_999, 200)]);
    let note = credit_note(&invoice);

    let booked = entries(&[Document::Invoice(invoice), Document::CreditNote(note)]).unwrap();

    assert_eq!(spelt(&booked[1]), ["411000 credit 4999", "706000 debit 4166", "445711 debit 833"]);
    assert_eq!(booked[1].label, "Avoir AV732829320-2026-000001 sur facture HA732829320-2026-000001");
    assert_eq!(totals(&booked), (9_998, 9_998));
}

#[test]
fn figures_that_do_not_add_up_are_not_booked() {
    let mut invoice = invoice(vec![InvoiceLine::priced(LineKind::Base, 1, 4_999, 200)]);
    invoice.figures.total = Money::of_cents(5_000);

    let booked = entries(&[Document::Invoice(invoice)]);

    let piece = "HA732829320-2026-000001".to_owned();
    assert_eq!(booked, Err(Unbalanced { piece, debit: 5_000, credit: 4_999 }));
}

#[test]
fn what_cost_nothing_is_not_booked() {
    let invoice = invoice(vec![InvoiceLine::priced(LineKind::Base, 1, 0, 200)]);

    assert_eq!(entries(&[Document::Invoice(invoice)]), Ok(Vec::new()));
}

proptest! {
    #![proptest_config(Config { cases: 1_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_entry_balances_whatever_the_lines_and_rates(
        lines in proptest::collection::vec((1..=200_000_i64, prop_oneof![Just(0_u16), Just(55), Just(100), Just(200)]), 1..40),
        reduction in 0..=100_i64,
    ) {
        let kind = || LineKind::Extra("Pièce".to_owned());
        let mut priced: Vec<InvoiceLine> =
            lines.iter().map(|(cents, rate)| InvoiceLine::priced(kind(), 1, *cents, *rate)).collect();
        let total: i64 = lines.iter().map(|(cents, _)| cents).sum();
        priced.push(InvoiceLine::priced(LineKind::Reduction, 1, -(total * reduction / 100), 200));
        let invoice = invoice(priced);
        let note = credit_note(&invoice);

        let booked = entries(&[Document::Invoice(invoice), Document::CreditNote(note)]).unwrap();

        let (debit, credit) = totals(&booked);
        prop_assert_eq!(debit, credit);
        prop_assert!(booked.iter().flat_map(|entry| &entry.postings).all(|posting| posting.cents > 0));
    }
}
