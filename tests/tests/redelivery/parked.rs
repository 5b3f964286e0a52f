//! A record that cannot be understood is parked, and holds up nobody but its own item.

use std::{fs, path::PathBuf, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{id::InterventionId, intervention::Stage};
use embedded::{
    Item,
    given::{self, at},
};
use serde_json::{Value, json};
use tests::{guarded::EVENTS, mailbox::Sent};

use crate::{
    delivery::Delivery,
    play::{accepted_at, declared, life},
};

const BATCH: u8 = 20;
/// The life whose timeline is damaged.
const DAMAGED: u8 = 7;

/// The ids of the domain events among messages, in their order.
fn events(sent: &[Sent]) -> Vec<String> {
    let events = sent.iter().filter(|sent| sent.queue == EVENTS);
    let id = |sent: &Sent| serde_json::from_str::<Value>(&sent.body).expect("an event is JSON")["id"].clone();
    events.map(|sent| id(sent).as_str().expect("an event has an id").to_owned()).collect()
}

/// Declared and waiting: the two facts that each life begins with.
fn first_two(id: &InterventionId) -> [String; 2] {
    [format!("{id}-1"), format!("{id}-2")]
}

/// A fact that only another version of the functions knows takes the place of the first one.
fn damage(record: &mut Value) {
    record["dynamodb"]["NewImage"]["timeline"]["L"][0]["L"][0] = json!({ "S": "partOrdered" });
}

async fn waiting(delivery: &mut Delivery, number: u8) -> Value {
    declared(&delivery.table.store, number, 0, true).await;
    let news = delivery.news().await.into_iter();
    let mut timelines = news.filter(|record| record["dynamodb"]["Keys"]["sk"]["S"] == "timeline");
    timelines.next().expect("the stream tells of the declaration")
}

async fn timeline(delivery: &Delivery, id: &InterventionId) -> Item {
    let pk = AttributeValue::S(format!("intervention#{id}"));
    let mut items = delivery.table.items().await.into_iter();
    items.find(|item| item["pk"] == pk && item.contains_key("timeline")).expect("a timeline")
}

fn logged(log: &PathBuf) -> Vec<Value> {
    let text = fs::read_to_string(log).expect("the log of the function");
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_20_records_19_are_published_at_once_and_the_damaged_one_is_parked_until_it_is_redriven() {
    let log = std::env::temp_dir().join(format!("hop-assist-parked-{}", std::process::id()));
    let mut delivery = Delivery::logging(&log).await;
    given::signed_up(&delivery.table.store).await;
    let mut records = Vec::new();
    for number in 1..=BATCH {
        records.push(waiting(&mut delivery, number).await);
    }
    damage(&mut records[usize::from(DAMAGED) - 1]);
    let id = life(DAMAGED);
    let sound = timeline(&delivery, &id).await;
    delivery.table.damage(&id).await;
    // The first call of a process is slower than any other.
    delivery.batch("publish-events", &[]).await;

    let publishing = delivery.batch("publish-events", &records);
    // A second on a quiet machine; a shard that is held up would stand for hours.
    let answer = tokio::time::timeout(Duration::from_secs(10), publishing).await.expect("at once");

    let others = (1..=BATCH).filter(|number| *number != DAMAGED).flat_map(|number| first_two(&life(number)));
    assert_eq!(answer["batchItemFailures"], json!([]));
    assert_eq!(events(&delivery.sent()), others.collect::<Vec<_>>());
    let lines = logged(&log);
    let metric = lines.iter().find(|line| line["Parked"].is_number()).expect("a metric");
    assert_eq!((&metric["Parked"], &metric["Function"]), (&json!(1), &json!("publish-events")));
    assert_eq!(metric["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([[]]));

    let redrive = json!({ "redrive": { "time": at(1) } });
    let parked = delivery.call("publish-events", &redrive).await;
    delivery.table.import([sound]);
    let redriven = delivery.call("publish-events", &redrive).await;
    let again = delivery.call("publish-events", &redrive).await;

    fs::remove_file(log).expect("it was written");
    let one = json!({
        "partition": format!("intervention#{id}"),
        "place": "timeline",
        "cause": "the row timeline cannot be read",
        "at": parked["parked"][0]["at"],
    });
    assert_eq!(parked, json!({ "redriven": 0, "parked": [one] }));
    assert_eq!(redriven, json!({ "redriven": 1, "parked": [] }));
    assert_eq!(again, json!({ "redriven": 0, "parked": [] }));
    assert_eq!(events(&delivery.sent()), first_two(&id));
    assert!(!delivery.table.dump().await.iter().any(|row| row.starts_with("pk: parked#")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_9_a_request_whose_deadline_was_parked_expires_after_it_is_redriven() {
    let mut delivery = Delivery::open(None).await;
    given::signed_up(&delivery.table.store).await;
    waiting(&mut delivery, DAMAGED).await;
    let (store, id) = (delivery.table.store.clone(), life(DAMAGED));
    let sound = timeline(&delivery, &id).await;
    delivery.table.damage(&id).await;

    // Each run walks the last two minutes again.
    let mut parked = 0;
    for minute in 1_440..1_443 {
        parked += expire_requests::expire_requests(&store, at(minute)).await.expect("a run").parked;
    }
    delivery.table.import([sound]);
    let passed = expire_requests::expire_requests(&store, at(1_500)).await.expect("nothing is due");
    let redrive = json!({ "redrive": { "partition": format!("intervention#{id}"), "time": at(1_500) } });
    let redriven = delivery.call("publish-events", &redrive).await;
    let expired = expire_requests::expire_requests(&store, at(1_501)).await.expect("it is due");

    assert_eq!((parked, passed.looked_at), (1, 0));
    assert_eq!(redriven, json!({ "redriven": 1, "parked": [] }));
    assert_eq!((expired.looked_at, expired.parked), (1, 0));
    let expired = store.dossier_consistent(&id).await.expect("it was declared").intervention;
    assert_eq!(*expired.stage(), Stage::Expired);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_an_item_overtakes_its_parked_record_and_the_next_change_publishes_what_was_missed() {
    let mut delivery = Delivery::open(None).await;
    let store = delivery.table.store.clone();
    given::technician(&store, "karim").await;
    given::signed_up(&store).await;
    let id = life(DAMAGED);
    let mut record = waiting(&mut delivery, DAMAGED).await;
    damage(&mut record);
    delivery.batch("publish-events", &[record.clone()]).await;
    let repeated = delivery.batch("publish-events", &[record]).await;
    let before = events(&delivery.sent());

    // A version that knows the fact is deployed: the next command succeeds.
    accepted_at(&store, DAMAGED, "karim", at(1)).await;
    delivery.settle(at(1)).await;

    assert_eq!((repeated["batchItemFailures"].clone(), before), (json!([]), vec![]));
    let told = delivery.told_of(&id);
    assert_eq!(told[..3], [format!("{id}-1"), format!("{id}-2"), format!("{id}-3")]);
    assert!(!delivery.table.dump().await.iter().any(|row| row.starts_with("pk: parked#")));
    assert!(!timeline(&delivery, &id).await.contains_key("parked"));
}
