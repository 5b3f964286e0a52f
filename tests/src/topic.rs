//! SNS in a test: reads a batch of events as the SDK publishes it, and answers it. A call is a form, an answer is XML.

use std::collections::HashMap;

use form_urlencoded::parse;
use serde_json::Value;

/// A batch of events.
#[derive(Debug)]
pub struct Batch {
    /// The ARN of the topic.
    pub topic: String,
    /// The events, in their order.
    pub entries: Vec<Entry>,
}

/// One event of a batch.
#[derive(Debug)]
pub struct Entry {
    id: String,
    /// The event as JSON.
    pub message: String,
}

impl Batch {
    /// The batch in a form; none if the form is another call, or if an event lacks the attribute by which readers filter.
    pub fn read(form: &[u8]) -> Option<Self> {
        let mut fields: HashMap<String, String> = parse(form).into_owned().collect();
        if fields.get("Action")? != "PublishBatch" {
            return None;
        }
        let mut entries = Vec::new();
        for number in 1.. {
            let mut field =
                |name: &str| fields.remove(&format!("PublishBatchRequestEntries.member.{number}.{name}"));
            let Some(id) = field("Id") else { break };
            let message = field("Message")?;
            let attribute = ["Name", "Value.DataType", "Value.StringValue"];
            let [name, data, kind] =
                attribute.map(|part| field(&format!("MessageAttributes.entry.1.{part}")));
            let event: Value = serde_json::from_str(&message).ok()?;
            if (name.as_deref(), data.as_deref(), kind.as_deref())
                != (Some("type"), Some("String"), event["type"].as_str())
            {
                return None;
            }
            entries.push(Entry { id, message });
        }
        Some(Self { topic: fields.remove("TopicArn")?, entries })
    }
}

/// The answer to a batch of which some entries were published and the others failed.
pub fn answer(published: &[Entry], failed: &[Entry]) -> String {
    let published = published
        .iter()
        .map(|Entry { id, .. }| format!("<member><Id>{id}</Id><MessageId>m{id}</MessageId></member>"));
    let failed = failed.iter().map(|Entry { id, .. }| {
        let why = "<Code>InternalError</Code><SenderFault>false</SenderFault>";
        format!("<member><Id>{id}</Id>{why}</member>")
    });
    format!(
        "<PublishBatchResponse><PublishBatchResult><Successful>{}</Successful><Failed>{}</Failed></PublishBatchResult>\
         <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishBatchResponse>",
        published.collect::<String>(),
        failed.collect::<String>(),
    )
}
