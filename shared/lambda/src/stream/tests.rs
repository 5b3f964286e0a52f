//! Batches of changes.

use std::cell::RefCell;

use domain::refusal::Refusal;
use serde_dynamo::AttributeValue;
use serde_json::json;

use super::*;

fn batch(numbers: &[u32]) -> Records {
    let record = |number: &u32| {
        json!({
            "eventID": format!("e{number}"),
            "eventName": "MODIFY",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_000_000.0,
                "Keys": { "pk": { "S": format!("intervention#{number}") }, "sk": { "S": "timeline" } },
                "NewImage": { "version": { "N": "2" } },
                "SequenceNumber": number.to_string(),
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        })
    };
    let records: Vec<_> = numbers.iter().map(record).collect();
    Records::from_event(&json!({ "Records": records }).to_string()).unwrap()
}

async fn decide(record: StreamRecord, _: Timestamp) -> Result<(), Failure> {
    match record.sequence_number.as_str() {
        "2" => Err(Failure::Refused(Refusal::NotYours)),
        "3" => Err(Failure::Busy),
        "5" => Err(Failure::Unreadable("a stored number is no time".into())),
        _ => Ok(()),
    }
}

async fn full(_: StreamRecord, _: &str, _: Timestamp) -> Result<bool, Failure> {
    Err(Failure::Busy)
}

#[test]
fn a_change_has_its_keys_images_and_time() {
    let changes = batch(&[1]).parse().unwrap();

    let (record, at) = &changes[0];
    assert_eq!(*at, "2026-11-18T11:06:40Z".parse().unwrap());
    assert_eq!(record.keys.get("sk"), Some(&AttributeValue::S("timeline".to_owned())));
    assert_eq!(record.old_image, None);
    let new_image = record.new_image.as_ref().unwrap();
    assert_eq!(new_image.get("version"), Some(&AttributeValue::N("2".to_owned())));
}

#[tokio::test]
async fn changes_stop_at_the_first_fault_so_that_none_overtakes_it() {
    let failures = consume(batch(&[1, 2, 3, 4]), decide, full, &Invocation::default()).await;

    assert_eq!(failures.identifiers(), ["3"]);
}

#[tokio::test]
async fn a_refusal_does_not_stop_the_stream() {
    let failures = consume(batch(&[1, 2, 4]), decide, full, &Invocation::default()).await;

    assert_eq!(failures, BatchFailures::default());
}

#[tokio::test]
async fn a_change_that_cannot_be_understood_is_parked_and_stops_no_other() {
    let parked = RefCell::new(Vec::new());
    let park = async |record: StreamRecord, cause: &str, _| {
        parked.borrow_mut().push(format!("{}: {cause}", record.sequence_number));
        Ok(true)
    };

    let failures = consume(batch(&[1, 5, 4, 3]), decide, park, &Invocation::default()).await;

    assert_eq!(failures.identifiers(), ["3"]);
    assert_eq!(parked.into_inner(), ["5: a stored number is no time"]);
}

#[tokio::test]
async fn a_change_that_can_be_neither_understood_nor_parked_stops_the_stream() {
    let failures = consume(batch(&[1, 5, 4]), decide, full, &Invocation::default()).await;

    assert_eq!(failures.identifiers(), ["5"]);
}

#[test]
fn an_operator_calls_the_same_function() {
    let event: Event = serde_json::from_str(r#"{"redrive": {"partition": "intervention#1"}}"#).unwrap();

    let redrive = Redrive { partition: Some("intervention#1".to_owned()), time: None };
    assert_eq!((event.records.len(), event.redrive), (0, Some(redrive)));
}
