//! Keys and versions of commands.

use domain::idempotency::{Key, Request};

use super::{super::command::digest, *};

#[test]
fn a_version_is_read_from_if_match() {
    assert_eq!(with_header("if-match", "\"7\"").if_match().unwrap(), Some(7));
    assert_eq!(with_header("If-Match", "*").if_match().unwrap(), None);
    for tag in ["7", "W/\"7\"", "\"seven\"", "\"7\", \"8\"", ""] {
        let refused = with_header("if-match", tag).if_match();

        assert!(matches!(refused, Err(Problem::VersionDiffers { current: None })), "{tag}");
    }
}

#[test]
fn a_key_is_1_to_64_visible_ascii_characters() {
    for key in ["k", "!~", &"k".repeat(64)] {
        assert!(with_header("idempotency-key", key).idempotency().unwrap().is_some(), "{key}");
    }
    for key in ["", "a b", "clé", "a\tb", &"k".repeat(65)] {
        let refused = with_header("idempotency-key", key).request();

        assert!(matches!(refused, Err(Problem::KeyMalformed)), "{key}");
    }
}

#[test]
fn a_command_without_key_and_version_asks_for_nothing_and_some_must_bear_a_key() {
    let call = call(|_| ());

    assert_eq!(call.request().unwrap(), Request::default());
    assert!(matches!(call.idempotency_required(), Err(Problem::KeyMissing)));
}

#[test]
fn the_same_key_names_another_command_for_another_caller_or_path() {
    let keyed = |change: fn(&mut Value)| {
        call(|event| {
            event["headers"]["idempotency-key"] = "k".into();
            change(event);
        })
        .idempotency_required()
        .unwrap()
    };

    let first = keyed(|_| ());
    let repeated = keyed(|event| event["requestContext"]["timeEpoch"] = 1_795_000_060_000_i64.into());
    let other_body = keyed(|event| event["body"] = "{\"code\":\"1\"}".into());
    let empty_object = keyed(|event| event["body"] = " {} ".into());
    let other_path = keyed(|event| event["rawPath"] = "/interventions/3f9c/pause".into());
    let other_caller =
        keyed(|event| event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = "t-2".into());

    assert_eq!((first, first), (repeated, empty_object));
    assert_eq!(first.command, other_body.command);
    assert_ne!(first.body, other_body.body);
    assert_ne!(first.command, other_path.command);
    assert_ne!(first.command, other_caller.command);
}

#[test]
fn commands_without_a_key_are_apart_and_tell_whether_they_say_the_same() {
    let unkeyed = |epoch: i64, body: &'static str| {
        let called = call(|event| {
            event["requestContext"]["timeEpoch"] = epoch.into();
            event["body"] = body.into();
        });
        called.unkeyed().unwrap()
    };
    let first = unkeyed(1_795_000_000_000, r#"{"reason":"Trop tard."}"#);
    let again = unkeyed(1_795_000_001_000, r#"{"reason":"Trop tard."}"#);
    let other = unkeyed(1_795_000_001_000, r#"{"reason":"Trop cher."}"#);

    assert_ne!(first.command, again.command);
    assert_eq!(first.body, again.body);
    assert_ne!(first.body, other.body);
}

#[test]
fn a_body_written_in_another_way_is_the_same_body() {
    let key = |body: &str| {
        let called = call(|event| {
            event["headers"]["idempotency-key"] = "k".into();
            event["body"] = body.into();
        });
        called.idempotency_required().unwrap()
    };
    let first = key(r#"{"report":{"diagnosis":"Usure","workDone":"Pompe"},"quantity":1}"#);

    for same in [
        r#"{ "quantity": 1, "report": { "workDone": "Pompe", "diagnosis": "Usure" } }"#,
        r#"{"quantity":1.0,"report":{"workDone":"Pompe","diagnosis":"Usure"}}"#,
        r#"{"quantity":1e0,"report":{"workDone":"Pom\u0070e","diagnosis":"Usure"}}"#,
    ] {
        assert!(key(same).repeats(&first), "{same}");
    }
    for other in [
        r#"{"report":{"diagnosis":"Usure","workDone":"Pompe"},"quantity":2}"#,
        r#"{"report":{"diagnosis":"Usure","workDone":"Pompe"},"quantity":"1"}"#,
        r#"{"report":{"diagnosis":"usure","workDone":"Pompe"},"quantity":1}"#,
    ] {
        assert!(!key(other).repeats(&first), "{other}");
    }
}

#[test]
fn a_command_that_was_stored_by_the_version_before_is_recognised() {
    let body = r#"{ "reason": "Trop tard." }"#;
    let stored = Key { command: [0; 12], body: digest(&[body.as_bytes()]), former: None };

    let key = call(|event| {
        event["headers"]["idempotency-key"] = "k".into();
        event["body"] = body.into();
    });
    assert!(key.idempotency_required().unwrap().repeats(&stored));
}
