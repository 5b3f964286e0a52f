//! Batches of messages.

use domain::intervention::StageName;
use serde_json::json;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
struct Order {
    number: u32,
}

fn batch(bodies: &[&str]) -> Messages {
    let record = |(at, body): (usize, &&str)| {
        json!({
            "messageId": format!("m{at}"),
            "body": body,
            "attributes": {
                "ApproximateReceiveCount": "3",
                "SentTimestamp": "1795000000000",
                "ApproximateFirstReceiveTimestamp": "1795000000123",
                "DeliveredAt": "1795000120123",
            },
            "eventSource": "aws:sqs",
        })
    };
    let records: Vec<_> = bodies.iter().enumerate().map(record).collect();
    Messages::from_event(&json!({ "Records": records }).to_string()).unwrap()
}

async fn decide(Order { number }: Order, _: Timestamp) -> Result<(), Failure> {
    match number {
        1 => Err(Failure::Refused(Refusal::StageForbids { stage: StageName::Finished })),
        2 => Err(Failure::NotFound),
        3 => Err(Failure::Busy),
        4 => Err(Failure::Broken("a fault".into())),
        5 => {
            let until = Timestamp::UNIX_EPOCH;
            Err(Failure::Refused(Refusal::OfferStands { until, stage: StageName::Offered }))
        }
        _ => Ok(()),
    }
}

fn attributes(sent: Timestamp, delivered: Option<Timestamp>) -> Attributes {
    let text = |at: Timestamp| at.as_millisecond().to_string();
    Attributes { sent_timestamp: text(sent), delivered_at: delivered.map(text), trace: None }
}

#[test]
fn a_message_is_decided_at_the_time_of_this_delivery_not_of_the_first() {
    let messages = batch(&[r#"{"number": 7}"#]).parse::<Order>().unwrap();

    assert_eq!(messages, [(Order { number: 7 }, "2026-11-18T11:08:40.123Z".parse().unwrap())]);
}

#[test]
fn a_delivery_that_states_no_time_happens_now() {
    let sent: Timestamp = "2026-11-18T11:06:40Z".parse().unwrap();

    let before = delivered_at(None);
    let now = attributes(sent, None).now().unwrap();

    let same = before.max(sent).as_millisecond();
    assert!((same..same + 60_000).contains(&now.as_millisecond()), "{now}");
}

#[test]
fn no_delivery_happens_before_the_message_was_sent() {
    let (earlier, later) = ("2026-11-18T11:06:40Z".parse().unwrap(), "2026-11-18T11:06:41Z".parse().unwrap());

    let now = attributes(later, Some(earlier)).now().unwrap();

    assert_eq!(now, later);
}

#[tokio::test]
async fn a_refusal_is_final_and_a_fault_or_something_missing_is_tried_again() {
    let bodies = [0, 1, 2, 3, 4, 5].map(|number| format!(r#"{{"number": {number}}}"#));
    let messages = batch(&bodies.each_ref().map(String::as_str));

    let failures = consume(&messages, decide, &Invocation::default()).await;

    assert_eq!(failures.identifiers(), ["m2", "m3", "m4", "m5"]);
    let told = serde_json::to_value(&failures).unwrap();
    assert_eq!(told["batchItemFailures"][0], json!({ "itemIdentifier": "m2" }));
}

#[tokio::test]
async fn a_message_that_cannot_be_read_fails_alone_and_is_not_quoted() {
    let messages = batch(&[r#"{"number": "Jeanne Martin"}"#, r#"{"number": 7}"#, "no json"]);

    let failures = consume(&messages, decide, &Invocation::default()).await;

    assert_eq!(failures.identifiers(), ["m0", "m2"]);
    let error = messages.parse::<Order>().unwrap_err();
    assert!(!error.to_string().contains("Jeanne"), "{error}");
}
