//! SQS: an action on a queue.

use serde_json::Value;

use super::{Access, Undescribed};
use crate::{Context, names::queue_arn};

pub(super) fn accesses(operation: &str, call: &Value) -> Result<Vec<Access>, Undescribed> {
    let queue = call["QueueUrl"].as_str().unwrap_or_default();
    // A batch needs the permission of its single call.
    let action = match operation {
        "SendMessage" | "SendMessageBatch" => "sqs:SendMessage",
        "ReceiveMessage" => "sqs:ReceiveMessage",
        "DeleteMessage" | "DeleteMessageBatch" => "sqs:DeleteMessage",
        "ChangeMessageVisibility" | "ChangeMessageVisibilityBatch" => "sqs:ChangeMessageVisibility",
        "GetQueueAttributes" => "sqs:GetQueueAttributes",
        _ => return Err(Undescribed(format!("sqs:{operation}"))),
    };
    Ok(vec![Access { action: action.into(), resource: queue_arn(queue), context: Context::new() }])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_batch_of_messages_is_sent_by_the_permission_to_send() {
        let call = json!({ "QueueUrl": "https://sqs.eu-west-3.amazonaws.com/1/events", "Entries": [] });

        let asked = accesses("SendMessageBatch", &call).expect("it is described");

        let resource = "arn:aws:sqs:eu-west-3:123456789012:events".to_owned();
        let expected = Access { action: "sqs:SendMessage".into(), resource, context: Context::new() };
        assert_eq!(asked, [expected]);
    }
}
