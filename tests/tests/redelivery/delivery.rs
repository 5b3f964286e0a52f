//! Delivering records and messages to the real functions: once and in order, or three times and in any.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::Timestamp;
use embedded::{Embedded, EmbeddedBucket, embedded};
use local::template::Template;
use serde_json::{Value, json};
use tests::{
    binary::binary,
    event,
    guarded::{Guarded, Services},
    mailbox::{Mailbox, Sent},
    runtime::Function,
    stream::Stream,
};

use crate::shuffle::Shuffle;

/// A queue, and the function that reads it.
const QUEUES: [(&str, Option<&str>); 5] = [
    ("PendingRequests", Some("fan-out-pending-request")),
    ("OfferTimers", Some("offer-next-wave")),
    ("Invoices", Some("generate-invoice")),
    ("Papers", Some("write-report")),
    ("Events", None),
];

/// So often may what is delivered bring something new.
const ROUNDS_MAX: usize = 20;

/// A table, the functions around it, and what is on its way to them.
pub(crate) struct Delivery {
    pub(crate) table: Embedded,
    pub(crate) bucket: EmbeddedBucket,
    stream: Stream,
    mailbox: Mailbox,
    functions: HashMap<String, Function>,
    _guarded: Guarded,
    disorder: Option<Shuffle>,
    dead_after: Option<usize>,
    records: Vec<Value>,
    messages: Vec<Sent>,
    timers: Vec<Sent>,
    known: HashSet<Sent>,
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
        let readers = QUEUES.iter().filter_map(|(_, reader)| *reader);
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
            _guarded: guarded,
            disorder: seed.map(Shuffle::of),
            dead_after: None,
            records: Vec::new(),
            messages: Vec::new(),
            timers: Vec::new(),
            known: HashSet::new(),
        }
    }

    /// The same, but every message first fails until it lies in the dead-letter queue, and is redriven from there.
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

    /// The events that tell technicians of a request, by their ids; readers drop those whose id they know.
    pub(crate) fn told(&self) -> Vec<String> {
        let events = self.known.iter().filter(|sent| sent.queue.ends_with("Events"));
        let events = events.map(|sent| serde_json::from_str::<Value>(&sent.body).expect("an event is JSON"));
        let told = events.filter(|event| event["type"] == "technicianTold");
        told.map(|event| event["id"].to_string()).collect()
    }

    /// What nobody saw before; timers once they are due, and where order is lost, once too early.
    fn new_messages(&mut self, now: Timestamp) -> Vec<Sent> {
        let fresh = self.mailbox.empty().into_iter().filter(|sent| self.known.insert(sent.clone()));
        let (timers, mut messages): (Vec<Sent>, Vec<Sent>) =
            fresh.partition(|sent| sent.queue.ends_with("OfferTimers"));
        if self.disorder.is_some() {
            messages.extend(timers.iter().filter(|timer| until(timer) > now).cloned());
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

    async fn consume(&mut self, messages: &[Sent], now: Timestamp) {
        let redriven = match self.dead_after {
            Some(receives) => self.die(messages, receives, now).await,
            None => messages.to_vec(),
        };
        for sent in self.deliveries(&redriven) {
            let Some(reader) = reader_of(&sent) else { continue };
            self.invoke(reader, &record(&sent.body, now)).await;
        }
    }

    /// While the table is locked, each message fails as often as the queue allows; the dead-letter queue has them all
    /// then, and the table is as it was.
    async fn die(&self, messages: &[Sent], receives: usize, now: Timestamp) -> Vec<Sent> {
        let before = self.table.dump().await;
        self.mailbox.lock(true);
        for sent in messages {
            let Some(reader) = reader_of(sent) else { continue };
            for _ in 0..receives {
                let answer = self.answer(reader, &record(&sent.body, now)).await;
                assert_eq!(answer["batchItemFailures"], json!([{ "itemIdentifier": "m1" }]), "{reader}");
            }
        }
        self.mailbox.lock(false);
        assert_eq!(self.table.dump().await, before);
        messages.to_vec()
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
        let event = json!({ "Records": records });
        let answer = self.functions[function].invoke(event).await.expect("the process lives");
        answer.unwrap_or_else(|fault| panic!("{function}: {fault}"))
    }
}

/// Who reads the queue of a message.
fn reader_of(sent: &Sent) -> Option<&'static str> {
    let queue = QUEUES.iter().find(|(name, ..)| sent.queue.ends_with(name));
    let (_, reader) = queue.expect("a message goes to one of the queues");
    *reader
}

fn record(body: &str, now: Timestamp) -> Value {
    json!({
        "messageId": "m1",
        "body": body,
        "attributes": { "ApproximateFirstReceiveTimestamp": now.as_millisecond().to_string() },
    })
}

/// How often the template's queues deliver what fails; it is the same for all.
fn receives_max() -> usize {
    let template = Template::read(&event::root().join("infra/template.yaml")).expect("a template");
    let queues = template.of_type("AWS::SQS::Queue");
    let counts =
        queues.filter_map(|(_, body)| body["Properties"]["RedrivePolicy"]["maxReceiveCount"].as_u64());
    let counts: BTreeSet<u64> = counts.collect();
    assert_eq!(counts.len(), 1, "{counts:?}");
    counts.first().and_then(|count| usize::try_from(*count).ok()).expect("a count")
}

fn until(timer: &Sent) -> Timestamp {
    let json: Value = serde_json::from_str(&timer.body).expect("a timer is JSON");
    json["until"].as_str().and_then(|until| until.parse().ok()).expect("a timer knows its time")
}
