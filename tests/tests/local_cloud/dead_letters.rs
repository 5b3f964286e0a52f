//! A message that no delivery can finish lies in the dead-letter queue of its queue, where an alarm looks for it.

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_sqs::types::QueueAttributeName;
use ops::Place;
use tokio::time::{interval, timeout};

use super::cloud;

/// The queues whose messages may die.
const QUEUES: [&str; 5] = ["PendingRequests", "OfferTimers", "Invoices", "Papers", "Uploads"];
/// The longest that five deliveries to each of the functions may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(3);
const LOOKS: Duration = Duration::from_millis(500);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_no_delivery_can_finish_lies_in_the_dead_letter_queue() {
    let cloud = cloud("dead-letters").await;
    let place = Place::of_local_cloud(&cloud.outputs);
    for queue in QUEUES {
        let url = &place.queues[queue];
        // What fails comes again in a second, not in minutes: five deliveries are as many.
        let hurry = place.sqs.set_queue_attributes().queue_url(url);
        let hurry = hurry.attributes(QueueAttributeName::VisibilityTimeout, "1").send().await;
        hurry.expect("the queue can be changed");
        let send = place.sqs.send_message().queue_url(url).message_body("no message of ours").send().await;
        send.expect("the queue takes it");
    }

    let mut looks = interval(LOOKS);
    let dying = async {
        loop {
            looks.tick().await;
            let dead = dead_letters(&place).await;
            if dead.values().all(|number| *number > 0) {
                return dead;
            }
        }
    };
    let dead = timeout(PATIENCE, dying).await;

    let expected: BTreeMap<&str, usize> = QUEUES.map(|queue| (queue, 1)).into();
    assert_eq!(dead.ok(), Some(expected), "{:?}", dead_letters(&place).await);
    cloud.stop().await.expect("nothing of it is left");
}

/// How many messages are visible in each dead-letter queue: the number that its alarm looks at.
async fn dead_letters(place: &Place) -> BTreeMap<&'static str, usize> {
    let mut numbers = BTreeMap::new();
    for queue in QUEUES {
        let name = QueueAttributeName::ApproximateNumberOfMessages;
        let get = place.sqs.get_queue_attributes().queue_url(&place.queues[&format!("{queue}Dead")]);
        let answer = get.attribute_names(name.clone()).send().await.expect("the queue answers");
        let attributes = answer.attributes.unwrap_or_default();
        numbers.insert(queue, attributes[&name].parse().expect("a number"));
    }
    numbers
}
