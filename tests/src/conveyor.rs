//! Delivers the records of the stream to `publish-events`, and messages to the functions that read their queues.

use std::collections::HashSet;

use domain::Timestamp;
use serde_json::{Value, json};

use crate::{event, guarded::EVENTS, house::House, mailbox::Sent, stream::Stream};

/// A house with its stream and queues.
pub struct Conveyor<'a> {
    house: &'a House,
    stream: Stream,
    known: HashSet<Sent>,
    timers: Vec<Value>,
}

/// So often may what is delivered bring something new.
const ROUNDS_MAX: usize = 20;

impl<'a> Conveyor<'a> {
    /// From the first record of the stream on.
    ///
    /// # Panics
    /// Where the table has no stream.
    pub async fn of(house: &'a House) -> Self {
        let stream = Stream::open(&house.table).await;
        Self { house, stream, known: HashSet::new(), timers: Vec::new() }
    }

    /// Delivers until nothing new comes; timers wait.
    ///
    /// # Panics
    /// Where a function answers a fault, or messages bring messages without end.
    pub async fn settle(&mut self, now: Timestamp) {
        for _ in 0..ROUNDS_MAX {
            let news = self.stream.news().await;
            let sent: Vec<Sent> = self.house.queues.empty();
            let sent: Vec<Sent> = sent.into_iter().filter(|sent| self.known.insert(sent.clone())).collect();
            if news.is_empty() && sent.is_empty() {
                return;
            }
            for mut record in news {
                record["dynamodb"]["ApproximateCreationDateTime"] = now.as_second().into();
                self.give("publish-events", &record).await;
            }
            for sent in sent {
                self.deliver(&sent, now).await;
            }
        }
        panic!("messages bring messages without end");
    }

    /// The domain events that were published so far.
    pub fn events(&self) -> impl Iterator<Item = &Sent> {
        self.known.iter().filter(|sent| sent.queue == EVENTS)
    }

    /// Delivers every record as if its row could not be read: a timeline without entries, any other row without its
    /// attributes.
    ///
    /// # Panics
    /// Where the function answers a fault.
    pub async fn damage(&mut self, now: Timestamp) {
        for mut record in self.stream.news().await {
            record["dynamodb"]["ApproximateCreationDateTime"] = now.as_second().into();
            let image = &mut record["dynamodb"]["NewImage"];
            if let Some(attributes) = image.as_object_mut() {
                attributes.retain(|name, _| matches!(name.as_str(), "pk" | "sk" | "timeline"));
                attributes.entry("timeline").and_modify(|entries| *entries = json!({ "L": [] }));
            }
            self.give("publish-events", &record).await;
        }
    }

    /// The timers come, as if their time were over.
    ///
    /// # Panics
    /// Where a function answers a fault.
    pub async fn ring(&mut self, now: Timestamp) {
        for timer in std::mem::take(&mut self.timers) {
            self.give("offer-next-wave", &at(timer, now)).await;
        }
        self.settle(now).await;
    }

    async fn deliver(&mut self, Sent { queue, body, trace }: &Sent, now: Timestamp) {
        let message = json!({ "messageId": "m1", "body": body, "attributes": { "AWSTraceHeader": trace } });
        // Events have no reader here.
        if queue == EVENTS {
            return;
        }
        let name = queue.rsplit('/').next().unwrap_or_default();
        let reader = match name {
            "PendingRequests" => "fan-out-pending-request",
            "Invoices" => "generate-invoice",
            "Papers" => "write-report",
            "OfferTimers" => return self.timers.push(message),
            other => panic!("nobody reads {other}"),
        };
        self.give(reader, &at(message, now)).await;
    }

    /// A record that fails is told by the function's own log; what counts here are its calls.
    async fn give(&self, function: &str, record: &Value) {
        let event = json!({ "Records": [record] });
        let answer = self.house.invoke(function, event).await;
        answer.unwrap_or_else(|fault| panic!("{function}: {fault}"));
    }
}

/// The message as it is received at a time.
fn at(mut message: Value, now: Timestamp) -> Value {
    let trace = message["attributes"]["AWSTraceHeader"].take();
    message["attributes"] = event::attributes(now, now);
    if trace.is_string() {
        message["attributes"]["AWSTraceHeader"] = trace;
    }
    message
}
