//! What a function tells the log: one line per call, and metrics in the embedded format of `CloudWatch`.
//!
//! Every line bears the ids of the open span: trace, intervention and technician. Never a name, an address, a token or a
//! body.

use std::{error::Error, sync::OnceLock};

use domain::{Timestamp, failure::chain};
use serde::Serialize;
use serde_json::{Map, Value, json};
use trace::Span;

use crate::{clock::delivered_at, environment, runtime::Invocation};

/// One line per call, message, record or tick.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line<'a> {
    pub(crate) message: String,
    pub(crate) level: &'static str,
    pub(crate) function: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) route: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fault: Option<String>,
    pub(crate) milliseconds: u64,
    pub(crate) cold: bool,
}

impl<'a> Line<'a> {
    pub(crate) fn of(Invocation { context, cold }: &'a Invocation) -> Self {
        Self {
            message: String::new(),
            level: "info",
            function: &context.env_config.function_name,
            request_id: Some(&context.request_id),
            route: None,
            status: None,
            code: None,
            fault: None,
            milliseconds: 0,
            cold: *cold,
        }
    }
}

/// Writes a line; one that tells of a fault is an error.
pub(crate) fn write(line: &Line<'_>) {
    let level = if line.fault.is_some() { "error" } else { line.level };
    print(&json!(Line { level, ..line.clone() }));
}

/// Tells of what a function goes on without.
pub fn warn(error: &(dyn Error + 'static)) {
    notice("warn", "went on without", Some(chain(error)));
}

/// A panic tells the log where it happened, and nothing of what it says: its words may name people.
pub(crate) fn keep_panics_short() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        notice("error", "panicked", place);
    }));
}

/// A line in the middle of a call: the call has a line of its own.
fn notice(level: &str, message: &str, fault: Option<String>) {
    let function = function();
    let request = Span::current().request;
    let mut line = json!({ "message": message, "level": level, "function": function, "requestId": request });
    if let Some(fault) = fault {
        line["fault"] = fault.into();
    }
    print(&line);
}

/// What a metric counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// The namespace of the stack's metrics: two stacks of one account must not count together.
static NAMESPACE: OnceLock<String> = OnceLock::new();
/// Where the environment names none.
const NAMESPACE_DEFAULT: &str = "HopAssist";

/// Sets the namespace of all metrics of this process; the first call counts.
pub(crate) fn name_metrics(namespace: Option<String>) {
    NAMESPACE.get_or_init(|| namespace.unwrap_or_else(|| NAMESPACE_DEFAULT.to_owned()));
}

/// Tells one value of a metric; dimensions are few and never personal.
pub fn metric(name: &str, unit: Unit, value: i64, dimensions: &[(&str, &str)], at: Timestamp) {
    print(&embedded(name, unit, value, (dimensions, &[]), at));
}

/// The same, with fields that the log can be searched for and that are no metrics of their own.
pub fn metric_with(name: &str, unit: Unit, value: i64, fields: &[(&str, &str)], at: Timestamp) {
    print(&embedded(name, unit, value, (&[], fields), at));
}

/// Tells of each row on which a schedule acted: a line for each, as each belongs to another intervention.
pub async fn tell_rows(rows: &[(Span, Result<(), String>)]) {
    for (span, outcome) in rows {
        let (level, message) = if outcome.is_ok() { ("info", "row done") } else { ("error", "row failed") };
        let fault = outcome.as_ref().err().cloned();
        span.clone().scope(async { notice(level, message, fault) }).await;
    }
}

/// Tells how much this function parked, where it is something: an operator is to repair and redrive it. The line names the
/// function, and the metric is one for all functions: AWS charges for each metric and for each alarm.
pub fn tell_parked(count: usize) {
    if count > 0 {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        metric_with("Parked", Unit::Count, count, &[("Function", &function())], delivered_at(None));
    }
}

/// Tells how many effects this function found missing, where it is something: an alarm rings.
pub fn tell_missing(count: i64) {
    if count > 0 {
        of_function("MissingEffects", count);
    }
}

/// Tells that a message or record failed. Lambda counts no error where a batch answers which of its items failed.
pub(crate) fn tell_failed() {
    of_function("Failed", 1);
}

/// A metric of this function alone. It bears the time of the machine: a record may be hours old, and an alarm looks at the
/// last minutes.
fn of_function(name: &str, count: i64) {
    metric(name, Unit::Count, count, &[("Function", &function())], delivered_at(None));
}

fn function() -> String {
    environment::variable("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default()
}

/// Names and values.
type Pairs<'a> = &'a [(&'a str, &'a str)];

fn embedded(
    name: &str,
    unit: Unit,
    value: i64,
    (dimensions, more): (Pairs<'_>, Pairs<'_>),
    at: Timestamp,
) -> Value {
    let unit = match unit {
        Unit::Count => "Count",
        Unit::Seconds => "Seconds",
        Unit::Milliseconds => "Milliseconds",
    };
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let mut fields = Map::new();
    fields.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": at.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE.get().map_or(NAMESPACE_DEFAULT, String::as_str),
                "Dimensions": [names],
                "Metrics": [{ "Name": name, "Unit": unit }],
            }],
        }),
    );
    fields.insert(name.to_owned(), value.into());
    fields.extend(dimensions.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).into())));
    Value::Object(fields)
}

#[expect(clippy::print_stdout, reason = "what a function writes to its output is its log")]
fn print(line: &Value) {
    println!("{}", bearing(line.clone(), &Span::current()));
}

/// The line with the ids of the span by which the log is searched.
fn bearing(mut line: Value, span: &Span) -> Value {
    let ids = [
        ("trace", span.trace.map(|trace| trace.to_string())),
        ("intervention", span.intervention.as_ref().map(ToString::to_string)),
        ("technician", span.technician.as_ref().map(ToString::to_string)),
    ];
    for (name, id) in ids {
        if let (Some(id), Some(fields)) = (id, line.as_object_mut()) {
            fields.insert(name.to_owned(), id.into());
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_told_in_the_embedded_format() {
        let at = Timestamp::from_millisecond(1_795_000_000_000).unwrap();

        let line = embedded(
            "SecondsToAccept",
            Unit::Seconds,
            38,
            (&[("Category", "heating")], &[("department", "80")]),
            at,
        );

        let expected = json!({
            "_aws": {
                "Timestamp": 1_795_000_000_000_i64,
                "CloudWatchMetrics": [{
                    "Namespace": "HopAssist",
                    "Dimensions": [["Category"]],
                    "Metrics": [{ "Name": "SecondsToAccept", "Unit": "Seconds" }],
                }],
            },
            "SecondsToAccept": 38,
            "Category": "heating",
            "department": "80",
        });
        assert_eq!(line, expected);
    }

    #[test]
    fn a_line_bears_the_ids_of_its_span_and_none_where_there_is_none() {
        let root = "1-5759e988-bd862e3fe1be46a994272793";
        let span = Span {
            request: Some("r".to_owned()),
            trace: trace::Trace::of_header(&format!("Root={root}")),
            intervention: "3f9c1e7a".to_owned().try_into().ok(),
            technician: "karim".to_owned().try_into().ok(),
        };

        let named = bearing(json!({ "message": "m" }), &span);
        let bare = bearing(json!({ "message": "m" }), &Span::default());

        let expected =
            json!({ "message": "m", "trace": root, "intervention": "3f9c1e7a", "technician": "karim" });
        assert_eq!((named, bare), (expected, json!({ "message": "m" })));
    }
}
