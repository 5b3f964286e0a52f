//! Declarations without coordinates: located once, or refused as the document says.

use embedded::given;
use recorded::Recorded;
use serde_json::json;
use tests::house::{Answer, Call};

use crate::{
    house::{Bound, call},
    story::at,
};

/// A declaration at an address of Amiens, or of a village nearby.
fn declaration(bound: &Bound, key: &str, address: [&str; 3]) -> Call {
    let operation = bound.document.operation("declare-request");
    let bodies = operation.bodies().expect("it takes a body");
    let (_, body) = bodies.iter().find(|(name, _)| *name == "byAddress").expect("an address alone will do");
    let (mut body, [line1, postcode, city]) = ((*body).clone(), address);
    body["address"] = json!({ "line1": line1, "postcode": postcode, "city": city });
    let call = call(operation, ("camille", ""), at("07:42:10"));
    call.with_header("idempotency-key", key).with_body(&body)
}

async fn declare(bound: &Bound, key: &str, address: [&str; 3]) -> Answer {
    let call = declaration(bound, key, address);
    bound.call(bound.document.operation("declare-request"), &call).await
}

const NOYON: [&str; 3] = ["14 rue de Noyon", "80000", "Amiens"];
const VILLAGE: [&str; 3] = ["2 rue de l'Église", "80290", "Poix"];
const NOWHERE: [&str; 3] = ["99 rue des Nuages", "80000", "Amiens"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_located_once_and_a_repeat_asks_nobody() {
    let bound = Bound::open().await;
    given::signed_up(&bound.house.table.store).await;

    let first = declare(&bound, "once", NOYON).await;
    let again = declare(&bound, "once", NOYON).await;
    let other = declare(&bound, "once", NOWHERE).await;

    assert_eq!(first.status, 201);
    assert_eq!(first.body["address"]["location"], json!({ "latitude": 49.8911, "longitude": 2.3041 }));
    assert_eq!(again, first);
    assert_eq!((other.status, &other.body["code"]), (422, &json!("idempotency-key-reused")));
    assert_eq!(bound.house.addresses.asked(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_is_not_one_place_is_refused_and_the_choice_is_taken_with_the_same_key() {
    let bound = Bound::open().await;
    given::signed_up(&bound.house.table.store).await;

    let ambiguous = declare(&bound, "once", VILLAGE).await;
    let unknown = declare(&bound, "twice", NOWHERE).await;
    let nowhere = declare(&bound, "thrice", ["1 rue Neuve", "75001", "Paris"]).await;
    let chosen = &ambiguous.body["candidates"][1];
    let mut call = declaration(&bound, "once", VILLAGE);
    let mut body: serde_json::Value = serde_json::from_slice(&call.body.unwrap_or_default()).expect("JSON");
    body["address"]["location"] = chosen["location"].clone();
    call.body = Some(body.to_string().into_bytes());
    let taken = bound.call(bound.document.operation("declare-request"), &call).await;

    let told = |answer: &Answer| {
        (answer.status, answer.body["code"].clone(), answer.body["candidates"].as_array().map(Vec::len))
    };
    assert_eq!(told(&ambiguous), (422, json!("address-ambiguous"), Some(3)));
    assert_eq!(told(&unknown), (422, json!("address-unknown"), Some(2)));
    assert_eq!(told(&nowhere), (422, json!("address-unknown"), None));
    assert_eq!(chosen["city"], "Thieulloy-la-Ville");
    assert_eq!((taken.status, &taken.body["address"]["location"]), (201, &chosen["location"]));
    assert_eq!(bound.house.addresses.asked(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_address_service_leaves_the_position_of_the_phone_as_a_way() {
    let mut bound = Bound::open().await;
    given::signed_up(&bound.house.table.store).await;
    declare(&bound, "before", NOYON).await;
    // The function goes on with the address of the first one, which ends.
    bound.house.addresses = Recorded::start().expect("a free port");

    let silent = declare(&bound, "once", VILLAGE).await;

    assert_eq!((silent.status, &silent.body["code"]), (503, &json!("address-service-silent")));
    assert_eq!(silent.headers.get("retry-after").map(String::as_str), Some("5"));
}
