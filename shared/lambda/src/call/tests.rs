//! Calls as the gateway hands them over.

use domain::id::{InterventionId, QuoteId};
use serde_json::{Value, json};

use super::*;

mod caller;
mod command;
mod cursor;
mod page;
mod query;
mod span;

fn event() -> Value {
    json!({
        "version": "2.0",
        "routeKey": "POST /interventions/{id}/start",
        "rawPath": "/interventions/3f9c/start",
        "rawQueryString": "",
        "headers": { "content-type": "application/json", "accept-language": "en" },
        "pathParameters": { "id": "3f9c", "quoteId": "a#b" },
        "requestContext": {
            "requestId": "r1",
            "timeEpoch": 1_795_000_000_123_i64,
            "http": { "method": "POST", "path": "/interventions/3f9c/start", "sourceIp": "192.0.2.1" },
            "authorizer": { "jwt": { "claims": { "sub": "t-1", "cognito:groups": "[technicians]" }, "scopes": null } },
        },
        "isBase64Encoded": false,
    })
}

fn call(change: impl FnOnce(&mut Value)) -> Call {
    let mut event = event();
    change(&mut event);
    Call::from_event(&event.to_string()).unwrap()
}

fn with_header(name: &str, value: &str) -> Call {
    call(|event| event["headers"][name] = value.into())
}

#[test]
fn the_time_of_a_call_is_the_gateways() {
    let expected: Timestamp = "2026-11-18T11:06:40.123Z".parse().unwrap();

    assert_eq!(call(|_| ()).received_at(), expected);
}

#[test]
fn an_id_that_can_be_none_does_not_exist() {
    let call = call(|_| ());

    assert_eq!(call.path::<InterventionId>("id").unwrap().as_str(), "3f9c");
    assert!(matches!(call.path::<QuoteId>("quoteId"), Err(Problem::NotFound)));
    assert!(matches!(call.path::<QuoteId>("absent"), Err(Problem::NotFound)));
}

#[test]
fn a_body_may_come_in_base64_and_broken_base64_is_malformed() {
    let encoded = |body: &str| {
        call(|event| {
            event["body"] = body.into();
            event["isBase64Encoded"] = true.into();
        })
    };

    assert_eq!(encoded("e30=").raw_body().unwrap(), b"{}");
    assert!(encoded("e30=").no_body().is_ok());
    assert!(matches!(encoded("e30").no_body(), Err(Problem::MalformedBody)));
    assert!(matches!(encoded("/w==").no_body(), Err(Problem::MalformedBody)));
}

#[test]
fn a_body_is_json_by_its_header_or_has_none() {
    let sent = |content_type: &str| {
        call(|event| {
            event["headers"]["content-type"] = content_type.into();
            event["body"] = "{}".into();
        })
    };

    for json in [
        "application/json",
        "Application/JSON",
        "application/json; charset=UTF-8",
        "application/json;charset=\"utf-8\"",
    ] {
        assert!(sent(json).no_body().is_ok(), "{json}");
    }
    let others = [
        "text/plain",
        "",
        "application/json,application/json",
        "application/json; charset=latin1",
        "application/jsonp",
    ];
    for other in others {
        assert!(matches!(sent(other).no_body(), Err(Problem::ContentTypeUnsupported)), "{other}");
    }
    // There is nothing that the header could speak of.
    let silent = call(|event| event["headers"]["content-type"] = "text/plain".into());
    assert!(silent.no_body().is_ok());
    let unnamed = call(|event| {
        event["headers"] = json!({});
        event["body"] = "{}".into();
    });
    assert!(unnamed.no_body().is_ok());
}

#[test]
fn a_command_that_takes_no_query_refuses_one() {
    let asked = call(|event| {
        event["body"] = "{}".into();
        event["rawQueryString"] = "dryRun=true".into();
    });

    assert!(matches!(asked.no_body(), Err(Problem::InvalidValue(_))));
}

#[test]
fn what_is_no_event_of_an_http_api_is_refused() {
    assert!(matches!(Call::from_event("{}"), Err(EventError::Shape(_))));
    let mut event = event();
    event["requestContext"]["timeEpoch"] = i64::MAX.into();
    assert!(matches!(Call::from_event(&event.to_string()), Err(EventError::Time(_))));
}
