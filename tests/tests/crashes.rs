//! A function that is killed in the middle of its work: the command can be repeated, nothing is lost or doubled.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

use std::time::Duration;

use domain::id::InterventionId;
use embedded::{Embedded, EmbeddedBucket, Stored, embedded, given};
use generate_invoice::generate_invoice;
use queue::InvoiceRequest;
use serde_json::{Value, json};
use tests::{
    binary::binary,
    event,
    gate::{Gate, Stop},
    guarded::{Guarded, Services},
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
    Offline,
    Declared,
    Offered,
    Paused,
    Working,
    Finished,
    Invoiced,
}

/// Between a delivery that failed and the next one: the visibility time-out of the queues.
const REDELIVERY_SECONDS: u64 = 60;
/// Between a call without an answer and its repeat by the app: an offer lasts 45 seconds.
const REPEAT_SECONDS: u64 = 30;

const TECHNICIAN: &str = "technician";
const CUSTOMER: &str = "camille";

/// One of each way to save: a transaction with another row, rows one after the other, a single put, rows ahead of
/// the fact, a counter, a message instead of a call.
fn cases() -> [Case; 7] {
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
    ]
}

impl Stage {
    async fn bring(self, table: &Embedded) -> InterventionId {
        if let Self::Offline = self {
            given::registered(&table.store, given::stranger(TECHNICIAN)).await;
            return given::waiting(&table.store).await;
        }
        let technician = given::technician(&table.store, TECHNICIAN).await;
        match self {
            Self::Offline | Self::Declared => given::declared(&table.store).await,
            Self::Offered => given::offered(&table.store, &technician).await,
            Self::Paused => given::paused(&table.store, &technician).await,
            Self::Working => given::working(&table.store, &technician).await,
            Self::Finished => given::finished(&table.store, &technician).await,
            Self::Invoiced => {
                let id = given::finished(&table.store, &technician).await;
                let message = InvoiceRequest { intervention_id: id.clone() };
                let bucket = EmbeddedBucket::open();
                let invoice = generate_invoice(&table.store, &bucket.papers(), message, given::at(61)).await;
                invoice.expect("it is invoiced");
                id
            }
        }
    }
}

impl Case {
    fn retry_seconds(&self) -> u64 {
        let is_message = event::sample(self.function)["Records"].is_array();
        if is_message { REDELIVERY_SECONDS } else { REPEAT_SECONDS }
    }

    /// The same event for every run, with the same key, so many seconds after the first try.
    fn event(&self, intervention: &InterventionId, seconds_later: u64) -> Value {
        let (sample, sent) = (event::sample(self.function), given::at(self.minute));
        let now = sent + Duration::from_secs(seconds_later);
        if sample["Records"].is_array() {
            let body = json!({ "interventionId": intervention.as_str() });
            return event::delivered(event::message(self.function, &body), sent, now);
        }
        let mut event = event::call(self.function, self.by, intervention.as_str(), now.as_millisecond());
        if let Some(key) = sample["headers"].get("idempotency-key") {
            event["headers"]["idempotency-key"] = key.clone();
        }
        // Answers are compared as they read.
        event["headers"]["accept-encoding"] = "identity".into();
        if let Some(body) = &self.body {
            event["body"] = body.to_string().into();
        }
        event
    }
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

/// Table and bucket of a run, behind a gate each.
struct Place {
    table: Embedded,
    bucket: EmbeddedBucket,
}

/// Which of the two a write goes to, and which write.
#[derive(Debug, Clone, Copy)]
enum Write {
    Row(usize),
    File(usize),
}

/// The two gates of one process.
struct Gates {
    table: Gate,
    bucket: Gate,
}

impl Gates {
    async fn before(place: &Place) -> Self {
        let open = async |endpoint: &str| {
            let address = endpoint.trim_start_matches("http://").parse();
            Gate::open(address.expect("servers have an address")).await
        };
        Self { table: open(&place.table.endpoint).await, bucket: open(&place.bucket.endpoint).await }
    }

    fn writes(&self) -> Vec<Write> {
        let rows = (0..self.table.writes()).map(Write::Row);
        rows.chain((0..self.bucket.writes()).map(Write::File)).collect()
    }

    fn stop_at(&self, write: Write, stop: Stop) {
        match write {
            Write::Row(number) => self.table.stop_at(number, stop),
            Write::File(number) => self.bucket.stop_at(number, stop),
        }
    }

    async fn stopped(&self) {
        tokio::select! {
            () = self.table.stopped() => {}
            () = self.bucket.stopped() => {}
        }
    }
}

impl Place {
    /// A table with the same items and an empty bucket.
    async fn like(table: &Embedded) -> Self {
        Self { table: copy(table).await, bucket: EmbeddedBucket::open() }
    }

    /// Keys and bytes, each version of them.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        self.bucket.all().into_iter().map(|Stored { key, bytes, .. }| (key, bytes)).collect()
    }
}

/// A function between its policies and the gates.
async fn start(function: &str, gates: &Gates) -> (Function, Guarded) {
    let services = Services { table: gates.table.url(), bucket: gates.bucket.url(), ..Services::default() };
    let guarded = Guarded::open(services);
    (Function::start(&binary(function), &guarded.environment()).await, guarded)
}

/// Carries the event out; what it was answered, and which writes it took.
async fn carried_out(case: &Case, place: &Place, event: &Value) -> (Value, Vec<Write>) {
    let gates = Gates::before(place).await;
    let (function, _guarded) = start(case.function, &gates).await;
    let answer = function.invoke(event.clone()).await.expect("the process lives");
    (answer.unwrap_or_else(|fault| panic!("{}: {fault}", case.function)), gates.writes())
}

/// Starts to carry the event out in a process that does not survive the write.
async fn crashed(case: &Case, place: &Place, event: &Value, (write, stop): (Write, Stop)) {
    let gates = Gates::before(place).await;
    gates.stop_at(write, stop);
    let (mut doomed, _guarded) = start(case.function, &gates).await;
    tokio::select! {
        answer = doomed.invoke(event.clone()) => panic!("answered before it was killed: {answer:?}"),
        () = gates.stopped() => doomed.process().kill().await.expect("SIGKILL is never refused"),
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

/// The keys of rows.
fn keys(rows: &[String]) -> Vec<String> {
    rows.iter().map(|row| row.splitn(3, ", ").take(2).collect::<Vec<_>>().join(", ")).collect()
}

/// Each place has an address of its own, which is in every link to it, and in its signature.
fn comparable(mut answer: Value) -> Value {
    let Some(mut body) = answer["body"].as_str().and_then(|body| serde_json::from_str::<Value>(body).ok())
    else {
        return answer;
    };
    if let Some(url) = body["pdf"]["url"].as_str() {
        let path = url.split('/').skip(3).collect::<Vec<_>>().join("/");
        body["pdf"]["url"] = path.split('?').next().into();
    }
    answer["body"] = body;
    answer
}

fn is_success(answer: &Value) -> bool {
    match answer["statusCode"].as_u64() {
        Some(status) => (200..300).contains(&status),
        None => answer["batchItemFailures"].as_array().is_some_and(Vec::is_empty),
    }
}

/// What an undisturbed run leaves.
struct Undisturbed {
    answer: Value,
    writes: Vec<Write>,
    rows: Vec<String>,
    files: Vec<(String, Vec<u8>)>,
}

async fn undisturbed(case: &Case, before: &Embedded, event: &Value) -> Undisturbed {
    let place = Place::like(before).await;
    let (answer, writes) = carried_out(case, &place, event).await;
    assert!(is_success(&answer) && !writes.is_empty(), "{}: {answer}", case.function);
    Undisturbed { answer: comparable(answer), writes, rows: rows(&place.table).await, files: place.files() }
}

/// Whether each value in an answer is that of one of two others.
fn is_mixed_of(answer: &Value, one: &Value, other: &Value) -> bool {
    let parts = |value: &Value| match value {
        Value::Object(members) => members.iter().map(|(name, part)| (name.clone(), part.clone())).collect(),
        Value::Array(items) => items.iter().map(|part| (String::new(), part.clone())).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    let (mixed, of_one, of_other) = (parts(answer), parts(one), parts(other));
    if mixed.is_empty() {
        return answer == one || answer == other;
    }
    let same_length = mixed.len() == of_one.len() && mixed.len() == of_other.len();
    let mut all = mixed.iter().zip(of_one.iter().zip(&of_other));
    same_length
        && all.all(|((name, part), (one, other))| {
            *name == one.0 && *name == other.0 && is_mixed_of(part, &one.1, &other.1)
        })
}

/// Every crash of a case, each followed by the same event some time later.
///
/// Each row and each value of the answer is then that of an undisturbed run at one of the two times, and the files are
/// those of one of the runs: what was saved before the crash stays as it is, and no row is missing or doubled.
async fn survives_every_crash(case: &Case) {
    let before = embedded().await;
    let id = case.stage.bring(&before).await;
    let (first, retry) = (case.event(&id, 0), case.event(&id, case.retry_seconds()));
    let (at_first, at_retry) =
        (undisturbed(case, &before, &first).await, undisturbed(case, &before, &retry).await);
    let either = [at_first.rows.as_slice(), at_retry.rows.as_slice()].concat();

    let writes = at_first.writes.iter().copied();
    for crash in writes.flat_map(|write| [(write, Stop::BeforeSave), (write, Stop::AfterSave)]) {
        let place = Place::like(&before).await;
        crashed(case, &place, &first, crash).await;
        let (answer, _) = carried_out(case, &place, &retry).await;

        let what = format!("{} killed at {crash:?}", case.function);
        let answer = comparable(answer);
        assert!(is_mixed_of(&answer, &at_first.answer, &at_retry.answer), "{what}: {answer}");
        let rows = rows(&place.table).await;
        let foreign: Vec<&String> = rows.iter().filter(|row| !either.contains(row)).collect();
        assert_eq!((foreign, keys(&rows)), (vec![], keys(&at_first.rows)), "{what}");
        let files = place.files();
        assert!(files == at_first.files || files == at_retry.files, "{what}: other files");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_repeated_after_a_crash_leaves_each_row_of_an_undisturbed_run_byte_for_byte() {
    for case in cases() {
        survives_every_crash(&case).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_7_whoever_acts_on_a_coming_finds_the_technician_online_wherever_the_call_is_killed() {
    let body = json!({ "online": true, "location": { "latitude": 49.8942, "longitude": 2.2958 } });
    let case =
        Case { function: "set-presence", by: TECHNICIAN, stage: Stage::Offline, minute: 0, body: Some(body) };
    survives_every_crash(&case).await;
    let before = embedded().await;
    let id = case.stage.bring(&before).await;
    let event = case.event(&id, 0);
    let writes = undisturbed(&case, &before, &event).await.writes;

    let mut found = Vec::new();
    for write in writes {
        let place = Place::like(&before).await;
        crashed(&case, &place, &event, (write, Stop::AfterSave)).await;
        let rows = rows(&place.table).await;
        let has = |kind: &str| {
            rows.iter().any(|row| row.contains(&format!("pk: technician#technician, sk: {kind}")))
        };
        found.push((has("coming"), has("self#presence")));
    }

    assert!(found.contains(&(true, true)) && !found.contains(&(true, false)), "coming and online: {found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_22_an_invoice_job_killed_at_each_write_leaves_one_invoice_and_each_file_once() {
    let case =
        Case { function: "generate-invoice", by: TECHNICIAN, stage: Stage::Finished, minute: 61, body: None };

    // The first invoice of a table writes one row more: older series are joined.
    on_paper_after_every_crash(&case, (3, 3), "invoice").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_24_a_call_killed_at_each_write_leaves_one_credit_note_and_each_file_once() {
    let case = Case {
        function: "issue-credit-note",
        by: "odile",
        stage: Stage::Invoiced,
        minute: 90,
        body: Some(json!({ "reason": "Facturé deux fois." })),
    };

    on_paper_after_every_crash(&case, (2, 3), "credit-note-AV732829320-2026-000001").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_23_a_report_job_killed_at_each_write_leaves_one_report_and_each_file_once() {
    let case =
        Case { function: "write-report", by: TECHNICIAN, stage: Stage::Finished, minute: 61, body: None };

    on_paper_after_every_crash(&case, (1, 2), "report").await;
}

/// First the row, if it has a number, then XML, if it has one, and PDF in two languages, then their hashes: each
/// write is one to die at. `written` counts rows and files.
async fn on_paper_after_every_crash(case: &Case, written: (usize, usize), name: &str) {
    let before = embedded().await;
    let id = case.stage.bring(&before).await;
    let place = Place::like(&before).await;
    let (_, writes) = carried_out(case, &place, &case.event(&id, 0)).await;
    let files = writes.iter().filter(|write| matches!(write, Write::File(_))).count();
    assert_eq!((writes.len() - files, files), written, "{writes:?}");
    let keys: Vec<String> = place.files().into_iter().map(|(key, _)| key).collect();
    let expected = ["en.pdf", "pdf", "xml"].map(|ending| format!("documents/{id}/{name}.{ending}"));
    assert_eq!(keys, expected[..files]);

    survives_every_crash(case).await;
}
