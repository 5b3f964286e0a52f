//! The log of real functions: every line of a call, message, record or row names its intervention, and the trace of the
//! call from which it follows.

#![expect(clippy::panic, reason = "a test that cannot go on panics")]

mod query;

use std::collections::BTreeSet;

use embedded::embedded;
use serde_json::{Value, json};
use store::DueKind;
use tests::{
    conveyor::Conveyor,
    event,
    house::House,
    log::Log,
    moment::Moment,
    scene::{Scene, TAKING},
};

use crate::query::{fields, saved_query};

/// A request expires a day after its declaration; the job looks a minute later.
const EXPIRY_SECONDS: i64 = 24 * 60 * 60 + 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_line_of_a_life_names_its_intervention_and_the_technician_who_has_it() {
    let (log, house) = house("life").await;
    let mut conveyor = Conveyor::of(&house).await;
    let scene = Scene::at(&house, Moment::Finished).await;

    conveyor.settle(scene.player.time(scene.now)).await;

    let id = json!(scene.player.id);
    let technician = json!(scene.player.technician(TAKING));
    let lines = log.lines();
    let of_routes =
        |line: &&Value| line["route"].as_str().is_some_and(|route| route.contains("/interventions"));
    let calls: Vec<&Value> = lines.iter().filter(of_routes).collect();
    assert!(calls.len() > 12, "the calls of a life: {}", calls.len());
    for call in &calls {
        assert_eq!(call["intervention"], id, "{call}");
    }
    // From the acceptance on, the customer's calls name the technician too.
    let taken = calls.iter().skip_while(|call| call["route"] != "POST /interventions/{id}/acceptance");
    let taken: Vec<&&Value> = taken.collect();
    assert!(taken.len() > 8, "the calls of the work: {}", taken.len());
    for call in taken {
        assert_eq!(call["technician"], technician, "{call}");
    }
    let question = lines.iter().find(|line| line["route"] == "POST /questions").expect("the team was asked");
    assert_eq!(question["intervention"], id);
    let records = log.of("publish-events", "record ");
    assert!(records.len() > 20, "the records of a life: {}", records.len());
    let of_it: Vec<&Value> = records.iter().filter(|line| line["intervention"] == id).collect();
    assert!(of_it.len() > 10, "the records of the intervention: {}", of_it.len());
    assert!(of_it.iter().any(|line| line["technician"] == technician));
    for reader in ["generate-invoice", "write-report", "check-media"] {
        let messages = log.of(reader, "message ");
        assert!(!messages.is_empty(), "{reader} read a message");
        for line in messages {
            assert_eq!(line["intervention"], id, "{line}");
            // `check-media` reads the row of photos alone.
            assert_eq!(line["technician"] == technician, reader != "check-media", "{line}");
        }
    }
    let accepted = lines.iter().find(|line| line["SecondsToAccept"].is_number()).expect("a metric");
    assert_eq!((&accepted["intervention"], &accepted["technician"]), (&id, &technician));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_from_a_call_bears_its_trace_over_the_stream_and_the_queues() {
    let (log, house) = house("trace").await;
    let mut conveyor = Conveyor::of(&house).await;
    let scene = Scene::at(&house, Moment::Finished).await;
    let now = scene.player.time(scene.now);

    conveyor.settle(now).await;
    conveyor.ring(now).await;

    let lines = log.lines();
    let traced = |route: &str| {
        let call = lines.iter().rev().find(|line| line["route"] == route).expect("the call was made");
        call["trace"].as_str().expect("a call has a trace").to_owned()
    };
    let followers = |route: &str| -> BTreeSet<String> {
        let trace = traced(route);
        let of_it = lines.iter().filter(|line| line["trace"] == trace && line["message"].is_string());
        of_it.map(|line| line["function"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let set = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<String>>();
    let choice = followers("PUT /interventions/{id}/choice");
    assert_eq!(choice, set(&["choose-technician", "offer-next-wave", "publish-events"]));
    let quote = followers("POST /interventions/{id}/quotes");
    assert_eq!(quote, set(&["propose-quote", "publish-events", "write-report"]));
    let finish = followers("POST /interventions/{id}/finish");
    let all = ["finish-intervention", "generate-invoice", "publish-events", "write-report"];
    assert_eq!(finish, set(&all));
    // Readers outside get the trace with the event.
    for (route, kind) in [
        ("PUT /interventions/{id}/choice", "offerMade"),
        ("POST /interventions/{id}/quotes", "quoteProposed"),
        ("POST /interventions/{id}/finish", "workFinished"),
    ] {
        let kind = format!(r#""type":"{kind}""#);
        let header = Some(format!("Root={};Sampled=0", traced(route)));
        let mut events = conveyor.events().filter(|sent| sent.body.contains(&kind));
        assert!(events.any(|sent| sent.trace == header), "{kind} follows from {route}");
    }
    // One call, one trace: the calls of a life are told apart.
    let calls = lines.iter().filter(|line| line["route"].is_string());
    let roots: Vec<&str> = calls.filter_map(|line| line["trace"].as_str()).collect();
    assert_eq!(roots.iter().collect::<BTreeSet<_>>().len(), roots.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_on_which_a_schedule_acts_has_a_line_of_its_own_and_carries_the_trace_of_the_tick() {
    let (log, house) = house("schedule").await;
    let mut conveyor = Conveyor::of(&house).await;
    let scene = Scene::at(&house, Moment::Waiting).await;
    conveyor.settle(scene.player.time(scene.now)).await;
    let due = scene.player.time(EXPIRY_SECONDS);

    house.tick("expire-requests", &[DueKind::Expiry], due).await.expect("a run");
    conveyor.settle(due).await;

    let rows = log.of("expire-requests", "row ");
    let [row] = rows.as_slice() else { panic!("one request was due: {rows:#?}") };
    assert_eq!((&row["message"], &row["intervention"]), (&json!("row done"), &json!(scene.player.id)));
    let records = log.of("publish-events", "record ");
    let followed: Vec<&Value> = records.iter().filter(|line| line["trace"] == row["trace"]).collect();
    assert!(row["trace"].is_string() && !followed.is_empty(), "the record of the expiry: {row}");
    for record in followed {
        assert_eq!(record["intervention"], row["intervention"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_a_message_and_a_record_that_fail_name_their_intervention_too() {
    let (log, house) = house("failures").await;
    let id = "3f9c1e7a".repeat(4);

    let call = event::call("show-intervention", "nobody", &id, 1_795_435_200_000);
    house.invoke("show-intervention", call).await.expect("an answer");
    let message = event::message("generate-invoice", &json!({ "interventionId": id, "technicianId": 7 }));
    house.invoke("generate-invoice", message).await.expect("a batch");
    let record = json!({
        "ApproximateCreationDateTime": 1_795_435_200,
        "Keys": { "pk": { "S": format!("intervention#{id}") }, "sk": { "S": "timeline" } },
        "NewImage": { "version": { "N": "1" } },
        "SequenceNumber": "1",
    });
    let records = json!({ "Records": [{ "dynamodb": record }] });
    house.invoke("publish-events", records).await.expect("a batch");

    for (function, begins) in [
        ("show-intervention", "GET /interventions/{id} 404"),
        ("generate-invoice", "message "),
        ("publish-events", "record "),
    ] {
        let lines = log.of(function, begins);
        let [line] = lines.as_slice() else { panic!("{function} wrote {lines:#?}") };
        assert_eq!(line["intervention"], json!(id), "{line}");
    }
    let parked = log.lines().into_iter().find(|line| line["Parked"].is_number()).expect("a metric");
    assert_eq!(parked["intervention"], json!(id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_saved_query_asks_for_fields_that_the_log_has() {
    let (log, house) = house("query").await;
    let mut conveyor = Conveyor::of(&house).await;
    let scene = Scene::at(&house, Moment::Finished).await;
    conveyor.settle(scene.player.time(scene.now)).await;
    // A refusal has a code, a fault its cause.
    let refused = scene.player.by_technician(TAKING, "POST", &scene.player.path("/finish"), scene.now);
    scene.player.send(&refused).await;
    let unreadable = event::message("generate-invoice", &json!({ "interventionId": 7 }));
    house.invoke("generate-invoice", unreadable).await.expect("a batch");

    let lines = log.lines();
    let asked = fields(&saved_query());

    assert!(asked.contains("intervention") && asked.contains("trace"), "{asked:?}");
    let unknown = asked.iter().filter(|field| !lines.iter().any(|line| line.get(field).is_some()));
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&String>::new());
}

/// A house whose functions log to a file of this test, each invocation in a trace of its own.
async fn house(name: &str) -> (Log, House) {
    let log = Log::new(env!("CARGO_TARGET_TMPDIR"), &format!("logs-{name}"));
    let house = House::open(embedded().await).logging_to(log.file()).traced();
    (log, house)
}
