//! On the way, on site, and the clock: codes, minutes, and times that cannot be.

use serde_json::json;

use super::{each, numbers, times};
use crate::{
    case::Case,
    command::{ADD_EXTRA, ARRIVE, DEPART, FINISH, PAUSE, RESUME, START},
};

/// Commands that an app may have kept while it was offline, and a time more than five minutes before the command that
/// must precede each.
const OCCURRED: [(&str, &str); 7] = [
    (DEPART, "2026-11-23T11:54:59Z"),
    (ARRIVE, "2026-11-23T11:56:59Z"),
    (START, "2026-11-23T12:14:59Z"),
    (PAUSE, "2026-11-23T12:20:59Z"),
    (RESUME, "2026-11-23T12:49:59Z"),
    (ADD_EXTRA, "2026-11-23T12:20:59Z"),
    (FINISH, "2026-11-23T12:20:59Z"),
];

pub(super) fn cases() -> Vec<Case> {
    let codes =
        ["", "482", "48210", "482A", "٤٨٢١", " 4821", "4821\u{0}", "-482", "4e21"].map(|code| json!(code));
    let occurred = OCCURRED.into_iter().flat_map(|(route, before)| disordered(route, before));
    [
        numbers(DEPART, "/etaMinutes", 1, 240),
        each(START, "/code", codes),
        each(START, "/code", [json!(4_821), json!(null), json!(["4821"]), json!({ "code": "4821" })]),
        OCCURRED.into_iter().flat_map(|(route, _)| times(route, "/occurredAt")).collect(),
        occurred.collect(),
        together(),
    ]
    .concat()
}

/// More than a day back, before the event before it, and more than two minutes ahead.
fn disordered(route: &'static str, before: &str) -> Vec<Case> {
    let far =
        ["2026-11-22T11:59:00Z", "0001-01-01T00:00:00Z", "2026-11-23T14:00:00Z", "9999-12-30T21:59:59Z"];
    let case = |time: &str| {
        let case = Case::of(route).with("/occurredAt", json!(time)).named(format!("occurred at {time}"));
        case.breaks("time-disordered", "/occurredAt")
    };
    far.into_iter().chain([before]).map(case).collect()
}

fn together() -> Vec<Case> {
    let wrong_code = Case::of(START).json(json!({ "code": "0000" })).named("a guessed code");
    let both = json!({ "code": 4_821, "occurredAt": 0, "technician": "rival" });
    let departure = json!({ "etaMinutes": 0, "occurredAt": "soon", "etaminutes": 5 });
    let silent = |route, name| {
        let body = json!({ "occurredAt": {}, "at": "2026-11-23T12:00:00Z", "billed": false });
        Case::of(route).json(body).named(name).refused(&["/occurredAt", "/at", "/billed"])
    };
    let twice = r#"{ "code": "4821", "code": "0000" }"#;
    vec![
        // Neither of two equal keys counts, so no code is compared.
        Case::of(START).raw(twice).named("two codes").refused(&["/code"]),
        Case::of(START)
            .raw(r#"{ "code": "4821", "code": null }"#)
            .named("a code and none")
            .refused(&["/code"]),
        wrong_code.breaks("wrong-start-code", "/code"),
        Case::of(START).json(both).named("all wrong at once").refused(&[
            "/code",
            "/occurredAt",
            "/technician",
        ]),
        Case::of(DEPART).json(departure).named("all wrong at once").refused(&[
            "/etaMinutes",
            "/occurredAt",
            "/etaminutes",
        ]),
        silent(ARRIVE, "all wrong at once"),
        silent(PAUSE, "all wrong at once"),
        silent(RESUME, "all wrong at once"),
    ]
}
