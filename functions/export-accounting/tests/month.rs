//! A month of the books, from the table to the files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{
    Timestamp,
    accounting::Month,
    idempotency::Key,
    invoice::{Correction, CreditNote, Figures, Invoice, figures},
    refusal::Refusal,
    technician::{Business, Technician},
};
use embedded::{Embedded, EmbeddedBucket, embedded, given};
use export_accounting::{ExportAccounting, Exported, export_accounting};

async fn invoiced(table: &Embedded, technician: &Technician, at: Timestamp) -> Invoice {
    let id = given::finished(&table.store, technician).await;
    let dossier = table.store.dossier(&id).await.unwrap();
    let claimed: Figures =
        figures(&dossier.intervention, &[], technician.business.vat_regime, table.store.policy());
    table.store.issue_invoice(&id, &given::parties(technician), &claimed, at).await.unwrap()
}

/// A technician of another company.
async fn of(table: &Embedded, name: &str, siren: &str) -> Technician {
    let mut technician = given::stranger(name);
    technician.business = Business { siren: given::word(siren), vat_number: None, ..given::business() };
    given::online(&table.store, technician).await
}

async fn credited(table: &Embedded, technician: &Technician, invoice: &Invoice, at: Timestamp) -> CreditNote {
    let decide = |_: &[CreditNote]| {
        Ok(Correction {
            intervention: invoice.intervention.clone(),
            invoice: invoice.number.clone(),
            invoiced_at: invoice.issued_at,
            reason: given::word("Facturé par erreur."),
            figures: invoice.figures.clone(),
        })
    };
    let key = Key { command: [1; 12], body: [1; 8], former: None };
    let seller = &technician.business.siren;
    table.store.issue_credit_note(&invoice.intervention, decide, seller, (key, at)).await.unwrap()
}

fn november() -> Month {
    Month::try_from("2026-11".to_owned()).unwrap()
}

fn later() -> Timestamp {
    "2026-12-05T09:00:00Z".parse().unwrap()
}

async fn exported(table: &Embedded, bucket: &EmbeddedBucket, issuer: Option<&str>) -> Exported {
    let query = ExportAccounting { month: november(), issuer: issuer.map(given::word) };
    export_accounting(&table.store, &bucket.client(), query, later()).await.unwrap()
}

fn text(bucket: &EmbeddedBucket, name: &str) -> String {
    let stored =
        bucket.all().into_iter().rev().find(|stored| stored.key.ends_with(name)).expect("it was written");
    String::from_utf8(stored.bytes).unwrap()
}

/// Cents of a column of a FEC.
fn sum(fec: &str, column: usize) -> i64 {
    let amounts = fec.lines().skip(1).filter_map(|line| line.split('\t').nth(column));
    amounts.map(|amount| amount.replace(',', "").parse::<i64>().unwrap()).sum()
}

#[tokio::test]
async fn rule_22_a_month_holds_its_own_documents_of_all_issuers_balanced_to_the_cent() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let (karim, nadia) =
        (given::technician(&table.store, "karim").await, of(&table, "nadia", "552100554").await);
    let first = invoiced(&table, &karim, given::at(61)).await;
    let second = invoiced(&table, &nadia, given::at(62)).await;
    invoiced(&table, &karim, "2026-12-01T08:00:00Z".parse().unwrap()).await;
    let note = credited(&table, &karim, &first, given::at(90)).await;

    let books = exported(&table, &bucket, None).await;

    assert_eq!((books.entries, books.complete), (3, true));
    assert_eq!(books.debit, books.credit);
    assert_eq!(books.debit, 2 * first.figures.total.cents() + second.figures.total.cents());
    assert_eq!(books.fec.name, "000000000FEC20261130.txt");
    let fec = text(&bucket, &books.fec.name);
    assert_eq!((sum(&fec, 11), sum(&fec, 12)), (books.debit, books.credit));
    let pieces: Vec<&str> =
        fec.lines().skip(1).step_by(3).filter_map(|line| line.split('\t').nth(8)).collect();
    let expected = [first.number.to_string(), second.number.to_string(), note.number.to_string()];
    assert_eq!(pieces, expected);
    assert!(text(&bucket, &books.csv.name).lines().count() == fec.lines().count());
}

#[tokio::test]
async fn rule_22_an_issuer_s_books_hold_the_documents_of_all_its_technicians_under_its_number() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let (karim, nadia) =
        (given::technician(&table.store, "karim").await, given::technician(&table.store, "nadia").await);
    let stranger = of(&table, "thomas", "552100554").await;
    let first = invoiced(&table, &karim, given::at(61)).await;
    invoiced(&table, &stranger, given::at(61)).await;
    let second = invoiced(&table, &nadia, given::at(62)).await;

    let books = exported(&table, &bucket, Some("732829320")).await;

    assert_eq!((books.entries, books.fec.name.as_str()), (2, "732829320FEC20261130.txt"));
    assert_eq!(books.debit, first.figures.total.cents() + second.figures.total.cents());
    let keys: Vec<String> = bucket.all().into_iter().map(|stored| stored.key).collect();
    let place = "exports/2026-11/732829320/732829320FEC20261130";
    assert_eq!(keys, [format!("{place}.csv"), format!("{place}.txt")]);
}

#[tokio::test]
async fn a_link_leads_to_the_file_for_five_minutes() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());

    let books = exported(&table, &bucket, None).await;

    assert_eq!((books.entries, books.debit), (0, 0));
    assert_eq!(books.fec.link.expires_at.duration_since(later()).as_secs(), 300);
    assert!(books.fec.link.url.contains("X-Amz-Expires=300"), "{}", books.fec.link.url);
}

#[tokio::test]
async fn reading_a_month_costs_nothing_for_other_months() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let karim = given::technician(&table.store, "karim").await;
    invoiced(&table, &karim, given::at(61)).await;
    table.reset_units();
    exported(&table, &bucket, None).await;
    let alone = table.units();
    for _ in 0..10 {
        invoiced(&table, &karim, "2026-12-02T08:00:00Z".parse().unwrap()).await;
    }

    table.reset_units();
    exported(&table, &bucket, None).await;

    assert_eq!(table.units(), alone);
}

#[tokio::test]
async fn rule_22_an_issuer_that_issued_nothing_has_empty_books() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let karim = given::technician(&table.store, "karim").await;
    invoiced(&table, &karim, given::at(61)).await;

    let books = exported(&table, &bucket, Some("552100554")).await;

    assert_eq!((books.entries, books.debit, books.credit), (0, 0, 0));
}

#[tokio::test]
async fn rule_22_the_books_of_a_month_ahead_are_refused() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    // A minute before and after midnight in France.
    let [before, after] =
        ["2026-10-31T22:59:00Z", "2026-10-31T23:01:00Z"].map(|text| text.parse::<Timestamp>().unwrap());
    let export = async |now| {
        let query = ExportAccounting { month: november(), issuer: None };
        export_accounting(&table.store, &bucket.client(), query, now).await
    };

    let ahead = given::refusal(export(before).await);

    assert_eq!(ahead, Some(Refusal::MonthAhead { now: before }));
    assert!(bucket.all().is_empty());
    assert!(!export(after).await.unwrap().complete);
}
