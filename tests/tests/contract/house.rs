//! A house whose every answer is held against the document.

use domain::Timestamp;
use embedded::embedded;
use serde_json::Value;
use tests::house::{Answer, Call, House};

use crate::{
    document::{Document, Operation, text},
    schemas::Schemas,
};

/// The intervention of all examples.
pub(crate) const INTERVENTION: &str = "3f9c1e7a5b2d48e6a0c4d7f18b25e963";

/// The document, and the house that has to keep it.
pub(crate) struct Bound {
    pub(crate) document: Document,
    pub(crate) house: House,
    schemas: Schemas,
}

impl Bound {
    pub(crate) async fn open() -> Self {
        let document = Document::read();
        let house = House::open(embedded().await);
        Self { schemas: Schemas::of(&document), document, house }
    }

    /// Calls an operation; its answer is one that the document describes.
    pub(crate) async fn call(&self, operation: Operation<'_>, call: &Call) -> Answer {
        let answer = self.house.call(call).await;
        let answer = answer.unwrap_or_else(|| panic!("no route leads to {} {}", call.method, call.target));
        let faults = self.faults(operation, &answer);
        assert!(faults.is_empty(), "{} {}: {faults:#?}\n{answer:#?}", operation.id(), call.target);
        if call.method == "GET" {
            let head = Call { method: "HEAD".into(), ..call.clone() };
            let bare = Answer { body: Value::Null, ..answer.clone() };
            assert_eq!(self.house.call(&head).await.as_ref(), Some(&bare), "HEAD {}", call.target);
        }
        answer
    }

    fn faults(&self, operation: Operation<'_>, answer: &Answer) -> Vec<String> {
        let Some(response) = operation.response(answer.status) else {
            return vec![format!("the status {} is not documented", answer.status)];
        };
        let mut faults = self.header_faults(response, answer);
        spelling_faults(&answer.body, "", &mut faults);
        faults.extend(self.body_faults(response, answer));
        faults
    }

    fn header_faults(&self, response: &Value, answer: &Answer) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let header = self.document.followed(header);
            match answer.headers.get(&name.to_lowercase()) {
                Some(value) => faults.extend(self.schemas.faults(&header["schema"], &plain(value))),
                None if header["required"] == true => faults.push(format!("{name} is absent")),
                None => {}
            }
        }
        faults
    }

    fn body_faults(&self, response: &Value, answer: &Answer) -> Vec<String> {
        let kind = answer.headers.get("content-type").map_or("", |kind| kind.as_str());
        let Some(contents) = response.get("content") else {
            let silent = answer.body.is_null() && kind.is_empty();
            return if silent { Vec::new() } else { vec!["a body is not documented".into()] };
        };
        match contents.get(kind.split(';').next().unwrap_or_default()) {
            Some(content) => self.schemas.faults_and_surplus(&content["schema"], &answer.body),
            None => vec![format!("the content type {kind:?} is not documented")],
        }
    }
}

/// A field that does not apply is absent, and a time has milliseconds, whatever the schema allows.
fn spelling_faults(value: &Value, place: &str, faults: &mut Vec<String>) {
    match value {
        Value::Null if !place.is_empty() => faults.push(format!("{place} is null")),
        Value::String(text) if is_time(text) && !text.ends_with('Z') => {
            faults.push(format!("{place} is not in UTC"));
        }
        Value::String(text) if is_time(text) && text.len() != "2026-11-23T07:42:10.000Z".len() => {
            faults.push(format!("{place} is not to the millisecond"));
        }
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, value)| spelling_faults(value, &format!("{place}/{name}"), faults));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(at, item)| spelling_faults(item, &format!("{place}/{at}"), faults));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_time(text: &str) -> bool {
    text.parse::<Timestamp>().is_ok()
}

/// A header as JSON: the whole numbers that some are, or text.
fn plain(header: &str) -> Value {
    header.parse::<u64>().map_or_else(|_| header.into(), Value::from)
}

/// A call of an operation with its examples for the path, by `sub` and group.
pub(crate) fn call(operation: Operation<'_>, caller: (&str, &str), at: Timestamp) -> Call {
    let mut target = operation.path.to_owned();
    for parameter in operation.parameters("path") {
        let name = format!("{{{}}}", text(&parameter["name"]));
        target = target.replace(&name, text(&parameter["example"]));
    }
    let mut call = Call::new(&operation.method.to_uppercase(), &target, caller, at);
    call.caller = call.caller.filter(|_| !operation.is_open());
    call
}

/// The same call about another intervention than the one of the examples.
pub(crate) fn about(call: Call, intervention: &str) -> Call {
    Call { target: call.target.replace(INTERVENTION, intervention), ..call }
}
