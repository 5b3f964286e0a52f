//! Delivering records and messages to the real functions: once and in order, or three times and in any.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fs::File,
    path::Path,
    time::Duration,
};

use domain::{Timestamp, id::InterventionId};
use embedded::{Embedded, EmbeddedBucket, embedded};
use local::template::Template;
use serde_json::{Value, json};
use tests::{
    binary::binary,
    event,
    guarded::{EVENTS, Guarded, Services},
    mailbox::{Mailbox, Sent, Trouble},
    runtime::Function,
    stream::Stream,
};

use crate::shuffle::Shuffle;

/// A queue, and the function that reads it.
const QUEUES: [(&str, &str); 4] = [
    ("PendingRequests", "fan-out-pending-request"),
    ("OfferTimers", "offer-next-wave"),
    ("Invoices", "generate-invoice"),
    ("Papers", "write-report"),
];

/// The queues whose messages may wait for a day in the dead-letter queue: documents come late, and nothing else does.
const DOCUMENTS: [&str; 2] = ["Invoices", "Papers"];

/// A message that failed is delivered again so much later: the visibility time-out of the queues.
const RETRY: Duration = Duration::from_mins(1);
/// A second delivery of a message that did not fail may come at any time.
const REPEAT: Duration = Duration::from_secs(10);

/// So often may what is delivered bring something new.
const ROUNDS_MAX: usize = 20;

/// A table, the functions around it, and what is on its way to them.
pub(crate) struct Delivery {
    pub(crate) table: Embedded,
    pub(crate) bucket: EmbeddedBucket,
    stream: Stream,
    mailbox: Mailbox,
    functions: HashMap<String, Function>,
    guarded: Guarded,
    disorder: Option<Shuffle>,
    dead_after: Option<u32>,
    dead: Vec<Sent>,
    records: Vec<Value>,
    messages: Vec<Sent>,
    timers: Vec<Sent>,
    known: HashSet<Sent>,
    told: Vec<Sent>,
}

impl Delivery {
    /// Once and in order, or by that seed three times and in any.
    pub(crate) async fn open(seed: Option<u64>) -> Self {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let mailbox = Mailbox::open(&table.endpoint);
        let guarded = Guarded::open(Services {
            table: mailbox.url(),
            bucket: bucket.endpoint.clone(),
            queues: mailbox.url(),
            ..Services::default()
        });
        let mut functions = HashMap::new();
        let readers = QUEUES.iter().map(|(_, reader)| *reader);
        for name in readers.chain(["publish-events"]) {
            let function = Function::start(&binary(name), &guarded.environment()).await;
            functions.insert(name.to_owned(), function);
        }
        Self {
            stream: Stream::open(&table).await,
            table,
            bucket,
            mailbox,
            functions,
            guarded,
            disorder: seed.map(Shuffle::of),
            dead_after: None,
            dead: Vec::new(),
            records: Vec::new(),
            messages: Vec::new(),
            timers: Vec::new(),
            known: HashSet::new(),
            told: Vec::new(),
        }
    }

    /// Once and in order, with the log of the stream's function in a file.
    pub(crate) async fn logging(log: &Path) -> Self {
        let mut delivery = Self::open(None).await;
        let log = File::create(log).expect("a file for the log");
        let (binary, environment) = (binary("publish-events"), delivery.guarded.environment());
        let publishing = Function::logging(&binary, &environment, Some(&log)).await;
        delivery.functions.insert("publish-events".to_owned(), publishing);
        delivery
    }

    /// The same, but every message for a document fails until it lies in the dead-letter queue.
    pub(crate) async fn open_failing(seed: Option<u64>) -> Self {
        Self { dead_after: Some(receives_max()), ..Self::open(seed).await }
    }

    /// Delivers until nothing new comes.
    pub(crate) async fn settle(&mut self, now: Timestamp) {
        for _ in 0..ROUNDS_MAX {
            let news = self.stream.news().await;
            let messages = self.new_messages(now);
            if news.is_empty() && messages.is_empty() {
                return;
            }
            self.publish(&news, now).await;
            self.consume(&messages, now).await;
            self.records.extend(news);
            self.messages.extend(messages);
        }
        panic!("messages bring messages without end");
    }

    /// Where all is delivered more than once: everything that was ever delivered comes once more.
    pub(crate) async fn repeat_all(&mut self, now: Timestamp) {
        if self.disorder.is_some() {
            self.publish(&self.records.clone(), now).await;
            self.consume(&self.messages.clone(), now).await;
            self.settle(now).await;
        }
    }

    /// The records that came since the last look; nobody else delivers them.
    pub(crate) async fn news(&mut self) -> Vec<Value> {
        self.stream.news().await
    }

    /// From now on the topic refuses so many events, the last of a batch first.
    pub(crate) fn refuse_events(&self, count: usize) {
        self.mailbox.refuse_events(count);
    }

    /// What was sent since the last look; nobody else reads it.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.mailbox.empty()
    }

    /// The ids of the events of an intervention, in the order in which they were sent first.
    pub(crate) fn told_of(&self, id: &InterventionId) -> Vec<String> {
        let events = self.told.iter().filter(|sent| sent.queue == EVENTS);
        let events = events.map(|sent| serde_json::from_str::<Value>(&sent.body).expect("an event is JSON"));
        let of_it = events.filter(|event| event["interventionId"] == id.as_str());
        of_it.map(|event| event["id"].as_str().expect("an event has an id").to_owned()).collect()
    }

    /// The events that tell technicians of a request, by their ids; readers drop those whose id they know.
    pub(crate) fn told(&self) -> Vec<String> {
        let events = self.known.iter().filter(|sent| sent.queue == EVENTS);
        let events = events.map(|sent| serde_json::from_str::<Value>(&sent.body).expect("an event is JSON"));
        let told = events.filter(|event| event["type"] == "technicianTold");
        told.map(|event| event["id"].to_string()).collect()
    }

    /// What nobody saw before; timers once they are due, and where order is lost, once too early.
    fn new_messages(&mut self, now: Timestamp) -> Vec<Sent> {
        let sent = self.mailbox.empty().into_iter();
        let fresh: Vec<Sent> = sent.filter(|sent| self.known.insert(sent.clone())).collect();
        self.told.extend(fresh.iter().cloned());
        let (timers, mut messages): (Vec<Sent>, Vec<Sent>) =
            fresh.into_iter().partition(|sent| sent.queue.ends_with("OfferTimers"));
        if self.disorder.is_some() {
            messages.extend(timers.iter().filter(|timer| is_early(timer, now)).cloned());
        }
        let waiting = self.timers.drain(..).chain(timers);
        let (due, waiting): (Vec<Sent>, Vec<Sent>) = waiting.partition(|timer| until(timer) <= now);
        self.timers = waiting;
        messages.extend(due);
        messages
    }

    async fn publish(&mut self, records: &[Value], now: Timestamp) {
        for mut record in self.deliveries(records) {
            record["dynamodb"]["ApproximateCreationDateTime"] = now.as_second().into();
            self.invoke("publish-events", &record).await;
        }
    }

    /// What lies in the dead-letter queue is sent again, and so is every other message, as an operator may do.
    pub(crate) async fn redrive(&mut self, now: Timestamp) {
        if self.dead_after.take().is_some() {
            let dead = std::mem::take(&mut self.dead);
            self.consume(&[dead, self.messages.clone()].concat(), now).await;
            self.settle(now).await;
        }
    }

    /// The messages that are due fail so often, each time a visibility time-out later; answers when they succeed.
    pub(crate) async fn settle_after_failures(&mut self, failures: u32, first: Timestamp) -> Timestamp {
        let messages = self.new_messages(first);
        assert!(!messages.is_empty(), "there is nothing to fail");
        self.fail(&messages, failures, first).await;
        let now = first + RETRY * failures;
        self.consume(&messages, now).await;
        self.messages.extend(messages);
        self.settle(now).await;
        now
    }

    async fn consume(&mut self, messages: &[Sent], now: Timestamp) {
        let dies = |sent: &Sent| DOCUMENTS.iter().any(|queue| sent.queue.ends_with(queue));
        let (dying, living): (Vec<Sent>, Vec<Sent>) =
            messages.iter().cloned().partition(|sent| self.dead_after.is_some() && dies(sent));
        if let Some(receives) = self.dead_after {
            self.fail(&dying, receives, now).await;
            self.dead.extend(dying);
        }
        let mut later: HashMap<Sent, Timestamp> = HashMap::new();
        for sent in self.deliveries(&living) {
            let Some(reader) = reader_of(&sent) else { continue };
            let gap = if is_early(&sent, now) { REPEAT } else { RETRY };
            let at = later.get(&sent).map_or(now, |last| *last + gap);
            self.invoke(reader, &record(&sent.body, now, at)).await;
            later.insert(sent, at);
        }
    }

    /// While the table is locked, each message fails so often, and the table is as it was.
    async fn fail(&self, messages: &[Sent], failures: u32, first: Timestamp) {
        let before = self.table.dump().await;
        self.mailbox.trouble(Trouble::Locked);
        for sent in messages {
            let Some(reader) = reader_of(sent) else { continue };
            for failure in 0..failures {
                let answer = self.answer(reader, &record(&sent.body, first, first + RETRY * failure)).await;
                assert_eq!(answer["batchItemFailures"], json!([{ "itemIdentifier": "m1" }]), "{reader}");
            }
        }
        self.mailbox.trouble(Trouble::None);
        assert_eq!(self.table.dump().await, before);
    }

    fn deliveries<T: Clone>(&mut self, things: &[T]) -> Vec<T> {
        match &mut self.disorder {
            None => things.to_vec(),
            Some(shuffle) => shuffle.three_of_each(things),
        }
    }

    async fn invoke(&self, function: &str, record: &Value) {
        let answer = self.answer(function, record).await;
        assert_eq!(answer["batchItemFailures"], json!([]), "{function}: {record}");
    }

    async fn answer(&self, function: &str, record: &Value) -> Value {
        self.batch(function, std::slice::from_ref(record)).await
    }

    /// What a function makes of a batch.
    pub(crate) async fn batch(&self, function: &str, records: &[Value]) -> Value {
        self.call(function, &json!({ "Records": records })).await
    }

    /// What a function makes of an event.
    pub(crate) async fn call(&self, function: &str, event: &Value) -> Value {
        let answer = self.functions[function].invoke(event.clone()).await.expect("the process lives");
        answer.unwrap_or_else(|fault| panic!("{function}: {fault}"))
    }
}

/// The function that reads the queue of a message; events have none here.
fn reader_of(sent: &Sent) -> Option<&'static str> {
    if sent.queue == EVENTS {
        return None;
    }
    let queue = QUEUES.iter().find(|(name, ..)| sent.queue.ends_with(name));
    Some(queue.expect("a message goes to one of the queues").1)
}

/// A timer whose offer has not ended yet.
fn is_early(sent: &Sent, now: Timestamp) -> bool {
    sent.queue.ends_with("OfferTimers") && until(sent) > now
}

fn record(body: &str, sent: Timestamp, now: Timestamp) -> Value {
    json!({ "messageId": "m1", "body": body, "attributes": event::attributes(sent, now) })
}

/// How often the template's queues deliver what fails; it is the same for all.
fn receives_max() -> u32 {
    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");
    let queues = template.of_type("AWS::SQS::Queue");
    let counts =
        queues.filter_map(|(_, body)| body["Properties"]["RedrivePolicy"]["maxReceiveCount"].as_u64());
    let counts: BTreeSet<u64> = counts.collect();
    assert_eq!(counts.len(), 1, "{counts:?}");
    counts.first().and_then(|count| u32::try_from(*count).ok()).expect("a count")
}

fn until(timer: &Sent) -> Timestamp {
    let json: Value = serde_json::from_str(&timer.body).expect("a timer is JSON");
    json["until"].as_str().and_then(|until| until.parse().ok()).expect("a timer knows its time")
}
