//! What the table's stream tells.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    id::InterventionId,
    invoice::{Figures, Invoice, InvoiceNumber},
    money::Money,
};
use embedded::{Embedded, embedded, given};
use store::stream::{Change, Image};

type Item = HashMap<String, AttributeValue>;

fn change(old: Option<&Item>, new: Option<&Item>) -> Change {
    let whole = old.or(new).unwrap();
    let keys: Item = ["pk", "sk"].map(|name| (name.to_owned(), whole[name].clone())).into();
    let image = |item: Option<&Item>| item.map(|item| Image::from(item.clone()));
    Change::from_images(Image::from(keys), image(old), image(new)).unwrap()
}

async fn item(table: &Embedded, pk: &str, sk: &str) -> Item {
    let named = |item: &Item| item["pk"].as_s().unwrap() == pk && item["sk"].as_s().unwrap() == sk;
    table.items().await.into_iter().find(named).unwrap()
}

#[tokio::test]
async fn new_entries_are_told_with_what_was_before() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::declared(&table.store).await;
    let pk = format!("intervention#{id}");
    let declared = item(&table, &pk, "timeline").await;
    let choose = |one: &domain::intervention::Intervention, _| {
        one.choose(
            &given::customer(),
            karim.asked_for(one, given::at(0))?,
            given::at(0),
            table.store.policy(),
        )
    };
    let dossier = given::step(&table.store, &id, domain::timeline::Actor::Customer, 0, choose).await;
    let offered = item(&table, &pk, "timeline").await;

    let first = change(None, Some(&declared));
    let second = change(Some(&declared), Some(&offered));

    assert!(matches!(first, Change::Timeline { before: 0, .. }));
    assert_eq!(second, Change::Timeline { before: 1, after: dossier.intervention });
    assert_eq!(change(Some(&offered), Some(&offered)), Change::Other);
    assert_eq!(change(Some(&offered), None), Change::Other);
    let words = item(&table, &pk, "breakdown").await;
    assert_eq!(change(None, Some(&words)), Change::Other);
    let profile = item(&table, "technician#karim", "self#profile").await;
    assert_eq!(change(None, Some(&profile)), Change::Other);
}

#[tokio::test]
async fn notices_and_invoices_are_told_once() {
    let table = embedded().await;
    let karim = given::stranger("karim");
    let id = given::waiting(&table.store).await;
    let waiting = table.store.dossier(&id).await.unwrap().intervention;
    table.store.tell(&karim.id, &waiting).await.unwrap();
    let draft = |number: InvoiceNumber, previous| {
        let figures = Figures { lines: Vec::new(), vat: Vec::new(), total: Money::of_cents(4_999) };
        Invoice::seal(number, id.clone(), given::at(61), figures, previous)
    };
    let invoice =
        table.store.issue_invoice(&id, draft, &karim, &given::buyer(), given::at(61)).await.unwrap();

    let notice = item(&table, "technician#karim", &format!("notice#{id}")).await;
    let issued = item(&table, &format!("intervention#{id}"), "invoice").await;

    let told = Change::Notice { technician: karim.id.clone(), intervention: id, at: given::at(0) };
    assert_eq!(change(None, Some(&notice)), told);
    assert_eq!(change(None, Some(&issued)), Change::Invoice(invoice));
    assert_eq!(change(Some(&issued), Some(&issued)), Change::Other);
}

#[tokio::test]
async fn a_question_is_told_without_its_words() {
    let table = embedded().await;
    let question = domain::question::Question {
        id: given::word("q1"),
        by: domain::intervention::Party::Operator,
        subject: given::word("Facture"),
        text: given::word("Où est ma facture ?"),
        intervention: None::<InterventionId>,
        asked_at: given::at(3),
        answer: None,
    };
    table.store.ask(&question, domain::idempotency::Request::default()).await.unwrap();

    let asked = item(&table, "question#q1", "question").await;

    assert_eq!(change(None, Some(&asked)), Change::Question { id: question.id, asked_at: given::at(3) });
}
