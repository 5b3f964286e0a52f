//! The topic of domain events, and publishing to it in batches. Each reader has a queue of its own behind it.

use aws_config::SdkConfig;
use aws_sdk_sns::{
    Client,
    types::{BatchResultErrorEntry, MessageAttributeValue, PublishBatchRequestEntry},
};
use trace::Span;

use crate::{BATCH_MAX, ConnectError, DomainEvent, SendError};

/// The topic that every domain event is published to.
#[derive(Debug, Clone)]
pub struct Topic {
    client: Client,
    arn: String,
}

/// The variable of the environment that tells the ARN.
const VARIABLE: &str = "EVENTS_TOPIC_ARN";
/// The attribute that a reader can filter by, without costs: the `type` of the event.
const TYPE: &str = "type";
/// The header by which SNS and X-Ray carry a trace to the readers, as the attribute `AWSTraceHeader` of SQS.
const TRACE_HEADER: &str = "X-Amzn-Trace-Id";

impl Topic {
    /// The topic whose ARN `lookup` finds.
    pub fn connect(sdk: &SdkConfig, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConnectError> {
        let arn = lookup(VARIABLE).ok_or(ConnectError("topic"))?;
        Ok(Self { client: Client::new(sdk), arn })
    }

    /// Publishes events; they reach each reader at least once, in no certain order.
    ///
    /// Publishing again after an error repeats what had been published: readers know an event by its id.
    pub async fn publish(&self, events: &[DomainEvent]) -> Result<(), SendError> {
        for batch in events.chunks(BATCH_MAX) {
            self.publish_batch(batch).await?;
        }
        Ok(())
    }

    async fn publish_batch(&self, batch: &[DomainEvent]) -> Result<(), SendError> {
        let entries = batch.iter().enumerate().map(|(number, event)| entry(number, event));
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        let publishing = self.client.publish_batch().topic_arn(&self.arn);
        let publishing = publishing.set_publish_batch_request_entries(Some(entries)).customize();
        let trace = Span::current().trace.map(|trace| trace.header());
        let publishing = publishing.mutate_request(move |request| {
            if let Some(trace) = &trace {
                request.headers_mut().insert(TRACE_HEADER, trace.clone());
            }
        });
        let answer = publishing.send().await.map_err(|error| SendError::Publish(Box::new(error)))?;
        SendError::of_part(answer.failed().iter().map(BatchResultErrorEntry::code))
    }
}

fn entry(number: usize, event: &DomainEvent) -> Result<PublishBatchRequestEntry, SendError> {
    let kind = MessageAttributeValue::builder().data_type("String").string_value(&event.kind).build()?;
    let entry = PublishBatchRequestEntry::builder()
        .id(number.to_string())
        .message(serde_json::to_string(event)?)
        .message_attributes(TYPE, kind);
    Ok(entry.build()?)
}
