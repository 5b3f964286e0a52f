//! One invoice, one PDF, one XML, however often the message comes and wherever a run ends.

use domain::{id::InterventionId, technician::VatNumber, timeline::Actor};
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
    assert!(xml.contains("Attestation signée par Camille Lefèvre"));
}

/// The table without the rows of a partition.
async fn without(table: &Embedded, gone: &str) -> Embedded {
    let copy = embedded().await;
    let items = table.items().await.into_iter();
    copy.import(items.filter(|item| item["pk"].as_s().is_ok_and(|pk| pk != gone)));
    copy
}

fn cause(answer: Result<Issued, Failure>) -> String {
    match answer {
        Err(Failure::Broken(cause)) => cause.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn rule_22_the_invoice_of_a_deleted_profile_does_not_vanish() {
    for (gone, role) in [("technician#karim", "technician"), ("customer#camille", "customer")] {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let id = given_finished(&table).await;
        let erased = without(&table, gone).await;

        let failed = cause(told(&erased, &bucket, &id, 61).await);
        let kept = bucket.all();
        let issued = told(&table, &bucket, &id, 90).await.unwrap();

        assert_eq!(failed, format!("the profile of the {role} of intervention {id} is gone"));
        assert!(kept.is_empty() && !erased.dump().await.iter().any(|row| row.contains("sk: invoice")));
        assert_eq!(issued.invoice.number.count(), 1, "no number was spent");
    }
}

#[tokio::test]
async fn rule_22_an_invoice_that_was_issued_before_its_profile_went_gets_its_files() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let id = given_finished(&table).await;
    bucket.crash_after(Some(0));
    assert!(told(&table, &bucket, &id, 61).await.is_err());
    bucket.crash_after(None);
    let erased = without(&table, "technician#karim").await;

    let issued = told(&erased, &bucket, &id, 75).await.unwrap();

    assert_eq!((issued.invoice.number.count(), names(&bucket.all())), (1, three(&id).to_vec()));
}

#[tokio::test]
async fn rule_22_an_invoice_that_would_break_a_rule_spends_no_number_and_is_completed_after_the_correction() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let mut broken = given::stranger("karim");
    // As a row from before numbers were checked may hold it.
    broken.business.vat_number = Some(VatNumber::stored("QQ1234".to_owned()).unwrap());
    let karim = given::technician(&table.store, "karim").await;
    let id = given::finished(&table.store, &karim).await;
    given::registered(&table.store, broken).await;

    let parked = told(&table, &bucket, &id, 61).await;
    let written = bucket.all();
    given::registered(&table.store, given::stranger("karim")).await;
    let completed = told(&table, &bucket, &id, 90).await.unwrap();

    assert_eq!(cause(parked), format!("intervention {id} cannot be invoiced"));
    assert!(written.is_empty());
    assert_eq!(completed.invoice.number.to_string(), "HA732829320-2026-000001");
    assert_eq!(names(&bucket.all()), three(&id));
}

#[tokio::test]
async fn rule_22_the_invoice_of_a_new_year_s_night_has_one_year_in_its_number_on_paper_and_in_the_xml() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let id = given_finished(&table).await;
    let message = InvoiceRequest { intervention_id: id };
    let night = "2026-12-31T23:20:00Z".parse().unwrap();

    let issued = generate_invoice(&table.store, &bucket.papers(), message, night).await.unwrap().unwrap();

    assert_eq!(issued.invoice.number.to_string(), "HA732829320-2027-000001");
    let xml = String::from_utf8_lossy(&bucket.all()[2].bytes).into_owned();
    assert!(xml.contains("HA732829320-2027-000001") && xml.contains(">20270101<"), "{xml}");
    assert!(!xml.contains("20261231"));
}
