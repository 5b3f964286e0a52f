//! A function that is killed in the middle of its work: the command can be repeated, nothing is lost or doubled.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

use domain::{Timestamp, id::InterventionId};
use embedded::{Embedded, EmbeddedBucket, embedded, given};
use generate_invoice::generate_invoice;
use queue::InvoiceRequest;
use serde_json::{Value, json};
use tests::{
    binary::binary,
    event,
    gate::{Gate, Stop},
    runtime::Function,
};

/// A command, and the stage that it needs.
struct Case {
    function: &'static str,
    by: &'static str,
    stage: Stage,
    minute: i64,
    body: Option<Value>,
}

/// Where the intervention stands before the command.
#[derive(Clone, Copy)]
enum Stage {
    Declared,
    Offered,
    Paused,
    Working,
    Finished,
    Invoiced,
}

const TECHNICIAN: &str = "technician";
const CUSTOMER: &str = "camille";

/// One of each way to save: a transaction with another row, rows one after the other, a single put, rows ahead of
/// the fact, a counter, a message instead of a call.
fn cases() -> [Case; 9] {
    let case = |function, by, stage, minute| Case { function, by, stage, minute, body: None };
    let choice = json!({ "technicianId": TECHNICIAN });
    [
        case("declare-request", CUSTOMER, Stage::Declared, 0),
        Case { body: Some(choice), ..case("choose-technician", CUSTOMER, Stage::Declared, 0) },
        case("accept-request", TECHNICIAN, Stage::Offered, 0),
        Case { body: Some(json!({})), ..case("pause-intervention", TECHNICIAN, Stage::Working, 55) },
        case("propose-quote", TECHNICIAN, Stage::Paused, 56),
        case("finish-intervention", TECHNICIAN, Stage::Working, 60),
        case("rate-technician", CUSTOMER, Stage::Finished, 90),
        case("generate-invoice", TECHNICIAN, Stage::Finished, 61),
        Case {
            body: Some(json!({ "reason": "Facturé deux fois." })),
            ..case("issue-credit-note", "odile", Stage::Invoiced, 90)
        },
    ]
}

impl Stage {
    async fn bring(self, table: &Embedded) -> InterventionId {
        let technician = given::technician(&table.store, TECHNICIAN).await;
        match self {
            Self::Declared => given::declared(&table.store).await,
            Self::Offered => given::offered(&table.store, &technician).await,
            Self::Paused => given::paused(&table.store, &technician).await,
            Self::Working => given::working(&table.store, &technician).await,
            Self::Finished => given::finished(&table.store, &technician).await,
            Self::Invoiced => {
                let id = given::finished(&table.store, &technician).await;
                let message = InvoiceRequest { intervention_id: id.clone() };
                generate_invoice(&table.store, message, given::at(61)).await.expect("it is invoiced");
                id
            }
        }
    }
}

impl Case {
    /// The same event for every run: the same key, the same time.
    fn event(&self, intervention: &InterventionId) -> Value {
        let (sample, now) = (event::sample(self.function), given::at(self.minute));
        if sample["Records"].is_array() {
            return message(sample, intervention, now);
        }
        let mut event = event::call(self.function, self.by, intervention.as_str(), now.as_millisecond());
        event["headers"]["idempotency-key"] = sample["headers"]["idempotency-key"].clone();
        if let Some(body) = &self.body {
            event["body"] = body.to_string().into();
        }
        event
    }
}

fn message(mut event: Value, intervention: &InterventionId, now: Timestamp) -> Value {
    let body = json!({ "interventionId": intervention.as_str() });
    event["Records"][0]["body"] = body.to_string().into();
    event["Records"][0]["attributes"]["ApproximateFirstReceiveTimestamp"] =
        now.as_millisecond().to_string().into();
    event
}

/// Another table with the same items, so that runs differ in nothing but the crash.
async fn copy(table: &Embedded) -> Embedded {
    let copy = embedded().await;
    for item in table.items().await {
        let put = copy.client.put_item().table_name(&copy.table).set_item(Some(item));
        put.send().await.expect("an item that another table took");
    }
    copy
}

async fn gate(table: &Embedded) -> Gate {
    let address = table.endpoint.trim_start_matches("http://").parse();
    Gate::open(address.expect("the table's server has an address")).await
}

async fn start(function: &str, table: &Embedded, bucket: &EmbeddedBucket, gate: &Gate) -> Function {
    let url = gate.url();
    let environment = [
        ("TABLE", table.table.as_str()),
        ("AWS_ENDPOINT_URL", url.as_str()),
        ("BUCKET", bucket.name),
        ("AWS_ENDPOINT_URL_S3", bucket.endpoint.as_str()),
    ];
    Function::start(&binary(function), &environment).await
}

/// Carries the event out; what it was answered, and how many writes it took.
async fn carried_out(case: &Case, table: &Embedded, event: &Value) -> (Value, usize) {
    let (gate, bucket) = (gate(table).await, EmbeddedBucket::open());
    let function = start(case.function, table, &bucket, &gate).await;
    let answer = function.invoke(event.clone()).await.expect("the process lives");
    (answer.unwrap_or_else(|fault| panic!("{}: {fault}", case.function)), gate.writes())
}

/// Starts to carry the event out in a process that does not survive the write.
async fn crashed(case: &Case, table: &Embedded, event: &Value, (write, stop): (usize, Stop)) {
    let (gate, bucket) = (gate(table).await, EmbeddedBucket::open());
    gate.stop_at(write, stop);
    let mut doomed = start(case.function, table, &bucket, &gate).await;
    tokio::select! {
        answer = doomed.invoke(event.clone()) => panic!("answered before it was killed: {answer:?}"),
        () = gate.stopped() => doomed.process().kill().await.expect("SIGKILL is never refused"),
    }
}

/// Byte for byte but the start code of a new declaration: a process draws it by lot, and only one draw is kept.
async fn rows(table: &Embedded) -> Vec<String> {
    let without_code = |row: String| match row.split_once("startCode: ") {
        Some((before, after)) => {
            format!("{before}{}", after.trim_start_matches(|one: char| one.is_ascii_digit()))
        }
        None => row,
    };
    table.dump().await.into_iter().map(without_code).collect()
}

/// The rows that only one of two tables has.
fn differing(one: &[String], other: &[String]) -> Vec<String> {
    let missing = other.iter().filter(|row| !one.contains(row)).map(|row| format!("missing: {row}"));
    one.iter().filter(|row| !other.contains(row)).cloned().chain(missing).collect()
}

fn is_success(answer: &Value) -> bool {
    match answer["statusCode"].as_u64() {
        Some(status) => (200..300).contains(&status),
        None => answer["batchItemFailures"].as_array().is_some_and(Vec::is_empty),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_repeated_after_a_crash_leaves_the_table_of_an_undisturbed_run_byte_for_byte() {
    for case in cases() {
        let before = embedded().await;
        let event = case.event(&case.stage.bring(&before).await);
        let undisturbed = copy(&before).await;
        let (expected, writes) = carried_out(&case, &undisturbed, &event).await;
        assert!(is_success(&expected) && writes > 0, "{}: {expected}", case.function);

        for crash in (0..writes).flat_map(|write| [(write, Stop::BeforeSave), (write, Stop::AfterSave)]) {
            let table = copy(&before).await;
            crashed(&case, &table, &event, crash).await;
            let (answer, _) = carried_out(&case, &table, &event).await;

            let what = format!("{} killed at {crash:?}", case.function);
            assert_eq!(answer, expected, "{what}");
            assert_eq!(
                differing(&rows(&table).await, &rows(&undisturbed).await),
                Vec::<String>::new(),
                "{what}"
            );
        }
    }
}
