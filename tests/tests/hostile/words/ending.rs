//! Calling off, rating, asking.

use serde_json::json;

use super::{each, numbers, texts};
use crate::{
    case::Case,
    command::{ASK, CANCEL, Caller, RATE},
};

pub(super) fn cases() -> Vec<Case> {
    [
        texts(CANCEL, "/reason", 500),
        each(CANCEL, "/reason", [json!(null)]),
        numbers(RATE, "/stars", 1, 5),
        each(RATE, "/stars", [json!(null), json!(4.5), json!("★★★★★")]),
        texts(RATE, "/comment", 1_000),
        texts(ASK, "/subject", 500),
        texts(ASK, "/text", 4_000),
        each(ASK, "/interventionId", [json!(1), json!([]), json!({}), json!(true)]),
        together(),
    ]
    .concat()
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
