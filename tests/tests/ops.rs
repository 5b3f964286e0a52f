//! What an operator asks of a cloud: lives and proofs.

use domain::id::InterventionId;
use embedded::{Embedded, EmbeddedBucket, embedded, given};
use generate_invoice::generate_invoice;
use ops::{life, verify};
use queue::InvoiceRequest;

const TECHNICIAN: &str = "technician";

async fn finished(table: &Embedded) -> InterventionId {
    let technician = given::technician(&table.store, TECHNICIAN).await;
    given::finished(&table.store, &technician).await
}

async fn invoiced(table: &Embedded, id: &InterventionId) {
    let (message, bucket) = (InvoiceRequest { intervention_id: id.clone() }, EmbeddedBucket::open());
    let invoice = generate_invoice(&table.store, &bucket.papers(), message, given::at(61)).await;
    invoice.expect("it is invoiced");
}

#[tokio::test]
async fn a_life_names_the_effects_that_are_missing() {
    let table = embedded().await;
    let id = finished(&table).await;

    let before = life(&table.store, &id, given::at(61)).await.expect("it is known");
    invoiced(&table, &id).await;
    let after = life(&table.store, &id, given::at(61)).await.expect("it is known");

    let effects = |lines: &[String]| {
        let lines = lines.iter().map(|line| line.trim().to_owned());
        lines.filter(|line| line.starts_with("done") || line.starts_with("missing")).collect::<Vec<_>>()
    };
    assert_eq!(before[0], format!("intervention {id}: finished"));
    assert!(before.iter().any(|line| line.ends_with("technician accepted")), "{before:#?}");
    assert_eq!(
        effects(&before),
        [
            "missing: invoice without a number",
            "missing: document of the invoice",
            "missing: document of the report"
        ]
    );
    assert_eq!(
        effects(&after),
        [
            "done: invoice HA732829320-2026-000001",
            "done: document of the invoice",
            "missing: document of the report"
        ]
    );
}

#[tokio::test]
async fn rule_22_every_issuer_of_a_year_is_proved() {
    let table = embedded().await;
    let id = finished(&table).await;
    invoiced(&table, &id).await;

    let verdicts = verify(&table.store, None, 2026).await.expect("the table answers");
    let empty = verify(&table.store, None, 2027).await.expect("the table answers");

    let told: Vec<_> =
        verdicts.iter().map(|verdict| (verdict.what.as_str(), verdict.found.as_ref().ok())).collect();
    assert_eq!(
        told,
        [
            ("732829320 2026, invoices: chain of hashes", Some(&1)),
            ("732829320 2026, invoices: numbers without a gap", Some(&1)),
            ("732829320 2026, credit notes: chain of hashes", Some(&0)),
            ("732829320 2026, credit notes: numbers without a gap", Some(&0)),
        ]
    );
    assert!(empty.is_empty());
}
