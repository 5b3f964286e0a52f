//! Keys, versions and cursors: a call may be repeated, a stale one is refused, a page leads to the next.

use embedded::given;
use serde_json::json;
use tests::house::{Answer, Call};

use crate::house::{Bound, about, call};

const CUSTOMER: (&str, &str) = ("camille", "");

/// Calls an operation about an intervention, by its customer, a minute after the declaration.
async fn told(bound: &Bound, id: &str, intervention: &str, change: impl FnOnce(Call) -> Call) -> Answer {
    let operation = bound.document.operation(id);
    let call = about(call(operation, CUSTOMER, given::at(1)), intervention);
    bound.call(operation, &change(call)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_caller_holds_is_answered_with_304() {
    let bound = Bound::open().await;
    let id = given::declared(&bound.house.table.store).await;
    let shown = told(&bound, "show-intervention", id.as_str(), |call| call).await;
    let tag = shown.headers["etag"].as_str();
    let holding = async |tag: &str| {
        let with = |call: Call| call.with_header("if-none-match", tag);
        told(&bound, "show-intervention", id.as_str(), with).await
    };

    let (held, stale) = (holding(tag).await, holding("\"9\"").await);

    assert_eq!((held.status, stale.status), (304, 200));
    assert_eq!(stale.body, shown.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_about_another_version_is_refused_with_412() {
    let bound = Bound::open().await;
    let id = given::declared(&bound.house.table.store).await;
    let waiting = async |version: &str| {
        let with = |call: Call| call.with_header("if-match", version);
        told(&bound, "wait-for-technician", id.as_str(), with).await
    };

    let (stale, current) = (waiting("\"9\"").await, waiting("\"1\"").await);

    assert_eq!((stale.status, &stale.body["code"]), (412, &json!("version-differs")));
    assert_eq!(current.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_gets_its_first_answer_again_and_no_other_body() {
    let bound = Bound::open().await;
    given::signed_up(&bound.house.table.store).await;
    let keyed = |body: &serde_json::Value| {
        let body = body.clone();
        move |call: Call| call.with_header("idempotency-key", "7b1e4c90").with_body(&body)
    };

    for (id, field) in [("declare-request", "description"), ("ask-question", "text")] {
        let mut body = bound.document.operation(id).bodies().expect("it has a body")[0].1.clone();
        body.as_object_mut().expect("an object").remove("interventionId");
        let first = told(&bound, id, "", keyed(&body)).await;
        let again = told(&bound, id, "", keyed(&body)).await;
        let spaced = respelt(&body);
        let respelt = told(&bound, id, "", |call| Call { body: Some(spaced), ..keyed(&body)(call) }).await;
        body[field] = "Other words than before.".into();
        let reused = told(&bound, id, "", keyed(&body)).await;
        let without = told(&bound, id, "", |call| call.with_body(&body)).await;

        assert_eq!((first.status, &again, &respelt), (201, &first, &first), "{id}");
        assert_eq!((reused.status, &reused.body["code"]), (422, &json!("idempotency-key-reused")), "{id}");
        assert_eq!((without.status, &without.body["code"]), (400, &json!("idempotency-key-missing")), "{id}");
    }
}

/// The same body with its members in the other order and more space.
fn respelt(body: &serde_json::Value) -> Vec<u8> {
    let members = body.as_object().into_iter().flatten().rev();
    let members: Vec<_> = members.map(|(name, value)| format!("\"{name}\" : {value:#}")).collect();
    format!("{{ {} }}", members.join(" , ")).into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_on_its_way_says_when_to_ask_again() {
    let bound = Bound::open().await;
    let karim = given::technician(&bound.house.table.store, "karim").await;
    let id = given::finished(&bound.house.table.store, &karim).await;

    for operation in ["show-invoice", "show-report"] {
        let absent = told(&bound, operation, id.as_str(), |call| call).await;

        assert_eq!(absent.status, 404);
        assert!(absent.headers.contains_key("retry-after"), "{absent:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_leads_to_the_next_for_its_own_caller_and_question_only() {
    let bound = Bound::open().await;
    for _ in 0..2 {
        given::declared(&bound.house.table.store).await;
    }
    let page = async |caller: (&str, &str), query: &str| {
        let operation = bound.document.operation("list-interventions");
        let call = Call::new("GET", &format!("/interventions?limit=1{query}"), caller, given::at(1));
        bound.call(operation, &call).await
    };
    let first = page(CUSTOMER, "").await;
    let cursor = format!("&cursor={}", first.body["next"].as_str().expect("there is another page"));

    let second = page(CUSTOMER, &cursor).await;

    assert_eq!(second.status, 200);
    assert_ne!(second.body["items"], first.body["items"]);
    assert_eq!(page(("paul", ""), &cursor).await.status, 422);
    assert_eq!(page(CUSTOMER, &format!("{cursor}&stage=declared")).await.status, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_of_nobody_is_refused_by_every_list() {
    let bound = Bound::open().await;
    let karim = given::technician(&bound.house.table.store, "karim").await;
    let id = given::declared(&bound.house.table.store).await;
    let lists = bound.document.operations().into_iter().filter_map(|operation| {
        let cursor = operation.parameters("query").into_iter().find(|one| one["name"] == "cursor")?;
        Some((operation, cursor["example"].as_str()?))
    });

    let mut refused = Vec::new();
    for (operation, cursor) in lists {
        let caller = match operation.by() {
            "technician" => (karim.id.as_str(), "technicians"),
            "operator" => ("odile", "operators"),
            _ => CUSTOMER,
        };
        let mut call = about(call(operation, caller, given::at(1)), id.as_str());
        call.target = format!("{}?cursor={cursor}", call.target);
        let answer = bound.call(operation, &call).await;
        refused.push((operation.id(), answer.status, answer.body["errors"][0]["pointer"].clone()));
    }

    let expected = [
        "list-applications",
        "list-interventions",
        "match-technicians",
        "export-personal-data",
        "list-missions",
        "list-questions",
    ];
    assert_eq!(refused, expected.map(|list| (list, 422, json!("cursor"))));
}
