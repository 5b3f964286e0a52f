//! Readers of domain events: each has a queue of its own, made by `infra/event-reader.yaml`.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use aws_sdk_sqs::types::{Message, QueueAttributeName};
use local::{Cloud, Progress, Role, aws::Aws, demo};
use ops::Place;
use serde_json::{Value, json};
use tests::event;
use tokio::time::{interval, timeout};

use super::{app::App, cloud, ended, stacks};

/// The longest that an event may be on its way on a busy machine.
const PATIENCE: Duration = Duration::from_mins(4);
const LOOKS: Duration = Duration::from_millis(250);
/// What a reader for accounting wants.
const LEDGER: [&str; 3] = ["invoiceIssued", "creditNoteIssued", "paymentStateChanged"];

/// A reader, and the events that it received, by their ids.
struct Reader {
    sqs: aws_sdk_sqs::Client,
    queue: String,
    dead: String,
    events: BTreeMap<String, Value>,
}

impl Reader {
    /// A stack of its own; without types it gets every event.
    async fn deployed(cloud: &Cloud, stack: &str, types: &str) -> Self {
        let aws = Aws::at(&cloud.outputs.aws_endpoint);
        let template = std::fs::read_to_string(event::root().join("infra/event-reader.yaml"));
        let topics = &cloud.outputs.topics;
        let parameters = [
            ("EventsTopicArn", topics["EventsTopic"].as_str()),
            ("AlarmTopicArn", topics["AlarmTopic"].as_str()),
            ("Types", types),
        ];
        stacks::create(&aws, stack, template.expect("the template is there"), &parameters).await;
        let mut resources = stacks::resources(&aws, stack).await;
        let mut url = |name: &str| resources.remove(name).expect("the stack has this queue");
        let (queue, dead) = (url("Events"), url("EventsDead"));
        let sqs = Place::of_local_cloud(&cloud.outputs).sqs;
        Self { sqs, queue, dead, events: BTreeMap::new() }
    }

    /// Receives and forgets none, as a reader does that fails.
    async fn receive(&self) -> Vec<Message> {
        let receive = self.sqs.receive_message().queue_url(&self.queue).max_number_of_messages(10);
        let received = receive.message_attribute_names("All").send().await.expect("the queue answers");
        received.messages.unwrap_or_default()
    }

    /// Receives, keeps what is new by its id, and deletes.
    async fn read(&mut self) {
        for message in self.receive().await {
            let event = event_of(&message);
            let id = event["id"].as_str().expect("an event has an id").to_owned();
            // Delivery is at least once: a repeat has the same id and says the same.
            if let Some(known) = self.events.insert(id, event.clone()) {
                assert_eq!(known, event);
            }
            let delete = self.sqs.delete_message().queue_url(&self.queue);
            delete.set_receipt_handle(message.receipt_handle).send().await.expect("it is deleted");
        }
    }

    fn ids(&self) -> BTreeSet<&str> {
        self.events.keys().map(String::as_str).collect()
    }
}

/// The event itself is the body, and its type an attribute.
fn event_of(message: &Message) -> Value {
    let event: Value = serde_json::from_str(message.body().expect("a body")).expect("an event is JSON");
    let attributes = message.message_attributes.as_ref().expect("an event has an attribute");
    assert_eq!(attributes["type"].string_value(), event["type"].as_str());
    event
}

/// The ids of the events of all timelines in the table: one for each fact.
async fn of_timelines(cloud: &Cloud) -> BTreeSet<String> {
    let scan = json!({
        "TableName": cloud.outputs.table,
        "FilterExpression": "sk = :timeline",
        "ExpressionAttributeValues": { ":timeline": { "S": "timeline" } },
    });
    let answer =
        Aws::at(&cloud.outputs.aws_endpoint).dynamodb("Scan", &scan).await.expect("the table answers");
    assert!(answer["LastEvaluatedKey"].is_null(), "a few lives are one page");
    let timelines = answer["Items"].as_array().expect("a scan has items");
    let ids = timelines.iter().flat_map(|row| {
        let id = row["pk"]["S"].as_str().and_then(|pk| pk.strip_prefix("intervention#")).expect("a key");
        let facts: u64 = row["version"]["N"].as_str().and_then(|text| text.parse().ok()).expect("a number");
        (1..=facts).map(move |fact| format!("{id}-{fact}"))
    });
    ids.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_reader_receives_every_event_of_each_life_or_those_whose_types_it_wants() {
    let cloud = cloud("readers").await;
    let mut gateway = Reader::deployed(&cloud, "push-gateway", "").await;
    let mut archive = Reader::deployed(&cloud, "archive", "").await;
    let mut accounting = Reader::deployed(&cloud, "accounting", &LEDGER.join(",")).await;

    demo::play(&cloud.outputs, Progress::Silent).await.expect("three lives are played");

    let facts = of_timelines(&cloud).await;
    assert!(facts.len() > 20, "the facts of three lives: {facts:?}");
    let invoices = facts.iter().filter_map(|id| id.strip_suffix("-1")).map(|id| format!("{id}-invoice"));
    let expected: BTreeSet<String> = facts.iter().cloned().chain(invoices).collect();
    let mut looks = interval(LOOKS);
    let reading = async {
        loop {
            looks.tick().await;
            for reader in [&mut gateway, &mut archive, &mut accounting] {
                reader.read().await;
            }
            let has_all = |reader: &Reader| expected.iter().all(|id| reader.events.contains_key(id));
            let of_ledger = ledger(&archive);
            if has_all(&gateway) && gateway.ids() == archive.ids() && accounting.ids() == of_ledger {
                return;
            }
        }
    };
    let read = timeout(PATIENCE, reading).await;

    let missing = |reader: &Reader| -> Vec<String> {
        expected.iter().filter(|id| !reader.events.contains_key(*id)).cloned().collect()
    };
    assert!(read.is_ok(), "missing: {:?} and {:?}", missing(&gateway), missing(&archive));
    assert_eq!(gateway.events, archive.events);
    let types: BTreeSet<&str> =
        accounting.events.values().filter_map(|event| event["type"].as_str()).collect();
    assert!(types.contains("invoiceIssued") && types.iter().all(|kind| LEDGER.contains(kind)), "{types:?}");
    ended(cloud).await;
}

/// The ids of the events that accounting wants.
fn ledger(reader: &Reader) -> BTreeSet<&str> {
    let wants = |event: &Value| event["type"].as_str().is_some_and(|kind| LEDGER.contains(&kind));
    reader.events.iter().filter(|(_, event)| wants(event)).map(|(id, _)| id.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_fails_or_whose_queue_is_gone_holds_up_no_other() {
    let cloud = cloud("failing-reader").await;
    let failing = Reader::deployed(&cloud, "failing", "").await;
    let gone = Reader::deployed(&cloud, "gone", "").await;
    let mut sound = Reader::deployed(&cloud, "sound", "").await;
    // What fails comes again in a second, not in minutes.
    let hurry = failing.sqs.set_queue_attributes().queue_url(&failing.queue);
    let hurry = hurry.attributes(QueueAttributeName::VisibilityTimeout, "1").send().await;
    hurry.expect("the queue can be changed");
    gone.sqs.delete_queue().queue_url(&gone.queue).send().await.expect("it is deleted");

    let customer = App::of(&cloud, Role::Customer, "camille").await;
    let declared = customer.declares("heating", "k1").await;

    let id = format!("{}-1", declared["id"].as_str().expect("it has an id"));
    let mut looks = interval(LOOKS);
    let reading = async {
        while !sound.events.contains_key(&id) {
            looks.tick().await;
            sound.read().await;
        }
    };
    timeout(PATIENCE, reading).await.expect("the sound reader receives the event");
    let mut tries = BTreeMap::<String, usize>::new();
    let failures = async {
        loop {
            looks.tick().await;
            for message in failing.receive().await {
                *tries.entry(event_of(&message)["id"].to_string()).or_default() += 1;
            }
            let dead = failing.sqs.receive_message().queue_url(&failing.dead).send().await;
            if let Some(message) = dead.expect("the queue answers").messages.unwrap_or_default().pop() {
                return message;
            }
        }
    };
    let dead = timeout(PATIENCE, failures).await.expect("five deliveries failed");
    let event: Value = serde_json::from_str(dead.body().expect("a body")).expect("an event is JSON");
    assert_eq!((event["id"].as_str(), tries.get(&event["id"].to_string())), (Some(id.as_str()), Some(&5)));
    ended(cloud).await;
}
