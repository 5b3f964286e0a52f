//! Invoices, reports, quotes and credit notes that were not written.

use embedded::given;

use crate::scene::Scene;

#[tokio::test]
async fn rule_22_work_that_ended_without_invoice_and_report_has_both_after_one_run() {
    let scene = Scene::open().await;
    let id = given::finished(scene.store(), &scene.technician().await).await;

    let found = scene.runs(50, 65).await;
    let run = scene.run(70).await;
    let delivered = scene.deliver(70).await;

    assert_eq!(found, [].into(), "what is in progress is not missing");
    assert_eq!((run, delivered), (vec![("invoice", 1), ("reportPaper", 1)], 2));
    let traces = scene.store().traces(&id).await.unwrap().unwrap();
    assert!(traces.dossier.is_printed() && traces.is_invoiced);
    assert_eq!(scene.runs(75, 100).await, [].into());
    assert_eq!(scene.sent(), []);
}

#[tokio::test]
async fn rule_22_an_invoice_that_came_meanwhile_gets_no_second_number() {
    let scene = Scene::open().await;
    let id = given::finished(scene.store(), &scene.technician().await).await;
    scene.run(70).await;
    scene.document(&id).await;
    let invoice = scene.store().invoice(&id).await.unwrap().unwrap();
    let rows = scene.table.dump().await;

    scene.deliver(70).await;

    assert_eq!(scene.store().invoice(&id).await.unwrap(), Some(invoice));
    assert_eq!((scene.table.dump().await, scene.invoice_count().await), (rows, 1));
}

#[tokio::test]
async fn rule_22_an_invoice_without_files_gets_them_under_its_number() {
    let scene = Scene::open().await;
    let id = scene.documented().await;
    let invoice = scene.store().invoice(&id).await.unwrap();
    scene.lose(&id, "paper#invoice").await;

    let run = scene.run(70).await;
    scene.deliver(70).await;

    assert_eq!(run, [("invoicePaper", 1)]);
    assert_eq!(scene.store().invoice(&id).await.unwrap(), invoice);
    assert!(scene.store().dossier(&id).await.unwrap().is_printed());
}

#[tokio::test]
async fn rule_31_work_that_the_customer_closed_is_invoiced_and_reported_too() {
    let scene = Scene::open().await;
    let closed_at = 55 + 24 * 60;
    let id = scene.closed(closed_at).await;

    let found = scene.runs(closed_at - 10, closed_at + 10).await;
    scene.deliver(closed_at + 10).await;

    assert_eq!(found, [(closed_at + 10, vec![("invoice", 1), ("reportPaper", 1)])].into());
    assert!(scene.store().dossier(&id).await.unwrap().is_printed());
    assert_eq!(scene.runs(closed_at + 15, closed_at + 60).await, [].into());
}

#[tokio::test]
async fn rule_14_a_quote_without_document_is_printed_after_one_run() {
    let scene = Scene::open().await;
    let id = given::quoted(scene.store(), &scene.technician().await).await;

    let found = scene.runs(45, 65).await;
    let run = scene.run(70).await;
    scene.deliver(70).await;

    assert_eq!((found, run), ([].into(), vec![("quotePaper", 1)]));
    assert!(scene.store().dossier(&id).await.unwrap().is_printed());
    assert_eq!(scene.runs(75, 100).await, [].into());
}

#[tokio::test]
async fn rule_24_a_credit_note_without_document_is_printed_after_one_run() {
    let scene = Scene::open().await;
    let id = scene.documented().await;
    let note = scene.credited(&id, 90).await;
    let files = scene.bucket.all();
    scene.lose(&id, &format!("paper#credit-note#{}", note.number)).await;

    let found = scene.runs(70, 95).await;
    let run = scene.run(100).await;
    let delivered = scene.deliver(100).await;

    assert_eq!((found, run, delivered), ([].into(), vec![("creditNotePaper", 1)], 1));
    assert_eq!(scene.bucket.all(), files, "each file is written once");
    let dossier = scene.store().dossier(&id).await.unwrap();
    assert_eq!(dossier.papers.len(), 3);
    assert_eq!(scene.runs(105, 130).await, [].into());
}

#[tokio::test]
async fn a_fault_that_lasts_is_found_more_and_more_seldom() {
    let scene = Scene::open().await;
    given::finished(scene.store(), &scene.technician().await).await;

    let found = scene.runs(60, 60 + 90).await;

    let minutes: Vec<i64> = found.into_keys().collect();
    assert_eq!(minutes, [70, 80, 100, 140]);
}
