//! Sends what lies in a dead-letter queue to its queue again.

use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::types::{
    Message, MessageSystemAttributeName, MessageSystemAttributeNameForSends, MessageSystemAttributeValue,
};

use crate::{Error, Place};

/// The result of a redrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Redriven {
    /// Messages that were sent and taken out of the dead-letter queue.
    pub messages: usize,
}

/// The most messages of one run: more at once would hide a fault that is not mended.
const MESSAGES_MAX: usize = 10_000;
/// So many messages SQS hands over at once.
const BATCH: i32 = 10;

/// Sends all that lies there, in the order in which SQS hands it over. `queue` is the name of a queue in the template, or
/// its URL; then `dead` is the URL of its dead-letter queue.
///
/// A message is sent before it is deleted: a run that is cut may send one twice, which consumers tolerate, and loses
/// none.
pub async fn redrive(place: &Place, queue: &str, dead: Option<&str>) -> Result<Redriven, Error> {
    let named = |name: String| place.queues.get(&name).cloned().ok_or_else(|| unknown(place, name));
    let (to, from) = match dead {
        Some(dead) => (queue.to_owned(), dead.to_owned()),
        None => (named(queue.to_owned())?, named(format!("{queue}Dead"))?),
    };
    let mut redriven = Redriven::default();
    while redriven.messages < MESSAGES_MAX {
        let receive = place.sqs.receive_message().queue_url(&from).max_number_of_messages(BATCH);
        let receive = receive.message_system_attribute_names(MessageSystemAttributeName::AwsTraceHeader);
        let receive = receive.message_attribute_names("All");
        let received = receive.send().await;
        let received = received.map_err(|error| failed(&from, &error))?;
        let messages = received.messages.unwrap_or_default();
        if messages.is_empty() {
            break;
        }
        for message in messages {
            send_again(place, (&from, &to), message).await?;
            redriven.messages += 1;
        }
    }
    Ok(redriven)
}

/// The URLs of queues are known of the local cloud alone.
fn unknown(place: &Place, name: String) -> Error {
    let known = place.queues.keys().filter(|known| place.queues.contains_key(&format!("{known}Dead")));
    let known: Vec<_> = known.cloned().collect();
    if known.is_empty() { Error::Nowhere(name) } else { Error::NoQueue { name, known: known.join(", ") } }
}

async fn send_again(place: &Place, (from, to): (&str, &str), message: Message) -> Result<(), Error> {
    let mut send = place.sqs.send_message().queue_url(to);
    // What is redriven still belongs to the trace of the call from which it follows.
    if let Some(header) =
        message.attributes.and_then(|mut all| all.remove(&MessageSystemAttributeName::AwsTraceHeader))
    {
        let value = MessageSystemAttributeValue::builder().data_type("String").string_value(header).build();
        let value = value.map_err(|error| failed(to, &error))?;
        send = send.message_system_attributes(MessageSystemAttributeNameForSends::AwsTraceHeader, value);
    }
    let send = send.set_message_body(message.body).set_message_attributes(message.message_attributes);
    send.send().await.map_err(|error| failed(to, &error))?;
    let delete = place.sqs.delete_message().queue_url(from).set_receipt_handle(message.receipt_handle);
    delete.send().await.map_err(|error| failed(from, &error))?;
    Ok(())
}

fn failed(queue: &str, error: &(impl std::error::Error + Send + Sync + 'static)) -> Error {
    Error::Queue { queue: queue.to_owned(), why: DisplayErrorContext(error).to_string() }
}
