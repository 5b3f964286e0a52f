//! Events a while later.

use serde_json::{Value, json};

use super::*;

fn moved(event: &Value) -> Value {
    let now = "2026-11-23T12:00:01Z".parse().expect("a time");
    let moved = events::moved(event.to_string().as_bytes(), now, 5_400).expect("it is JSON");
    serde_json::from_slice(&moved).expect("it stays JSON")
}

#[test]
fn the_time_of_every_kind_of_event_is_moved() {
    let call = json!({ "rawPath": "/missions", "requestContext": { "timeEpoch": 1_795_435_200_123_i64 } });
    let tick = json!({ "source": "aws.scheduler", "time": "2026-11-23T23:12:02Z" });
    let message = json!({ "Records": [{ "body": "{}", "attributes": {
        "SentTimestamp": "1795435200123", "ApproximateFirstReceiveTimestamp": "1795435200456", "ApproximateReceiveCount": "1",
    } }] });
    let change = json!({ "Records": [{ "dynamodb": { "ApproximateCreationDateTime": 1_795_435_200.0 } }] });

    assert_eq!(moved(&call)["requestContext"]["timeEpoch"], 1_795_440_600_123_i64);
    assert_eq!(moved(&tick)["time"], "2026-11-24T00:42:02Z");
    let attributes = json!({
        "SentTimestamp": "1795440600123", "ApproximateFirstReceiveTimestamp": "1795440600456", "ApproximateReceiveCount": "1",
        "DeliveredAt": "1795440601000",
    });
    assert_eq!(moved(&message)["Records"][0]["attributes"], attributes);
    assert_eq!(moved(&change)["Records"][0]["dynamodb"]["ApproximateCreationDateTime"], 1_795_440_600.0);
}

#[test]
fn nothing_else_of_an_event_changes() {
    let call = json!({ "body": "{\"time\":\"2026-11-23T23:12:02Z\"}", "requestContext": { "http": {} } });

    assert_eq!(moved(&call), call);
}

#[test]
fn functions_reach_no_other_machine() {
    let of = |path: &str| runtime(&path.parse().expect("a path"));

    let (authority, path) = of("/127.0.0.1:4601/2018-06-01/runtime/invocation/next").expect("it is here");
    assert_eq!(
        (authority.as_str(), path.as_str()),
        ("127.0.0.1:4601", "/2018-06-01/runtime/invocation/next")
    );
    assert_eq!(of("/192.0.2.1:80/2018-06-01/runtime/invocation/next"), None);
    assert_eq!(of("/127.0.0.1.example:80/2018-06-01/runtime/invocation/next"), None);
    assert_eq!(of("/"), None);
}

#[test]
fn a_clock_that_is_started_again_does_not_go_back() {
    let folder = std::env::temp_dir().join(format!("hop-assist-clock-{}", std::process::id()));
    let file = folder.join("clock");
    let clock = Clock::kept(file.clone()).expect("there is no file yet");

    clock.set_ahead(Ahead { seconds: 600 }).expect("it is kept");
    let ahead = clock.set_ahead(Ahead { seconds: 60 }).expect("it is kept");

    let again = Clock::kept(file).expect("it was kept");
    fs::remove_dir_all(folder).expect("it is there");
    assert_eq!((ahead.seconds, again.ahead()), (660, 660));
}
