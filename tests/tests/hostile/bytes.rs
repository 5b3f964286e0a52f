//! Bodies that are no command at all, sent to every command.

use serde_json::{Value, json};

use crate::{
    case::Case,
    command::{Command, commands},
};

/// The largest body that is read.
const BODY_BYTES_MAX: usize = 65_536;
/// Deep enough to overflow the stack of whoever follows it blindly.
const DEPTH: usize = 10_000;

/// No JSON in UTF-8, each with its name.
fn garbage() -> Vec<(&'static str, Vec<u8>)> {
    let deep = |open: &str, close: &str| [open.repeat(DEPTH), close.repeat(DEPTH)].concat().into_bytes();
    vec![
        ("no JSON", b"reason=none".to_vec()),
        ("cut off", br#"{"reason": "#.to_vec()),
        ("cut off in a text", br#"{"reason": "on"#.to_vec()),
        ("two bodies", b"{} {}".to_vec()),
        ("a comma too many", br#"{"a": 1,}"#.to_vec()),
        ("quoted by apostrophes", b"{'a': 1}".to_vec()),
        ("no number", br#"{"a": NaN}"#.to_vec()),
        ("infinite", br#"{"a": -Infinity}"#.to_vec()),
        ("a number beyond all", br#"{"a": 1e999}"#.to_vec()),
        ("a bare control character", b"{\"a\": \"\x01\"}".to_vec()),
        ("a lone surrogate", br#"{"a": "\ud800"}"#.to_vec()),
        ("a byte order mark", b"\xef\xbb\xbf{}".to_vec()),
        ("invalid UTF-8", b"{\"a\": \"\xff\xfe\"}".to_vec()),
        ("overlong UTF-8", b"{\"a\": \"\xc0\xaf\"}".to_vec()),
        ("UTF-16", b"\xff\xfe{\0}\0".to_vec()),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0".to_vec()),
        ("a NUL", b"\0".to_vec()),
        ("deep lists", deep("[", "]")),
        ("deep lists without an end", b"[".repeat(DEPTH)),
        ("deep objects", deep(r#"{"a":"#, "}")),
        ("deep in a field", [br#"{"reason": "#.to_vec(), deep("[", "]"), b"}".to_vec()].concat()),
    ]
}

/// JSON, but no object.
fn no_objects() -> [(&'static str, Value); 6] {
    [
        ("an empty list", json!([])),
        ("a command in a list", json!([{}])),
        ("nothing", Value::Null),
        ("a text", json!("{}")),
        ("a number", json!(0)),
        ("a truth", json!(true)),
    ]
}

/// Every hostile body for every command.
pub(crate) fn cases() -> Vec<Case> {
    let every = |cases: fn() -> Vec<Case>| cases().into_iter();
    every(no_json).chain(every(wrong_kinds)).chain(every(sizes)).chain(every(fields)).collect()
}

fn no_json() -> Vec<Case> {
    let spoilt = |(name, bytes): (&str, Vec<u8>)| {
        let raw = |command| Case::spoiling(command).named(name).raw(bytes.clone());
        commands().into_iter().map(|command| raw(command).answers(400, "malformed-body")).collect::<Vec<_>>()
    };
    garbage().into_iter().flat_map(spoilt).collect()
}

fn wrong_kinds() -> Vec<Case> {
    let spoilt = |command: Command| {
        let route = command.route;
        no_objects().map(|(name, json)| Case::of(route).named(name).raw(json.to_string()).refused(&[""]))
    };
    commands().into_iter().flat_map(spoilt).collect()
}

/// One byte over the limit is too much, whatever the bytes; at the limit they are read.
fn sizes() -> Vec<Case> {
    let spoilt = |command: Command| {
        let (route, accepted) = (command.route, command.body.as_object().cloned().unwrap_or_default());
        let spaces = |size: usize| {
            let text = Value::Object(accepted.clone()).to_string();
            text.clone() + &" ".repeat(size - text.len())
        };
        let mut padded = accepted.clone();
        padded.insert("padding".into(), "".into());
        let missing = BODY_BYTES_MAX - Value::Object(padded.clone()).to_string().len();
        padded.insert("padding".into(), "x".repeat(missing).into());
        [
            Case::of(route).named("64 KiB").raw(Value::Object(padded).to_string()).refused(&["/padding"]),
            Case::of(route).named("65 KiB").raw(spaces(66_560)).answers(413, "body-too-large"),
            Case::of(route).named("64 KiB and a byte").raw(spaces(65_537)).answers(413, "body-too-large"),
            Case::of(route)
                .named("1 MiB of deep lists")
                .raw("[".repeat(1 << 20))
                .answers(413, "body-too-large"),
        ]
    };
    commands().into_iter().flat_map(spoilt).collect()
}

/// Fields that are not there, should not be there, or are there twice.
fn fields() -> Vec<Case> {
    let spoilt = |command: Command| {
        let (route, required) = (command.route, command.required);
        let mut cases = vec![
            Case::of(route).with("/unknown", json!(1)).refused(&["/unknown"]),
            Case::of(route).with("/", json!(null)).named("a field without a name").refused(&["/"]),
            Case::of(route)
                .with("/__proto__", json!({ "admin": true }))
                .with("/A", json!([]))
                .with("/a~b", json!(""))
                .refused(&["/__proto__", "/A", "/a~0b"]),
        ];
        if !required.is_empty() {
            let empty = |name, body: &str| Case::of(route).named(name).raw(body).refused(required);
            let spaces = empty("spaces", " \r\n\t ");
            cases.extend([empty("no body", ""), empty("an empty object", "{}"), spaces]);
        }
        cases
    };
    commands().into_iter().flat_map(spoilt).collect()
}
