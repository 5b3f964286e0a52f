//! What every operation refuses, in both languages, is refused as the document says.

use embedded::given;
use serde_json::{Map, Value};
use tests::house::{Answer, Call};

use crate::{
    document::Operation,
    house::{Bound, about, call},
    story::at,
};

/// One byte more than the largest body.
const TOO_LONG: usize = 64 * 1024 + 1;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_another_role_is_refused() {
    let bound = Bound::open().await;

    for operation in bound.document.operations().into_iter().filter(is_closed) {
        let group = if operation.by() == "operator" { "technicians" } else { "operators" };
        for group in [group, "passers-by", ""] {
            refused(&bound, operation, &by(operation, group), 403, "role-forbids").await;
        }
    }
    // Open to everybody, but for one view of it.
    let histories = bound.document.operation("list-interventions");
    let mut call = by(histories, "");
    call.target += "?role=technician";
    refused(&bound, histories, &call, 403, "role-forbids").await;
}

/// Whether it asks for a group.
fn is_closed(operation: &Operation<'_>) -> bool {
    operation.response(403).is_some() && operation.by() != "shared"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rule_35_whatever_customers_do_and_applying_is_open_to_everybody_with_a_token() {
    let bound = Bound::open().await;
    let operations = bound.document.operations().into_iter().filter(|one| !one.is_open());
    let (closed, open): (Vec<_>, Vec<_>) = operations.partition(is_closed);

    let own = ["update-technician", "show-technician-me"];
    for operation in &closed {
        assert!(matches!(operation.by(), "technician" | "operator"), "{}", operation.id());
    }
    for operation in open {
        let is_of_customers = matches!(operation.by(), "customer" | "shared");
        assert!(is_of_customers || own.contains(&operation.id()), "{} asks for no group", operation.id());
        // Neither 401 nor 403 is described for this status: the call is refused for something else, or answered.
        let answer = bound.call(operation, &by(operation, "")).await;
        assert!(!matches!(answer.status, 401 | 403), "{}: {answer:#?}", operation.id());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_unknown_is_not_found() {
    let bound = Bound::open().await;

    for operation in bound.document.operations().into_iter().filter(|one| one.response(404).is_some()) {
        // What is not named cannot be unknown: of two bodies the one that names more.
        let bodies = operation.bodies().unwrap_or_default();
        let fullest = bodies.iter().max_by_key(|(_, body)| body.as_object().map_or(0, Map::len));
        let call = fullest.map_or(sound(operation), |(_, body)| sound(operation).with_body(body));
        refused(&bound, operation, &call, 404, "not-found").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_parameters_of_a_query_are_refused_by_name() {
    let bound = Bound::open().await;

    for operation in bound.document.operations() {
        let mut call = sound(operation);
        call.target += "?colour=blue";
        let answer = refused(&bound, operation, &call, 422, "invalid-value").await;
        assert_eq!(answer.body["errors"][0]["pointer"], "colour", "{}", operation.id());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_fields_of_a_body_are_refused_at_their_place() {
    let bound = Bound::open().await;

    for operation in bound.document.operations() {
        for (_, body) in operation.bodies().unwrap_or_default() {
            let mut body = body.clone();
            body["colour"] = "blue".into();
            let call = sound(operation).with_body(&body);
            let answer = refused(&bound, operation, &call, 422, "invalid-value").await;
            assert_eq!(answer.body["errors"][0]["pointer"], "/colour", "{}", operation.id());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_no_json_or_too_long_is_refused() {
    let bound = Bound::open().await;

    for operation in bound.document.operations().into_iter().filter(|one| one.bodies().is_some()) {
        let with = |body: Vec<u8>| Call { body: Some(body), ..sound(operation) };
        refused(&bound, operation, &with(b"{".to_vec()), 400, "malformed-body").await;
        refused(&bound, operation, &with(vec![0xff]), 400, "malformed-body").await;
        refused(&bound, operation, &with(vec![b' '; TOO_LONG]), 413, "body-too-large").await;
        for other in ["text/plain", "application/json,application/json"] {
            let other = with(b"{}".to_vec()).with_header("content-type", other);
            refused(&bound, operation, &other, 415, "content-type-unsupported").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_null_and_a_field_that_stands_twice_are_refused_at_their_place() {
    let bound = Bound::open().await;

    let (mut nulls, mut twice) = (0, 0);
    for operation in bound.document.operations() {
        for (_, body) in operation.bodies().unwrap_or_default() {
            let names = operation.fields_of_body();
            for name in body.as_object().into_iter().flatten().map(|(name, _)| name).chain(&names) {
                let mut null = body.clone();
                null[name] = Value::Null;
                let answer =
                    refused(&bound, operation, &sound(operation).with_body(&null), 422, "invalid-value")
                        .await;
                assert_eq!(answer.body["errors"][0]["pointer"], format!("/{name}"), "{}", operation.id());
                nulls += 1;
            }
            let Some((name, value)) = body.as_object().and_then(|body| body.iter().next()) else { continue };
            let raw = format!("{{\"{name}\":{value},{}", &body.to_string()[1..]);
            let call = Call { body: Some(raw.into_bytes()), ..sound(operation) };
            let answer = refused(&bound, operation, &call, 422, "invalid-value").await;
            assert_eq!(answer.body["errors"][0]["pointer"], format!("/{name}"), "{}", operation.id());
            twice += 1;
        }
    }
    assert!(nulls > 100 && twice > 30, "{nulls} {twice}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_instance_of_a_problem_is_a_uri_whatever_was_called() {
    let bound = Bound::open().await;
    let operation = bound.document.operation("show-intervention");

    let call = about(sound(operation), "é");
    let answer = bound.call(operation, &call).await;

    assert_eq!((answer.status, &answer.body["instance"]), (404, &"/interventions/%C3%A9".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_stage_forbids_is_refused_with_the_stage() {
    let bound = Bound::open().await;
    let karim = given::technician(&bound.house.table.store, "karim").await;
    let finished = given::finished(&bound.house.table.store, &karim).await;
    let accepted = given::accepted(&bound.house.table.store, &karim).await;

    // A declaration, an erasure, a question and a profile are refused because of the person, not because of a stage. The technician who
    // has it repeats the acceptance at any time. A quote that nobody proposed is not found, whatever the stage.
    let others = [
        "declare-request",
        "erase-personal-data",
        "update-technician",
        "update-customer",
        "ask-question",
        "accept-request",
        "accept-quote",
        "refuse-quote",
        "withdraw-quote",
    ];
    let is_staged = |one: &Operation<'_>| one.response(409).is_some() && !others.contains(&one.id());
    for operation in bound.document.operations().into_iter().filter(is_staged) {
        let (id, stage) = match operation.id() {
            "finish-intervention" | "rate-technician" => (&accepted, "accepted"),
            _ => (&finished, "finished"),
        };
        let mut call = about(sound(operation), id.as_str());
        call.at = given::at(90);
        let sub = if operation.by() == "technician" { karim.id.as_str() } else { "camille" };
        call.caller = call.caller.map(|(_, group)| (sub.to_owned(), group));
        let answer = bound.call(operation, &call).await;
        assert_eq!((answer.status, answer.body["stage"].as_str()), (409, Some(stage)), "{}", operation.id());
    }
}

/// A call that is refused for nothing but that its caller has nothing yet.
fn sound(operation: Operation<'_>) -> Call {
    let group = match operation.by() {
        "technician" => "technicians",
        "operator" => "operators",
        _ => "",
    };
    by(operation, group)
}

fn by(operation: Operation<'_>, group: &str) -> Call {
    let mut call = call(operation, ("stranger", group), at("07:42:10"));
    if operation.method != "get" {
        call = call.with_header("idempotency-key", "once");
    }
    let body = operation.bodies().and_then(|bodies| bodies.first().map(|(_, body)| (*body).clone()));
    body.map_or(call.clone(), |body| call.with_body(&body))
}

/// The refusal in French, after it was told in English as well.
async fn refused(bound: &Bound, operation: Operation<'_>, call: &Call, status: u16, code: &str) -> Answer {
    let id = operation.id();
    let english = call.clone().with_header("accept-language", "en");
    let (french, english) = (bound.call(operation, call).await, bound.call(operation, &english).await);
    for (answer, language) in [(&french, "fr"), (&english, "en")] {
        let told = (answer.status, &answer.body["code"], &answer.body["status"]);
        assert_eq!(told, (status, &Value::from(code), &Value::from(status)), "{id}: {answer:#?}");
        assert_eq!(answer.headers.get("content-language").map(String::as_str), Some(language), "{id}");
    }
    assert_ne!(french.body["title"], english.body["title"], "{id}");
    french
}
