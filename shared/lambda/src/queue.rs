//! Serving a queue: a batch in, the messages that failed out.

use aws_config::SdkConfig;
use domain::{Timestamp, failure::Failure, id::Id, locating::Unlocated, refusal::Refusal};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use trace::{Span, Trace};

use crate::{
    Error, Lookup,
    clock::{Started, delivered_at},
    runtime::{self, Invocation},
    telemetry::{self, Line},
};

/// A batch of messages, as SQS hands it over.
#[derive(Debug, Clone, Deserialize)]
pub struct Messages {
    #[serde(rename = "Records")]
    records: Vec<Envelope>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    message_id: String,
    body: String,
    attributes: Attributes,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    sent_timestamp: String,
    /// When this delivery happens. AWS never sets it: the tests and the clock of the local cloud do. Nobody can forge it,
    /// because SQS itself writes these attributes, and a sender sets only the body and `messageAttributes`.
    delivered_at: Option<String>,
    /// The trace of the call from which the message follows; absent where the sender named none.
    #[serde(rename = "AWSTraceHeader")]
    trace: Option<String>,
}

impl Attributes {
    /// The time of this delivery, and never before the message was sent: two clocks may differ.
    fn now(&self) -> Result<Timestamp, Error> {
        let stated = self.delivered_at.as_deref().map(time).transpose()?;
        Ok(delivered_at(stated).max(time(&self.sent_timestamp)?))
    }
}

fn time(milliseconds: &str) -> Result<Timestamp, Error> {
    Ok(Timestamp::from_millisecond(milliseconds.parse()?)?)
}

/// What has to be tried again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchFailures {
    batch_item_failures: Vec<BatchItem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchItem {
    item_identifier: String,
}

impl BatchFailures {
    pub(crate) fn push(&mut self, identifier: &str) {
        self.batch_item_failures.push(BatchItem { item_identifier: identifier.to_owned() });
    }

    /// The ids of the messages, or the numbers of the records.
    pub fn identifiers(&self) -> Vec<&str> {
        self.batch_item_failures.iter().map(|item| item.item_identifier.as_str()).collect()
    }
}

impl Messages {
    /// The batch in an event.
    pub fn from_event(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// Every message with the time of this delivery: the one time that decisions about it know. A retry comes later than
    /// the first delivery, so it decides by a later time.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<Vec<(T, Timestamp)>, Error> {
        self.records.iter().map(Envelope::open).collect()
    }
}

impl Envelope {
    fn open<T: DeserializeOwned>(&self) -> Result<(T, Timestamp), Error> {
        let now = self.attributes.now()?;
        // The words of the parser may quote the message: the log gets none of them.
        let message = serde_json::from_str(&self.body).map_err(|error| unreadable(&error))?;
        Ok((message, now))
    }

    /// What the message is about, read even where the message as a whole cannot be understood.
    fn span(&self) -> Span {
        let Named { intervention_id, technician_id } = serde_json::from_str(&self.body).unwrap_or_default();
        let open = Span::current();
        Span {
            trace: self.attributes.trace.as_deref().and_then(Trace::of_header).or(open.trace),
            intervention: intervention_id.and_then(id),
            technician: technician_id.and_then(id),
            ..open
        }
    }
}

/// The ids by which every message of ours names what it is about, whatever stands there.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    intervention_id: Option<Value>,
    technician_id: Option<Value>,
}

fn id<Of>(value: Value) -> Option<Id<Of>> {
    let Value::String(text) = value else { return None };
    text.try_into().ok()
}

fn unreadable(error: &serde_json::Error) -> Error {
    format!("unreadable at column {} ({:?})", error.column(), error.classify()).into()
}

/// Serves messages of a queue until the function is put to rest; they are seen one by one.
pub async fn serve_queue<S, T, C, E, H>(connect: C, handle: H) -> Result<(), Error>
where
    S: Clone,
    T: DeserializeOwned,
    C: FnOnce(&SdkConfig, Lookup<'_>) -> Result<S, E>,
    E: Into<Error>,
    H: AsyncFn(S, T, Timestamp) -> Result<(), Failure>,
{
    runtime::serve(connect, async |state: S, event: &str, invocation: &Invocation| {
        let handle = async |message, now| handle(state.clone(), message, now).await;
        Ok(consume(&Messages::from_event(event)?, handle, invocation).await)
    })
    .await
}

async fn consume<T: DeserializeOwned>(
    messages: &Messages,
    handle: impl AsyncFn(T, Timestamp) -> Result<(), Failure>,
    invocation: &Invocation,
) -> BatchFailures {
    let mut failures = BatchFailures::default();
    for envelope in &messages.records {
        let consuming = async {
            let started = Started::now();
            let outcome = match envelope.open() {
                Ok((message, now)) => Box::pin(handle(message, now)).await,
                Err(unreadable) => Err(Failure::Unreadable(unreadable)),
            };
            tell(&format!("message {}", envelope.message_id), &outcome, invocation, &started);
            outcome
        };
        let outcome = envelope.span().scope(consuming).await;
        if outcome.as_ref().is_err_and(is_worth_a_retry) {
            failures.push(&envelope.message_id);
        }
    }
    failures
}

/// A refusal is final. A fault is tried again, and so are a message that came too early and one that names something
/// which is not there: a function for which that is no fault says so itself, so no message vanishes.
pub(crate) fn is_worth_a_retry(failure: &Failure) -> bool {
    match failure {
        Failure::NotFound
        | Failure::Busy
        | Failure::Broken(_)
        | Failure::Unreadable(_)
        | Failure::Unlocated(Unlocated::Silent(_)) => true,
        Failure::Refused(refusal) => {
            matches!(refusal, Refusal::OfferStands { .. } | Refusal::TooEarly { .. })
        }
        Failure::VersionDiffers { .. }
        | Failure::KeyReused
        | Failure::Unsettled(_)
        | Failure::Unlocated(Unlocated::Ambiguous(_) | Unlocated::Unknown(_)) => false,
    }
}

/// One line for one message, record or tick.
pub(crate) fn tell(what: &str, outcome: &Result<(), Failure>, invocation: &Invocation, started: &Started) {
    let (verdict, fault) = match outcome {
        Ok(()) => ("done".to_owned(), None),
        Err(failure @ (Failure::Broken(_) | Failure::Unreadable(_))) => {
            ("failed".to_owned(), Some(failure.cause()))
        }
        Err(failure) if is_worth_a_retry(failure) => (format!("put off: {failure}"), None),
        Err(failure) => (format!("dropped: {failure}"), None),
    };
    if fault.is_some() {
        telemetry::tell_failed();
    }
    let milliseconds = started.milliseconds();
    telemetry::write(&Line {
        message: format!("{what} {verdict}"),
        fault,
        milliseconds,
        ..Line::of(invocation)
    });
}

#[cfg(test)]
mod tests;
