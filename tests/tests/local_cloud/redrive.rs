//! What lies in a dead-letter queue is sent again, and leaves it.

use aws_sdk_sqs::types::{
    MessageSystemAttributeName, MessageSystemAttributeNameForSends, MessageSystemAttributeValue,
};
use ops::{Place, Redriven, redrive};

use super::cloud;

/// A redriven message still belongs to the trace of the call from which it follows.
const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lies_in_a_dead_letter_queue_is_sent_again() {
    let cloud = cloud("redrive").await;
    let place = Place::of_local_cloud(&cloud.outputs);
    // Nobody of ours reads the events, so what is sent there stays.
    for body in ["one", "two", "three"] {
        let send = place.sqs.send_message().queue_url(&place.queues["EventsDead"]).message_body(body);
        let value = MessageSystemAttributeValue::builder().data_type("String").string_value(TRACE).build();
        let send = send.message_system_attributes(
            MessageSystemAttributeNameForSends::AwsTraceHeader,
            value.expect("a whole attribute"),
        );
        send.send().await.expect("the queue takes it");
    }

    let first = redrive(&place, "Events", None).await.expect("the queues answer");
    let second = redrive(&place, "Events", None).await.expect("the queues answer");

    assert_eq!((first, second), (Redriven { messages: 3 }, Redriven { messages: 0 }));
    let receive = place.sqs.receive_message().queue_url(&place.queues["Events"]).max_number_of_messages(10);
    let receive = receive.message_system_attribute_names(MessageSystemAttributeName::AwsTraceHeader);
    let received = receive.send().await.expect("the queue answers").messages.unwrap_or_default();
    for message in &received {
        let attributes = message.attributes.as_ref().expect("attributes were asked for");
        assert_eq!(attributes[&MessageSystemAttributeName::AwsTraceHeader], TRACE);
    }
    let mut bodies: Vec<_> = received.into_iter().filter_map(|message| message.body).collect();
    bodies.sort();
    assert_eq!(bodies, ["one", "three", "two"]);
    cloud.stop().await.expect("nothing of it is left");
}
