//! Extras, quotes, another appointment, and the report.

use serde_json::{Value, json};

use super::{amounts, each, numbers, texts, times};
use crate::{
    case::Case,
    command::{ADD_EXTRA, FINISH, POSTPONE, PROPOSE_QUOTE},
};

pub(super) fn cases() -> Vec<Case> {
    let rates = [json!(19.6), json!(0), json!(-20), json!(1e300), json!("20"), json!([20]), json!(true)];
    [
        each(
            ADD_EXTRA,
            "/kind",
            [json!("labour"), json!("Material"), json!(""), json!(null), json!(1), json!([])],
        ),
        texts(ADD_EXTRA, "/label", 120),
        numbers(ADD_EXTRA, "/quantity", 1, 1_000),
        amounts(ADD_EXTRA, "/unitPrice"),
        each(PROPOSE_QUOTE, "/lines", [json!(null), json!({}), json!([]), json!("line"), json!(1)]),
        each(PROPOSE_QUOTE, "/lines/0", [json!(null), json!([]), json!("line")]),
        each(PROPOSE_QUOTE, "/lines/0/kind", [json!("travel"), json!(null), json!({})]),
        texts(PROPOSE_QUOTE, "/lines/0/label", 120),
        numbers(PROPOSE_QUOTE, "/lines/0/quantity", 1, 1_000),
        amounts(PROPOSE_QUOTE, "/lines/0/unitPrice"),
        each(PROPOSE_QUOTE, "/lines/0/vatRate", rates),
        times(PROPOSE_QUOTE, "/validUntil"),
        times(POSTPONE, "/appointment"),
        each(POSTPONE, "/appointment", [json!(null)]),
        each(FINISH, "/report", [json!(null), json!("done"), json!([])]),
        texts(FINISH, "/report/diagnosis", 4_000),
        texts(FINISH, "/report/workDone", 4_000),
        texts(FINISH, "/report/advice", 4_000),
        texts(FINISH, "/report/signedBy", 80),
        crowds(),
        late(),
        together(),
    ]
    .concat()
}

fn line() -> Value {
    json!({ "kind": "labour", "label": "Pose", "quantity": 1, "unitPrice": { "cents": 1, "currency": "EUR" } })
}

/// A list that is too long is one fault, however many faults its items have.
fn crowds() -> Vec<Case> {
    let crowd = |name: &str, lines: Value| {
        Case::of(PROPOSE_QUOTE).json(json!({ "lines": lines })).named(name).refused(&["/lines"])
    };
    vec![
        crowd("51 lines", json!(vec![line(); 51])),
        crowd("20,000 empty lines", json!(vec![json!({}); 20_000])),
        crowd("30,000 numbers for lines", json!(vec![0; 30_000])),
    ]
}

fn late() -> Vec<Case> {
    let past = ["2026-11-23T11:00:00Z", "2026-11-23T12:56:00Z", "0001-01-01T00:00:00Z"];
    let appointment = |time: &str| {
        let case =
            Case::of(POSTPONE).json(json!({ "appointment": time })).named(format!("postponed to {time}"));
        case.breaks("appointment-past", "/appointment")
    };
    let validity = |time: &str| {
        let case =
            Case::of(PROPOSE_QUOTE).with("/validUntil", json!(time)).named(format!("valid until {time}"));
        case.breaks("validity-past", "/validUntil")
    };
    past.into_iter().flat_map(|time| [appointment(time), validity(time)]).collect()
}

fn together() -> Vec<Case> {
    let price = json!({ "cents": "1", "currency": "GBP" });
    let extra =
        json!({ "kind": "labour", "label": "", "quantity": 0, "unitPrice": price, "id": "1", "total": 0 });
    let wrong =
        json!({ "kind": 1, "label": null, "quantity": 1.5, "unitPrice": 1, "vatRate": 7, "ht": true });
    let quote = json!({ "lines": [line(), wrong, {}], "validUntil": "tomorrow", "total": 0 });
    let report = json!({ "diagnosis": "", "work_done": "Joint remplacé.", "advice": 1, "signedBy": [] });
    vec![
        Case::of(ADD_EXTRA).json(extra).named("all wrong at once").refused(&[
            "/kind",
            "/label",
            "/quantity",
            "/unitPrice/cents",
            "/unitPrice/currency",
            "/id",
            "/total",
        ]),
        Case::of(PROPOSE_QUOTE).json(quote).named("all wrong at once").refused(&[
            "/lines/1/kind",
            "/lines/1/label",
            "/lines/1/quantity",
            "/lines/1/unitPrice",
            "/lines/1/vatRate",
            "/lines/1/ht",
            "/lines/2/kind",
            "/lines/2/label",
            "/lines/2/quantity",
            "/lines/2/unitPrice",
            "/validUntil",
            "/total",
        ]),
        Case::of(POSTPONE)
            .json(json!({ "appointment": [], "confirmed": true }))
            .named("all wrong at once")
            .refused(&["/appointment", "/confirmed"]),
        Case::of(FINISH).json(json!({ "report": report, "price": 0 })).named("all wrong at once").refused(&[
            "/report/diagnosis",
            "/report/work_done",
            "/report/workDone",
            "/report/advice",
            "/report/signedBy",
            "/price",
        ]),
    ]
}
