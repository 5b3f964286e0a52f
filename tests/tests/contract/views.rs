//! Rule 29 through the real binaries: what each technician reads of an intervention that is not theirs, or theirs no more.

use domain::{
    Timestamp,
    id::InterventionId,
    technician::{Presence, Technician},
};
use embedded::given;
use serde_json::{Value, json};
use tests::house::{Answer, Call};

use crate::house::{Bound, about, call};

/// A technician does something about an intervention, at a time.
async fn does(bound: &Bound, who: &str, operation: &str, id: &InterventionId, at: Timestamp) -> Answer {
    told(bound, who, operation, id, at, |call| call).await
}

async fn told(
    bound: &Bound,
    who: &str,
    operation: &str,
    id: &InterventionId,
    at: Timestamp,
    change: impl FnOnce(Call) -> Call,
) -> Answer {
    let operation = bound.document.operation(operation);
    let group = if who == "camille" { "" } else { "technicians" };
    let call = about(call(operation, (who, group), at), id.as_str());
    bound.call(operation, &change(call)).await
}

fn keyed(call: Call) -> Call {
    call.with_header("idempotency-key", "once")
}

fn outline(id: &InterventionId, stage: &str) -> Value {
    json!({ "id": id.as_str(), "stage": stage, "category": "heating" })
}

async fn team(bound: &Bound) -> [Technician; 2] {
    let store = &bound.house.table.store;
    [given::technician(store, "karim").await, given::technician(store, "nadia").await]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_29_a_technician_who_gave_up_reads_the_outline_from_every_route_and_every_repeat() {
    let bound = Bound::open().await;
    team(&bound).await;
    let id = given::waiting(&bound.house.table.store).await;
    let reason = |call: Call| keyed(call).with_body(&json!({ "reason": "Camionnette en panne." }));

    let accepted = told(&bound, "karim", "accept-request", &id, given::at(1), keyed).await;
    let departure = |call: Call| keyed(call).with_body(&json!({ "etaMinutes": 14 }));
    told(&bound, "karim", "depart-for-intervention", &id, given::at(2), departure).await;
    let given_up = told(&bound, "karim", "cancel-intervention", &id, given::at(3), reason).await;
    does(&bound, "nadia", "accept-request", &id, given::at(4)).await;

    assert_eq!((accepted.status, &accepted.body["stage"]), (200, &json!("accepted")));
    let left = |stage| {
        let free = json!({ "cents": 0, "currency": "EUR" });
        json!({ "fee": free, "outcome": "rematched", "intervention": outline(&id, stage) })
    };
    assert_eq!((given_up.status, given_up.body), (200, left("open")));
    let now = given::at(5);
    for repeat in [
        told(&bound, "karim", "accept-request", &id, now, keyed).await,
        told(&bound, "karim", "depart-for-intervention", &id, now, departure).await,
        does(&bound, "karim", "show-intervention", &id, now).await,
    ] {
        assert_eq!((repeat.status, &repeat.body), (200, &outline(&id, "taken")));
        assert_eq!(repeat.headers["etag"], "\"taken\"");
    }
    let repeat = told(&bound, "karim", "cancel-intervention", &id, now, reason).await;
    assert_eq!((repeat.status, &repeat.body), (200, &left("taken")));
    assert_eq!(repeat.headers["etag"], "\"taken\"");
    let again = does(&bound, "karim", "accept-request", &id, now).await;
    let told = (again.status, &again.body["code"], &again.body["stage"]);
    assert_eq!(told, (409, &json!("already-accepted"), &json!("taken")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_29_losers_and_decliners_learn_that_it_is_taken_and_no_version() {
    let bound = Bound::open().await;
    let [karim, _] = team(&bound).await;
    let store = &bound.house.table.store;
    let id = given::offered(store, &karim).await;

    let declined = told(&bound, "karim", "decline-request", &id, given::at(0), keyed).await;
    given::step(store, &id, domain::timeline::Actor::Customer, 1, |one, _| {
        one.wait(&given::customer(), given::at(1), store.policy())
    })
    .await;
    does(&bound, "nadia", "accept-request", &id, given::at(2)).await;

    assert_eq!((declined.status, declined.body), (200, outline(&id, "open")));
    let now = given::at(3);
    let keyed_again = told(&bound, "karim", "decline-request", &id, now, keyed).await;
    assert_eq!((keyed_again.status, keyed_again.body["stage"].as_str()), (200, Some("taken")));
    for version in ["\"1\"", "\"2\"", "\"5\"", "\"99\""] {
        let with = |call: Call| call.with_header("if-match", version);
        let plain_again = told(&bound, "karim", "decline-request", &id, now, with).await;
        assert_eq!((plain_again.status, plain_again.body), (200, outline(&id, "taken")), "{version}");
        let late = told(&bound, "karim", "accept-request", &id, now, with).await;
        assert_eq!((late.status, late.body["stage"].as_str()), (409, Some("taken")), "{version}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_29_what_waits_does_not_exist_for_another_trade_or_out_of_reach() {
    let bound = Bound::open().await;
    let store = &bound.house.table.store;
    let plumber = Technician { tariffs: vec![given::tariff("plumbing")], ..given::stranger("paul") };
    given::registered(store, plumber).await;
    let far = given::registered(store, given::stranger("fatou")).await;
    let presence = Presence { location: given::north(30_000), until: given::at(15) };
    store.set_presence(&far, Some(presence)).await.expect("a technician goes online");
    let id = given::waiting(store).await;

    for who in ["paul", "fatou"] {
        for operation in ["show-intervention", "accept-request", "decline-request", "depart-for-intervention"]
        {
            let plain = does(&bound, who, operation, &id, given::at(1)).await;
            assert_eq!(
                (plain.status, plain.body["code"].as_str()),
                (404, Some("not-found")),
                "{who} {operation}"
            );
        }
        for version in ["\"2\"", "\"9\""] {
            let with = |call: Call| call.with_header("if-match", version);
            let versioned = told(&bound, who, "accept-request", &id, given::at(1), with).await;
            assert_eq!(versioned.status, 404, "{who} {version}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_29_names_and_phones_are_exchanged_from_the_acceptance_on_and_for_thirty_days() {
    let bound = Bound::open().await;
    let store = &bound.house.table.store;
    let with_phone = Technician { phone: Some(given::word("+33698765432")), ..given::stranger("karim") };
    let karim = given::registered(store, with_phone).await;
    let presence = Presence { location: given::amiens(), until: given::at(15) };
    store.set_presence(&karim, Some(presence)).await.expect("a technician goes online");
    let person = json!({ "name": "Camille Lefèvre", "phone": "+33612345678",
        "billingAddress": { "line1": "12 rue des Cordeliers", "postcode": "80000", "city": "Amiens" } });
    let operation = bound.document.operation("update-customer");
    let telling = call(operation, ("camille", ""), given::at(0)).with_body(&person);
    assert_eq!(bound.call(operation, &telling).await.status, 200);
    let karim = Technician { presence: Some(presence), ..karim };
    let offered = given::offered(store, &karim).await;
    let before = async |who| does(&bound, who, "show-intervention", &offered, given::at(0)).await.body;
    let (asked, asking) = (before("karim").await, before("camille").await);
    does(&bound, "karim", "accept-request", &offered, given::at(0)).await;

    let after = async |who, at| does(&bound, who, "show-intervention", &offered, at).await.body;
    let (theirs, ours) = (after("karim", given::at(1)).await, after("camille", given::at(1)).await);

    assert_eq!((asked.get("customer"), asked["address"].get("access")), (None, None));
    assert_eq!(asking.get("technician"), None);
    assert_eq!(theirs["customer"], json!({ "name": "Camille Lefèvre", "phone": "+33612345678" }));
    assert!(theirs["address"]["access"]["doorCode"].is_string(), "{theirs}");
    assert_eq!(theirs["technician"].get("phone"), None);
    assert_eq!(ours["technician"]["phone"], "+33698765432");
    assert_eq!(ours.get("customer"), None);
    given::step(store, &offered, domain::timeline::Actor::Customer, 2, |one, _| {
        one.cancel(&given::customer(), given::at(2), &domain::policy::Policy::default())
    })
    .await;
    let month = domain::calendar::days_later(given::at(2), 30);
    let (theirs, ours) = (after("karim", month).await, after("camille", month).await);
    assert_eq!(theirs["customer"], json!({ "name": "Camille Lefèvre" }));
    assert_eq!(theirs["address"].get("access"), None);
    assert_eq!(theirs["address"]["line1"], "12 rue des Cordeliers");
    assert!(ours["address"]["access"]["doorCode"].is_string(), "{ours}");
}
