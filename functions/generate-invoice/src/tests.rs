//! One invoice, one PDF, one XML, however often the message comes and wherever a run ends.

use domain::{id::InterventionId, timeline::Actor};
use embedded::{Embedded, EmbeddedBucket, Stored, embedded, given};

use super::*;

async fn given_finished(table: &Embedded) -> InterventionId {
    let karim = given::technician(&table.store, "karim").await;
    given::finished(&table.store, &karim).await
}

async fn told(
    table: &Embedded,
    bucket: &EmbeddedBucket,
    id: &InterventionId,
    minute: i64,
) -> Result<Issued, Failure> {
    let message = InvoiceRequest { intervention_id: id.clone() };
    let issued = generate_invoice(&table.store, &bucket.papers(), message, given::at(minute)).await?;
    Ok(issued.expect("there is something to bill"))
}

fn names(files: &[Stored]) -> Vec<String> {
    files.iter().map(|file| format!("{} {}", file.key, file.content_type)).collect()
}

fn three(id: &InterventionId) -> [String; 3] {
    [
        format!("documents/{id}/invoice.en.pdf application/pdf"),
        format!("documents/{id}/invoice.pdf application/pdf"),
        format!("documents/{id}/invoice.xml application/xml"),
    ]
}

#[tokio::test]
async fn rule_22_the_invoice_has_its_files_once_however_often_it_is_told() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let id = given_finished(&table).await;
    let first = told(&table, &bucket, &id, 61).await.unwrap();
    let (rows, files) = (table.dump().await, bucket.all());

    let again = told(&table, &bucket, &id, 75).await.unwrap();

    assert_eq!(again, first);
    assert_eq!((table.dump().await, bucket.all()), (rows, files.clone()));
    assert_eq!(names(&files), three(&id));
    assert!(files[0].bytes.starts_with(b"%PDF") && files[1].bytes.starts_with(b"%PDF"));
    let xml = String::from_utf8_lossy(&files[2].bytes);
    assert!(xml.contains(&first.invoice.number.to_string()));
}

#[tokio::test]
async fn rule_22_a_run_that_dies_after_any_file_is_completed_without_a_second_invoice_or_a_gap() {
    for files_before in 0..=2 {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let id = given_finished(&table).await;
        bucket.crash_after(Some(files_before));
        assert!(told(&table, &bucket, &id, 61).await.is_err());
        assert_eq!(bucket.all().len(), files_before);
        bucket.crash_after(None);

        let completed = told(&table, &bucket, &id, 75).await.unwrap();

        let number = completed.invoice.number.to_string();
        assert_eq!((number.as_str(), completed.delay_seconds), ("HA732829320-2026-000001", 60));
        let files = bucket.all();
        assert_eq!(names(&files), three(&id));
        let other = given::finished(&table.store, &given::technician(&table.store, "karim").await).await;
        let next = told(&table, &bucket, &other, 80).await.unwrap();
        assert_eq!(next.invoice.number.count(), 2);
        assert_eq!(next.invoice.previous, Some(completed.invoice.seal));
    }
}

#[tokio::test]
async fn rule_22_who_moves_between_the_row_and_its_files_stays_where_the_invoice_says() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let id = given_finished(&table).await;
    bucket.crash_after(Some(0));
    assert!(told(&table, &bucket, &id, 61).await.is_err());
    bucket.crash_after(None);
    let mut moved = given::stranger("karim");
    moved.business.legal_name = given::word("Benali et fils");
    given::registered(&table.store, moved).await;

    told(&table, &bucket, &id, 75).await.unwrap();

    let xml = String::from_utf8_lossy(&bucket.all()[2].bytes).into_owned();
    assert!(xml.contains("Benali Chauffage") && !xml.contains("Benali et fils"));
}

#[tokio::test]
async fn rule_7_who_accepts_a_quote_with_a_reduced_rate_certifies_it() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let karim = given::technician(&table.store, "karim").await;
    let id = given::quoted(&table.store, &karim).await;
    let quote = table.store.dossier(&id).await.unwrap().intervention.quote().unwrap().id.clone();
    let yes = domain::quote::Answer::Accepted;
    let accept = |one: &domain::intervention::Intervention, _| {
        one.settle_quote(&given::customer(), &quote, yes, given::at(57))
    };
    given::step(&table.store, &id, Actor::Customer, 57, accept).await;
    let finish = |one: &domain::intervention::Intervention, told: domain::moment::Submission| {
        one.finish(&karim.id, &[], &told, table.store.policy())
    };
    given::step(&table.store, &id, Actor::Technician, 60, finish).await;

    let issued = told(&table, &bucket, &id, 61).await.unwrap();

    let rates: Vec<u16> = issued.invoice.figures.vat.iter().map(|total| total.per_mille).collect();
    assert!(rates.contains(&100), "{rates:?}");
    let xml = String::from_utf8_lossy(&bucket.all()[2].bytes).into_owned();
    assert!(xml.contains("Attestation signée par Client"));
}
