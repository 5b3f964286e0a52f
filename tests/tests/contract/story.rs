//! A story: calls in their order, each an example of the document, about one intervention of two people.

use std::collections::BTreeSet;

use domain::Timestamp;
use serde_json::{Value, json};
use tests::{
    event,
    house::{Answer, Call},
};

use crate::{
    document::{Operation, plain, text},
    house::{Bound, INTERVENTION, call},
};

/// What examples name, which the names of a story replace.
const TECHNICIAN: &str = "b1f7c0de-5a43-4c7e-9d21-6e0f8a2b9c34";

const START: &str = r#""code":"4821""#;
const QUOTE: &str = "/quotes/8";
const EXTRA: &str = "/extras/9";
const QUESTION: &str = "/questions/e84b1f6a27c94d03a5d2907be61cf385";

/// When, who, which operation, and which example of its body; a query is sent where a `?` follows.
pub(crate) type Step<'a> = (&'a str, &'a str, &'a str, &'a str);

/// What was told so far.
pub(crate) struct Story<'a> {
    bound: &'a Bound,
    customer: String,
    technician: String,
    intervention: String,
    start_code: String,
    quote: String,
    extra: String,
    question: String,
    medium: Value,
    sent: BTreeSet<String>,
}

impl<'a> Story<'a> {
    /// The story of two people of its own.
    pub(crate) fn of(bound: &'a Bound, name: &str) -> Self {
        Self {
            bound,
            customer: format!("camille-{name}"),
            technician: format!("karim-{name}"),
            intervention: String::new(),
            start_code: String::new(),
            quote: String::new(),
            extra: String::new(),
            question: String::new(),
            medium: Value::Null,
            sent: BTreeSet::new(),
        }
    }

    /// Sends every example in turn; says which those were.
    pub(crate) async fn told(mut self, steps: &[Step<'_>]) -> BTreeSet<String> {
        for step in steps {
            match step.2 {
                "generate-invoice" | "write-report" => self.on_paper(step).await,
                "check-media" => self.check_media().await,
                _ => self.send(step).await,
            }
        }
        self.sent
    }

    async fn send(&mut self, step: &Step<'_>) {
        let (_, _, id, example) = step;
        let (bound, operation) = (self.bound, self.bound.document.operation(id));
        let call = self.prepared(operation, step);

        let answer = bound.call(operation, &call).await;

        assert_eq!(answer.status, operation.success(), "{id} {example}: {answer:#?}");
        assert_ne!(answer.body["items"], json!([]), "{id} shows nothing");
        self.remember(operation, &answer);
        for alone in operation.parameters("query").into_iter().filter(|one| is_asked_alone(one)) {
            let pair = format!("{}={}", text(&alone["name"]), plain(&alone["example"]));
            let path = call.target.split('?').next().unwrap_or_default();
            let answer =
                bound.call(operation, &Call { target: format!("{path}?{pair}"), ..call.clone() }).await;
            assert_eq!(answer.status, operation.success(), "{id} {pair}: {answer:#?}");
        }
        if operation.method != "get" {
            let again = bound.call(operation, &call).await;
            assert_eq!(version(&again), version(&answer), "{id} {example} is no repeat");
        }
        if operation.is_silent() {
            let again = Call { body: None, headers: Vec::new(), ..call };
            let again = bound.call(operation, &again).await;
            assert_eq!(version(&again), version(&answer), "{id} without key and body is no repeat");
        }
    }

    /// The call with the examples of all its parts, and a note that they are sent.
    fn prepared(&mut self, operation: Operation<'_>, (time, by, id, example): &Step<'_>) -> Call {
        let (example, asks) = example.split_once('?').map_or((*example, false), |(name, _)| (name, true));
        let mut call = call(operation, self.caller(by), at(time));
        call.target = self.named(&call.target);
        if operation.method == "get" || asks {
            call.target += &self.query(operation);
        }
        for header in operation.parameters("header").into_iter().filter(|one| !asks_for_a_version(one)) {
            call = call.with_header(&text(&header["name"]).to_lowercase(), text(&header["example"]));
        }
        if !example.is_empty() {
            let bodies = operation.bodies().unwrap_or_default();
            let body = bodies.iter().find(|(name, _)| *name == example);
            let (_, body) = body.unwrap_or_else(|| panic!("{id} has no example {example}"));
            call.body = Some(self.named(&body.to_string()).into_bytes());
        }
        if !asks {
            self.sent.insert(format!("{id} {example}"));
        }
        call
    }

    /// A story goes on with what the answers name.
    fn remember(&mut self, operation: Operation<'_>, answer: &Answer) {
        if operation.id() == "declare-request" {
            text(&answer.body["id"]).clone_into(&mut self.intervention);
        }
        if operation.id() == "ask-question" {
            text(&answer.body["id"]).clone_into(&mut self.question);
        }
        if operation.id() == "attach-media" {
            answer.body.clone_into(&mut self.medium);
        }
        let (extra, quote) = (&answer.body["extras"][0]["id"], &answer.body["quote"]["id"]);
        for (told, known) in [
            (&answer.body["startCode"], &mut self.start_code),
            (quote, &mut self.quote),
            (extra, &mut self.extra),
        ] {
            if let Some(told) = told.as_str() {
                told.clone_into(known);
            }
        }
    }

    /// A text of the document with the names of this story.
    fn named(&self, text: &str) -> String {
        [
            (INTERVENTION, self.intervention.clone()),
            (TECHNICIAN, self.technician.clone()),
            (START, format!(r#""code":"{}""#, self.start_code)),
            (QUOTE, format!("/quotes/{}", self.quote)),
            (EXTRA, format!("/extras/{}", self.extra)),
            (QUESTION, format!("/questions/{}", self.question)),
        ]
        .iter()
        .fold(text.to_owned(), |text, (example, own)| text.replace(example, own))
    }

    /// All parameters with their examples, but those that are asked alone; the example of a cursor is nobody's.
    fn query(&mut self, operation: Operation<'_>) -> String {
        let mut pairs = Vec::new();
        for parameter in operation.parameters("query").into_iter().filter(|one| one["name"] != "cursor") {
            let (name, value) = (text(&parameter["name"]), &parameter["example"]);
            if !is_asked_alone(parameter) {
                pairs.push(format!("{name}={}", plain(value)));
            }
            self.sent.insert(format!("{} ?{name}", operation.id()));
        }
        format!("?{}", pairs.join("&"))
    }

    fn caller(&self, by: &str) -> (&str, &'static str) {
        match by {
            "customer" => (&self.customer, ""),
            "applicant" => (&self.technician, ""),
            "technician" => (&self.technician, "technicians"),
            _ => ("odile", "operators"),
        }
    }

    async fn on_paper(&self, (_, _, function, what): &Step<'_>) {
        let mut request = json!({ "interventionId": self.intervention });
        if *what == "quote" {
            request["quoteId"] = self.quote.as_str().into();
        }
        self.consume(function, &request).await;
    }

    /// The bytes come, a photo or something else, and S3 tells of it.
    async fn check_media(&self) {
        let (customer, medium) = (&self.customer, text(&self.medium["id"]));
        let key = format!("quarantine/{}/{customer}/{medium}", self.intervention);
        let (kind, bytes) = (text(&self.medium["contentType"]), self.medium["bytes"].as_u64());
        let mut photo = photo();
        photo.resize(bytes.and_then(|bytes| usize::try_from(bytes).ok()).expect("a length"), 0);
        let told = self.bound.house.bucket.put(&key, kind, &photo);
        let object = json!({ "key": key, "size": told.bytes, "versionId": told.version });
        self.consume("check-media", &json!({ "Records": [{ "s3": { "object": object } }] })).await;
    }

    async fn consume(&self, function: &str, body: &Value) {
        let done = self.bound.house.invoke(function, event::message(function, body)).await;
        let failed = done.expect("the function answers")["batchItemFailures"].clone();
        assert!(failed.as_array().is_none_or(Vec::is_empty), "{failed}");
    }
}

/// A small JPEG; zeros behind it are no other file.
fn photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(64, 48).write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a photo in memory");
    bytes.into_inner()
}

/// Nobody has a rating yet in a story, and what is over does not run: with the other filters nothing would be left.
fn is_asked_alone(parameter: &Value) -> bool {
    ["minRating", "running"].contains(&text(&parameter["name"]))
}

fn asks_for_a_version(header: &Value) -> bool {
    header["name"] == "If-Match" || header["name"] == "If-None-Match"
}

fn version(answer: &Answer) -> (u16, &Value, &Value) {
    (answer.status, &answer.body["id"], &answer.body["version"])
}

/// A time of the day on which all examples play, or of another day of that month: `24 08:20:00`. The date of the machine
/// does not matter, so no example becomes too old.
pub(crate) fn at(time: &str) -> Timestamp {
    let (day, time) = time.split_once(' ').unwrap_or(("23", time));
    format!("2026-11-{day}T{time}Z").parse().expect("a time of day")
}
