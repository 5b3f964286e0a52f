//! What lies in a dead-letter queue is sent again, and leaves it.

use aws_sdk_sqs::types::{
    MessageAttributeValue, MessageSystemAttributeName, MessageSystemAttributeNameForSends,
    MessageSystemAttributeValue,
};
use ops::{Place, Redriven, redrive};

use super::cloud;

/// A redriven message still belongs to the trace of the call from which it follows.
const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";

/// An event has an attribute, which a reader may look at.
const TYPE: &str = "requestDeclared";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lies_in_a_dead_letter_queue_is_sent_again() {
    let cloud = cloud("redrive").await;
    let mut place = Place::of_local_cloud(&cloud.outputs);
    // A queue that nobody reads, so what is sent there stays.
    for queue in ["Reader", "ReaderDead"] {
        let created = place.sqs.create_queue().queue_name(queue).send().await.expect("it is made");
        place.queues.insert(queue.to_owned(), created.queue_url.expect("a queue has a URL"));
    }
    for body in ["one", "two", "three"] {
        let send = place.sqs.send_message().queue_url(&place.queues["ReaderDead"]).message_body(body);
        let value = MessageSystemAttributeValue::builder().data_type("String").string_value(TRACE).build();
        let send = send.message_system_attributes(
            MessageSystemAttributeNameForSends::AwsTraceHeader,
            value.expect("a whole attribute"),
        );
        let kind = MessageAttributeValue::builder().data_type("String").string_value(TYPE).build();
        let send = send.message_attributes("type", kind.expect("a whole attribute"));
        send.send().await.expect("the queue takes it");
    }

    let first = redrive(&place, "Reader", None).await.expect("the queues answer");
    let second = redrive(&place, "Reader", None).await.expect("the queues answer");

    assert_eq!((first, second), (Redriven { messages: 3 }, Redriven { messages: 0 }));
    let receive = place.sqs.receive_message().queue_url(&place.queues["Reader"]).max_number_of_messages(10);
    let receive = receive.message_system_attribute_names(MessageSystemAttributeName::AwsTraceHeader);
    let receive = receive.message_attribute_names("All");
    let received = receive.send().await.expect("the queue answers").messages.unwrap_or_default();
    for message in &received {
        let attributes = message.attributes.as_ref().expect("attributes were asked for");
        assert_eq!(attributes[&MessageSystemAttributeName::AwsTraceHeader], TRACE);
        let kind =
            message.message_attributes.as_ref().and_then(|attributes| attributes["type"].string_value());
        assert_eq!(kind, Some(TYPE));
    }
    let mut bodies: Vec<_> = received.into_iter().filter_map(|message| message.body).collect();
    bodies.sort();
    assert_eq!(bodies, ["one", "three", "two"]);
    cloud.stop().await.expect("nothing of it is left");
}
