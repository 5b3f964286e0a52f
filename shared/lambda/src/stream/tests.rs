//! Batches of changes.

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
        _ => Ok(()),
    }
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
    let failures = consume(batch(&[1, 2, 3, 4]), decide, &Invocation::default()).await;

    assert_eq!(failures.identifiers(), ["3"]);
}

#[tokio::test]
async fn a_refusal_does_not_stop_the_stream() {
    let failures = consume(batch(&[1, 2, 4]), decide, &Invocation::default()).await;

    assert_eq!(failures, BatchFailures::default());
}
