//! The four queues, and sending to them in batches.

use std::collections::{BTreeMap, HashMap};

use aws_config::SdkConfig;
use aws_sdk_sqs::{
    Client,
    error::BuildError,
    types::{
        BatchResultErrorEntry, MessageSystemAttributeNameForSends, MessageSystemAttributeValue,
        SendMessageBatchRequestEntry,
    },
};
use domain::Timestamp;
use trace::{Span, Trace};

use crate::{BATCH_MAX, ConnectError, SendError, message::Message};

/// Where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Queue {
    /// Requests that nobody took yet, to be told to technicians (rule 7).
    PendingRequests,
    /// The ends of offers (rule 6).
    OfferTimers,
    /// Interventions to bill (rule 22).
    Invoices,
    /// Quotes and reports to print (rules 14 and 23).
    Papers,
}

impl Queue {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::PendingRequests, Self::OfferTimers, Self::Invoices, Self::Papers];

    /// The variable of the environment that tells its address.
    pub fn variable(self) -> &'static str {
        match self {
            Self::PendingRequests => "PENDING_REQUESTS_QUEUE_URL",
            Self::OfferTimers => "OFFER_TIMERS_QUEUE_URL",
            Self::Invoices => "INVOICES_QUEUE_URL",
            Self::Papers => "PAPERS_QUEUE_URL",
        }
    }
}

/// The queues that a function may send to.
#[derive(Debug, Clone)]
pub struct Queues {
    client: Client,
    addresses: BTreeMap<Queue, String>,
}

impl Queues {
    /// The queues whose addresses `lookup` finds; to any other nothing can be sent.
    pub fn connect(sdk: &SdkConfig, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConnectError> {
        let address = |queue: Queue| Some((queue, lookup(queue.variable())?));
        let addresses: BTreeMap<_, _> = Queue::ALL.into_iter().filter_map(address).collect();
        if addresses.is_empty() {
            return Err(ConnectError("queue"));
        }
        Ok(Self { client: Client::new(sdk), addresses })
    }

    /// Sends messages, each to its queue; `now` is what delays count from.
    ///
    /// Sending again after an error repeats what had been sent: readers know messages by what they tell.
    pub async fn send(&self, messages: &[Message], now: Timestamp) -> Result<(), SendError> {
        for queue in Queue::ALL {
            let ours: Vec<&Message> = messages.iter().filter(|message| message.queue() == queue).collect();
            for batch in ours.chunks(BATCH_MAX) {
                self.send_batch(queue, batch, now).await?;
            }
        }
        Ok(())
    }

    async fn send_batch(&self, queue: Queue, batch: &[&Message], now: Timestamp) -> Result<(), SendError> {
        let address = self.addresses.get(&queue).ok_or(SendError::Unknown(queue))?;
        let entries = batch.iter().enumerate().map(|(number, message)| entry(number, message, now));
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        let sending = self.client.send_message_batch().queue_url(address).set_entries(Some(entries));
        let answer = sending.send().await.map_err(|error| SendError::Call(Box::new(error)))?;
        SendError::of_part(answer.failed().iter().map(BatchResultErrorEntry::code))
    }
}

fn entry(
    number: usize,
    message: &Message,
    now: Timestamp,
) -> Result<SendMessageBatchRequestEntry, SendError> {
    let delay = message.delay_seconds(now);
    let entry = SendMessageBatchRequestEntry::builder()
        .id(number.to_string())
        .message_body(message.to_json()?)
        .set_delay_seconds((delay > 0).then_some(delay))
        .set_message_system_attributes(Span::current().trace.as_ref().map(carrying).transpose()?);
    Ok(entry.build()?)
}

/// The attribute by which SQS and X-Ray carry a trace to the reader of a message; it is no part of the message and costs
/// nothing.
fn carrying(
    trace: &Trace,
) -> Result<HashMap<MessageSystemAttributeNameForSends, MessageSystemAttributeValue>, BuildError> {
    let value =
        MessageSystemAttributeValue::builder().data_type("String").string_value(trace.header()).build()?;
    Ok(HashMap::from([(MessageSystemAttributeNameForSends::AwsTraceHeader, value)]))
}
