//! Calling off, rating, asking.

use serde_json::json;

use super::{amounts, each, numbers, texts};
use crate::{
    case::Case,
    command::{ASK, CANCEL, CREDIT, Caller, EXPORT, RATE, RESOLVE},
};

pub(super) fn cases() -> Vec<Case> {
    [
        texts(CANCEL, "/reason", 500),
        texts(RESOLVE, "/reason", 500),
        each(RESOLVE, "/outcome", [json!(null), json!(1), json!("vanished")]),
        each(CANCEL, "/reason", [json!(null)]),
        numbers(RATE, "/stars", 1, 5),
        each(RATE, "/stars", [json!(null), json!(4.5), json!("★★★★★")]),
        texts(RATE, "/comment", 1_000),
        texts(ASK, "/subject", 500),
        texts(ASK, "/text", 4_000),
        each(ASK, "/interventionId", [json!(1), json!([]), json!({}), json!(true)]),
        texts(CREDIT, "/reason", 500),
        numbers(CREDIT, "/lines/0/line", 1, 1_000),
        amounts(CREDIT, "/lines/0/amount"),
        each(CREDIT, "/lines", [json!([]), json!({}), json!("all"), json!(vec![json!({}); 201])]),
        credited(),
        each(
            EXPORT,
            "/month",
            [json!("2026"), json!("2026-13"), json!("November"), json!(202_611), json!(null)],
        ),
        each(EXPORT, "/technicianId", [json!("a#b"), json!(""), json!(7)]),
        together(),
    ]
    .concat()
}

/// What the invoice does not hold.
fn credited() -> Vec<Case> {
    let part =
        |line: u32, cents: i64| json!([{ "line": line, "amount": { "cents": cents, "currency": "EUR" } }]);
    let twice = json!([part(1, 1)[0], part(1, 1)[0]]);
    let case = |name: &str, lines| Case::of(CREDIT).with("/lines", lines).named(name);
    vec![
        case("nothing", part(1, 0)).breaks("nothing-credited", "/lines"),
        case("a line that is not there", part(9, 1)).breaks("no-such-line", "/lines"),
        case("a line twice", twice).breaks("line-twice", "/lines"),
        case("more than the line", part(1, 5_000)).breaks("credit-above-line", "/lines"),
    ]
}

fn together() -> Vec<Case> {
    let question = json!({ "subject": "", "text": 1, "interventionId": "a/b", "to": "everyone" });
    vec![
        Case::of(CANCEL)
            .json(json!({ "reason": 1, "fee": { "cents": 0, "currency": "EUR" } }))
            .named("all wrong at once")
            .refused(&["/reason", "/fee"]),
        Case::of(CANCEL).by(Caller::Technician).json(json!({ "reason": "" })).refused(&["/reason"]),
        Case::of(RATE)
            .json(json!({ "stars": 6, "comment": "", "technicianId": "rival" }))
            .named("all wrong at once")
            .refused(&["/stars", "/comment", "/technicianId"]),
        Case::of(ASK).json(question).named("all wrong at once").refused(&[
            "/subject",
            "/text",
            "/interventionId",
            "/to",
        ]),
    ]
}
