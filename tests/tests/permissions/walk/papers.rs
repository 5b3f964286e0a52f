//! Documents whose making was cut between two files, and a technician's own series that becomes the issuer's.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::accounting::Month;
use embedded::given;
use serde_json::{Value, json};
use tests::{
    house::Call,
    life::{Life, TECHNICIAN},
};

use super::{delete, log};
use crate::links;

const OPERATOR: (&str, &str) = ("odile", "operators");
const SIREN: &str = "732829320";

pub(super) async fn walk() {
    let life = Life::finished_without_papers(&log("papers")).await;
    invoiced(&life).await;
    reported(&life).await;
    credited(&life).await;
    exported(&life).await;
}

/// Where a run is cut: after so many files, or not at all.
const CUTS: [Option<usize>; 2] = [Some(1), None];

/// The number is the first one that the issuer gets, after one that the technician gave in a series of their own.
async fn invoiced(life: &Life) {
    for cut in [Some(0), Some(1), None] {
        if cut == Some(1) {
            becomes_older(life).await;
        }
        life.house.bucket.crash_after(cut);
        let again = life.told("generate-invoice", &life.finished, 61).await;
        assert_eq!(again == json!([]), cut.is_none(), "{again}");
    }
}

async fn reported(life: &Life) {
    let report = json!({ "interventionId": life.finished });
    let quote = json!({ "interventionId": life.finished, "quoteId": life.quote().await });
    for message in [report, quote] {
        for cut in CUTS {
            life.house.bucket.crash_after(cut);
            let again = life.consume("write-report", &message, 61).await;
            assert_eq!(again == json!([]), cut.is_none(), "{again}");
        }
    }
}

/// The first credit note of the issuer joins series as well, where nobody did.
async fn credited(life: &Life) {
    is_open_again(life).await;
    let path = format!("/interventions/{}/invoice/credit-notes", life.finished);
    let credit = Call::new("POST", &path, OPERATOR, given::at(80)).with_header("idempotency-key", "credit");
    let credit = credit.with_body(&json!({ "reason": "Remise." }));
    for cut in CUTS {
        life.house.bucket.crash_after(cut);
        let answer = life.house.call(&credit).await.expect("a route leads there");
        assert_eq!(answer.status == 201, cut.is_none(), "{answer:#?}");
        if cut.is_none() {
            reprinted(life, &answer.body["number"]).await;
        }
    }
}

/// The row of the credit note's files was never written: the job that looks for missing effects asks for it.
async fn reprinted(life: &Life, number: &Value) {
    let number_text = number.as_str().expect("a number");
    let row = format!("paper#credit-note#{number_text}");
    delete(&life.house, &format!("intervention#{}", life.finished), &row).await;
    let message = json!({ "interventionId": life.finished, "creditNote": number });
    assert_eq!(life.consume("write-report", &message, 85).await, json!([]));
}

/// The invoice with its credit note, and the books in which both are entered.
async fn exported(life: &Life) {
    let path = format!("/interventions/{}/invoice", life.finished);
    let shown = life.customer("GET", &path, 85, &Value::Null).await;
    links::follow(&life.house, &shown.body).await;

    for books in [json!({ "month": "2026-11" }), json!({ "month": "2026-11", "siren": SIREN })] {
        let exported = life.call(OPERATOR, "POST", "/accounting/exports", 90, &books).await;
        links::follow(&life.house, &exported.body).await;
    }
}

/// What the issuer's series gave becomes what a function of the older version gave in the technician's own one.
async fn becomes_older(life: &Life) {
    let table = &life.house.table;
    let rows = table.items().await;
    let mut invoice = rows.into_iter().find(|row| row["sk"] == text("invoice")).expect("a number was given");
    delete(&life.house, &format!("intervention#{}", life.finished), "invoice").await;
    let shard = TECHNICIAN.bytes().fold(0, u8::wrapping_add) % 16;
    invoice.insert("pk".to_owned(), text("intervention#older"));
    invoice.insert("series".to_owned(), text(format!("{TECHNICIAN}#2026")));
    invoice.insert("month".to_owned(), text(format!("{}#{shard:02}", Month::of(given::at(61)))));
    table.import([invoice]);
    delete(&life.house, &format!("issuer#{SIREN}"), "invoices").await;
    is_open_again(life).await;
}

/// The technician's own series goes on, as nobody joined it.
async fn is_open_again(life: &Life) {
    let table = &life.house.table;
    let rows = table.items().await;
    let older = rows.iter().find(|row| row["pk"] == text("intervention#older")).expect("an older invoice");
    let counter = [
        ("pk", text(format!("technician#{TECHNICIAN}"))),
        ("sk", text("series#2026")),
        ("last", older["number"].clone()),
        ("seal", older["seal"].clone()),
    ];
    table.import([counter.map(|(name, value)| (name.to_owned(), value)).into()]);
    delete(&life.house, "job#join-series", "cursor").await;
}

fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}
