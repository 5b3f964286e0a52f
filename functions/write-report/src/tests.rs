//! One document, one PDF in each language, however often the message comes and wherever a run ends.

use std::io::Cursor;

use documents::{HOUSE, Language, QuotePaper, Work};
use domain::{
    id::InterventionId,
    idempotency::Request,
    intervention::Intervention,
    invoice::{Certification, Taxation, quote_figures},
    timeline::Actor,
};
use embedded::{Embedded, EmbeddedBucket, Stored, embedded, given};
use image::{ImageFormat, RgbImage};
use store::{Attachment, Transition};

use super::*;

async fn told(
    table: &Embedded,
    bucket: &EmbeddedBucket,
    id: &InterventionId,
) -> Result<Option<Paper>, Failure> {
    let message = PaperRequest { intervention_id: id.clone(), quote_id: None, credit_note: None };
    write_report(&table.store, &bucket.client(), &bucket.papers(), message).await
}

async fn given_finished(table: &Embedded) -> InterventionId {
    let karim = given::technician(&table.store, "karim").await;
    given::finished(&table.store, &karim).await
}

fn papers(bucket: &EmbeddedBucket) -> Vec<Stored> {
    bucket.all().into_iter().filter(|file| file.key.starts_with("documents/")).collect()
}

#[tokio::test]
async fn rule_23_the_report_is_written_once_however_often_it_is_told() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let id = given_finished(&table).await;
    let first = told(&table, &bucket, &id).await.unwrap();
    let (rows, files) = (table.dump().await, bucket.all());

    let again = told(&table, &bucket, &id).await.unwrap();

    assert!(first.is_some() && again == first);
    assert_eq!((table.dump().await, bucket.all()), (rows, files.clone()));
    let keys: Vec<&str> = files.iter().map(|file| file.key.as_str()).collect();
    assert_eq!(keys, [format!("documents/{id}/report.en.pdf"), format!("documents/{id}/report.pdf")]);
    assert!(
        files.iter().all(|file| file.bytes.starts_with(b"%PDF") && file.content_type == "application/pdf")
    );
}

#[tokio::test]
async fn rule_23_a_run_that_dies_after_any_file_is_completed() {
    for files_before in 0..=1 {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let id = given_finished(&table).await;
        bucket.crash_after(Some(files_before));
        assert!(told(&table, &bucket, &id).await.is_err());
        assert_eq!(bucket.all().len(), files_before);
        bucket.crash_after(None);

        let completed = told(&table, &bucket, &id).await.unwrap();

        let dossier = table.store.dossier(&id).await.unwrap();
        assert_eq!(dossier.paper(&PaperKind::Report), completed.as_ref());
        assert_eq!(bucket.all().len(), 2);
    }
}

/// Work with a photo of the breakdown, which was checked; its thumbnail may be gone, or it never had one.
async fn given_finished_with_photo(
    table: &Embedded,
    bucket: &EmbeddedBucket,
    (has_thumbnail, thumbnail): (bool, Option<Vec<u8>>),
) -> InterventionId {
    let karim = given::technician(&table.store, "karim").await;
    let id = given::working(&table.store, &karim).await;
    let medium = given::checked_photo(&table.store, &id, has_thumbnail).await;
    if let Some(bytes) = thumbnail {
        bucket.put(&format!("thumbnails/{id}/{}", medium.id), "image/jpeg", &bytes);
    }
    let transition = Transition {
        id: id.clone(),
        request: Request::default(),
        by: Actor::Technician,
        occurred_at: None,
        now: given::at(60),
    };
    let finish = |one: &Intervention, told: domain::moment::Submission| {
        one.finish(&karim.id, &[], &told, table.store.policy())
    };
    let attach = |_: &Intervention| Attachment::Report(given::report());
    table.store.transition_with(&transition, finish, attach).await.unwrap();
    id
}

fn jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    RgbImage::new(64, 48).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    bytes
}

#[tokio::test]
async fn rule_23_photos_that_were_checked_are_on_the_report_and_one_that_is_gone_holds_nothing_up() {
    let mut sizes = Vec::new();
    for thumbnail in [(true, Some(jpeg())), (true, None), (true, Some(b"no photo".to_vec()))] {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let id = given_finished_with_photo(&table, &bucket, thumbnail).await;

        let written = told(&table, &bucket, &id).await.unwrap();

        assert!(written.is_some());
        sizes.push(papers(&bucket)[1].bytes.len());
    }
    assert!(sizes[0] > sizes[1] + 500, "{sizes:?}");
}

#[tokio::test]
async fn rule_23_nobody_asks_for_the_thumbnail_of_a_photo_that_has_none() {
    let mut sizes = Vec::new();
    for (has_thumbnail, stored) in [(true, None), (false, Some(jpeg()))] {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let id = given_finished_with_photo(&table, &bucket, (has_thumbnail, stored)).await;

        assert!(told(&table, &bucket, &id).await.unwrap().is_some());

        sizes.push(papers(&bucket)[1].bytes.len());
    }
    // The number of the intervention is another one.
    assert!(sizes[0].abs_diff(sizes[1]) < 100, "what lies in the place of a thumbnail is fetched: {sizes:?}");
}

/// The French quote, of what the timeline says that the customer agreed to.
async fn of_the_acceptance(table: &Embedded, id: &InterventionId) -> Vec<u8> {
    let dossier = table.store.dossier(id).await.unwrap();
    let agreed = dossier.intervention.agreed_quotes().next().unwrap();
    let buyer = given::buyer();
    let signed = Certification { signed_by: buyer.name.clone(), signed_at: agreed.proposed_at };
    let karim = given::stranger("karim");
    let taxation = Taxation { regime: karim.business.vat_regime, certification: Some(&signed) };
    let number = format!("{}-{}", id.short(), agreed.id);
    let paper = QuotePaper {
        number: &number,
        proposed_at: agreed.proposed_at,
        valid_until: agreed.valid_until,
        accepted_at: None,
        digest: agreed.digest,
        figures: &quote_figures(&given::quote_lines(), &taxation, table.store.policy()),
        urgent: true,
        seller: &karim.business,
        buyer: documents::Buyer::of(&dossier, &buyer),
        work: Work::of(&dossier, table.store.policy()),
        house: HOUSE,
    };
    documents::quote(&paper, Language::French).unwrap()
}

#[tokio::test]
async fn rule_14_a_quote_is_printed_once_whatever_becomes_of_it() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let karim = given::technician(&table.store, "karim").await;
    let id = given::quoted(&table.store, &karim).await;
    let quote = table.store.dossier(&id).await.unwrap().intervention.quote().unwrap().id.clone();
    let quote_id = Some(quote.clone());
    let message = PaperRequest { intervention_id: id.clone(), quote_id, credit_note: None };
    let tell = async || write_report(&table.store, &bucket.client(), &bucket.papers(), message.clone()).await;
    let printed = tell().await.unwrap().unwrap();
    let accept = |one: &Intervention, _| {
        one.settle_quote(&given::customer(), &quote, domain::quote::Answer::Accepted, given::at(57))
    };
    given::step(&table.store, &id, Actor::Customer, 57, accept).await;
    let files = bucket.all();

    let again = tell().await.unwrap().unwrap();

    assert_eq!((again, bucket.all()), (printed, files.clone()));
    let keys: Vec<&str> = files.iter().map(|file| file.key.as_str()).collect();
    assert_eq!(keys, ["en.pdf", "pdf"].map(|form| format!("documents/{id}/quote-{quote}.{form}")));
    assert!(files[1].bytes == of_the_acceptance(&table, &id).await, "the quote is not what was accepted");
}

#[tokio::test]
async fn what_was_called_off_has_no_report() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let karim = given::technician(&table.store, "karim").await;
    let id = given::departed(&table.store, &karim).await;
    let cancel = |one: &Intervention, _| {
        one.cancel(&given::customer(), given::at(9), &domain::policy::Policy::default())
    };
    given::step(&table.store, &id, Actor::Customer, 9, cancel).await;

    assert_eq!(told(&table, &bucket, &id).await.unwrap(), None);
    assert_eq!(bucket.all(), []);
}

#[tokio::test]
async fn rule_23_work_that_the_customer_closed_has_a_report_too() {
    let (table, bucket) = (embedded().await, EmbeddedBucket::open());
    let karim = given::technician(&table.store, "karim").await;
    let id = given::paused(&table.store, &karim).await;
    let close =
        |one: &Intervention, _| one.close(&given::customer(), given::at(55 + 24 * 60), table.store.policy());
    given::step(&table.store, &id, Actor::Customer, 55 + 24 * 60, close).await;

    let written = told(&table, &bucket, &id).await.unwrap();

    assert!(written.is_some());
    assert_eq!(papers(&bucket).len(), 2);
}
