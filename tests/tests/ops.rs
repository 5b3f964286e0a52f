//! What an operator asks of a cloud: lives and proofs.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

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

/// Credentials that have expired already, at an address as containers have one, and how often they were asked for.
fn expired_credentials() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}/", listener.local_addr().expect("it has a port"));
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let body = r#"{"AccessKeyId":"a","SecretAccessKey":"b","Token":"c","Expiration":"2020-01-01T00:00:00Z"}"#;
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n");
    // It ends with the process of the test.
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let read = stream.read(&mut [0; 4_096]).expect("a request");
            assert!(read > 0);
            count.fetch_add(1, Ordering::SeqCst);
            write!(stream, "{head}Connection: close\r\n\r\n{body}").expect("the client waits");
        }
    });
    (url, asked)
}

/// A session of an hour is too short for a restore of hours, so clients have to ask for the next one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_takes_credentials_from_the_default_chain_and_asks_again_when_they_expire() {
    let table = embedded().await;
    let id = finished(&table).await;
    invoiced(&table, &id).await;
    let (url, asked) = expired_credentials();

    let mut ops = tokio::process::Command::new(env!("CARGO_BIN_EXE_ops"));
    ops.args(["verify", "2026"]).env_clear().env("HOME", env!("CARGO_TARGET_TMPDIR"));
    ops.env("TABLE", table.store.name()).env("AWS_REGION", "eu-west-3");
    ops.env("AWS_ENDPOINT_URL", &table.endpoint).env("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
    let output = ops.output().await.expect("it starts");

    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.starts_with("732829320 2026, invoices: chain of hashes: 1 documents, sound\n"),
        "{output:?}"
    );
    // Once at the start, to tell that there are some, and then for each of many calls to the table.
    assert!(asked.load(Ordering::SeqCst) > 10, "{asked:?}");
}

#[tokio::test]
async fn a_command_without_credentials_says_so_at_once() {
    let mut ops = tokio::process::Command::new(env!("CARGO_BIN_EXE_ops"));
    ops.args(["life", "7"]).env_clear().env("HOME", env!("CARGO_TARGET_TMPDIR"));
    ops.env("TABLE", "a-table").env("AWS_REGION", "eu-west-3").env("AWS_EC2_METADATA_DISABLED", "true");
    let output = ops.output().await.expect("it starts");

    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.starts_with("error: no credentials: "), "{output:?}");
}
