//! The topic takes some events of a batch and refuses others: the record fails, and comes again.

use embedded::given;
use serde_json::{Value, json};
use tests::guarded::EVENTS;

use crate::{
    delivery::Delivery,
    play::{declared, life},
};

/// The life of this test.
const LIFE: u8 = 1;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_of_which_the_topic_refused_an_event_fails_and_its_repeat_publishes_all_by_the_same_ids() {
    let mut delivery = Delivery::open(None).await;
    given::signed_up(&delivery.table.store).await;
    declared(&delivery.table.store, LIFE, 0, true).await;
    let news = delivery.news().await.into_iter();
    let mut timelines = news.filter(|record| record["dynamodb"]["Keys"]["sk"]["S"] == "timeline");
    let record = timelines.next().expect("the stream tells of the declaration");
    let number = record["dynamodb"]["SequenceNumber"].clone();

    delivery.refuse_events(1);
    let refused = delivery.batch("publish-events", std::slice::from_ref(&record)).await;
    let first = ids(&delivery);
    let taken = delivery.batch("publish-events", &[record]).await;

    assert_eq!(refused["batchItemFailures"], json!([{ "itemIdentifier": number }]));
    assert_eq!(taken["batchItemFailures"], json!([]));
    let both = [1, 2].map(|entry| format!("{}-{entry}", life(LIFE)));
    assert_eq!((first.as_slice(), ids(&delivery).as_slice()), (&both[..1], &both[..]));
}

/// The ids of the events that were published since the last look.
fn ids(delivery: &Delivery) -> Vec<String> {
    let sent = delivery.sent().into_iter().filter(|sent| sent.queue == EVENTS);
    let event = |body: &str| serde_json::from_str::<Value>(body).expect("an event is JSON");
    sent.map(|sent| event(&sent.body)["id"].as_str().expect("an event has an id").to_owned()).collect()
}
