//! Arrivals by road reach the customer: in the answer to a declaration and in the list.

use domain::{place::Location, technician::Presence};
use embedded::given;
use recorded::Roads;
use serde_json::{Value, json};

use crate::{
    house::{Bound, about, call},
    story::at,
};

/// Karim is online at the door of the declaration.
async fn karim(bound: &Bound, body: &Value) {
    let store = &bound.house.table.store;
    let karim = given::registered(store, given::stranger("karim")).await;
    let degrees = |name: &str| body["address"]["location"][name].as_f64().expect("degrees");
    let location = Location::new(degrees("latitude"), degrees("longitude")).expect("a point in France");
    let presence = Presence { location, until: at("07:57:00") };
    store.set_presence(&karim, Some(presence)).await.expect("a technician goes online");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_5_the_time_on_the_road_is_what_the_customer_sees() {
    let mut bound = Bound::open().await;
    given::signed_up(&bound.house.table.store).await;
    bound.house.roads = Roads::start(|_, _| Some(1_261)).expect("a free port");
    let customer = ("camille", "");
    let declare = bound.document.operation("declare-request");
    let bodies = declare.bodies().expect("it takes a body");
    let (_, body) = bodies.iter().find(|(name, _)| *name == "immediate").expect("one for at once");
    karim(&bound, body).await;
    let first = call(declare, customer, at("07:42:10")).with_header("idempotency-key", "once");

    let declared = bound.call(declare, &first.with_body(body)).await;
    let list = bound.document.operation("match-technicians");
    let id = declared.body["id"].as_str().expect("an id");
    let listed = bound.call(list, &about(call(list, customer, at("07:42:20")), id)).await;

    let minutes = |items: &Value| items[0]["etaMinutes"].clone();
    assert_eq!(minutes(&declared.body["technicians"]["items"]), json!(27), "{declared:#?}");
    assert_eq!(minutes(&listed.body["items"]), json!(27), "{listed:#?}");
    // One more: each read of this suite is repeated as `HEAD`.
    assert_eq!(bound.house.roads.asked(), 3);
}
