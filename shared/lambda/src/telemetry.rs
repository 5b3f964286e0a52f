//! What a function tells the log: one line per call, and metrics in the embedded format of `CloudWatch`.
//!
//! Never a name, an address, a token or a body.

use std::{error::Error, sync::OnceLock};

use domain::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{clock::delivered_at, environment, problem::chain, runtime::Invocation};

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
    pub(crate) trace_id: Option<&'a str>,
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
            trace_id: context.xray_trace_id.as_deref(),
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
    print(&json!({ "message": "went on without", "level": "warn", "fault": chain(error) }));
}

/// A panic tells the log where it happened, and nothing of what it says: its words may name people.
pub(crate) fn keep_panics_short() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        print(&json!({ "message": "panicked", "level": "error", "fault": place }));
    }));
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

/// Tells how much this function parked, where it is something: an operator is to repair and redrive it.
pub fn tell_parked(count: usize) {
    if count > 0 {
        of_function("Parked", i64::try_from(count).unwrap_or(i64::MAX));
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
    let function = environment::variable("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default();
    metric(name, Unit::Count, count, &[("Function", &function)], delivered_at(None));
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
    println!("{line}");
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
}
