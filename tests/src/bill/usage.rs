//! What an invocation of a function uses of what AWS charges for.

use permissions::Service;
use serde_json::Value;

use super::{
    amounts::Amounts,
    deployed::{Caller, Deployed},
};
use crate::meter::{Called, Invocation};

/// Milliseconds of a warm function apart from its calls: runtime, parsing, answer.
const OWN_MILLISECONDS: f64 = 3.0;
/// How many of the invocations start a process: traffic of some calls a minute leaves most functions cold at times.
const COLD: f64 = 0.2;
/// Milliseconds of the init phase, which is billed: loading 7 MB and connecting to the table with TLS.
const INIT_MILLISECONDS: f64 = 120.0;
/// What AWS Lambda writes of its own about a success: `platform.start` and `platform.report` with its trace.
const PLATFORM_BYTES: f64 = 150.0 + 420.0;
/// What `CloudWatch` adds to each event of a log.
const EVENT_BYTES: f64 = 26.0;
/// By so much are ids in a line longer on AWS: the request, and the function with stack and suffix.
const LONGER_IDS: f64 = 23.0 + 33.0;
/// Bytes of a gigabyte, as AWS charges for it.
pub const GIGABYTE: f64 = 1_073_741_824.0;
/// Days of an average month.
pub const MONTH_DAYS: f64 = 365.25 / 12.0;
/// A request of the API is metered in steps of so many bytes.
const API_STEP: f64 = 512.0 * 1_024.0;

impl Deployed {
    /// What an invocation uses.
    pub fn usage(&self, invocation: &Invocation) -> Amounts {
        let function = self.function(&invocation.function);
        let calls = invocation.calls.iter().fold(Amounts::default(), |sum, call| sum.and(&of_call(call)));
        let seconds = milliseconds(invocation) / 1_000.0;
        let amounts = calls
            .with("lambda-requests", 1.0)
            .with("lambda-gb-seconds", seconds * function.gigabytes)
            .and(&self.logged(log_bytes(invocation)));
        let platform = if self.logs_success { PLATFORM_BYTES + 2.0 * EVENT_BYTES } else { 0.0 };
        let amounts = amounts.and(&self.logged(platform));
        match function.caller {
            Caller::Api => amounts
                .with("api-requests", (length(invocation.event_bytes) / API_STEP).ceil())
                .with("internet-gb", length(invocation.answer_bytes) / GIGABYTE)
                .with("traces", self.traced)
                .and(&self.logged(self.access_line + EVENT_BYTES)),
            // Received and deleted.
            Caller::Queue => amounts.with("sqs-requests", 2.0),
            // Reads of the stream by AWS Lambda are free, and what it brings continues a trace.
            Caller::Stream => amounts,
            Caller::Schedule(_) => amounts.with("schedule-ticks", 1.0).with("traces", self.traced),
        }
    }

    fn logged(&self, bytes: f64) -> Amounts {
        let gigabytes = bytes / GIGABYTE;
        Amounts::of("log-gb", gigabytes).with("log-gb-months", gigabytes * self.log_days / MONTH_DAYS)
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^52")]
pub(super) fn length(bytes: usize) -> f64 {
    bytes as f64
}

fn log_bytes(invocation: &Invocation) -> f64 {
    invocation.lines.iter().map(|line| length(line.len()) + EVENT_BYTES + LONGER_IDS).sum()
}

fn of_call(call: &Called) -> Amounts {
    match (call.service, call.operation.as_str()) {
        (Service::DynamoDb, "GetItem" | "BatchGetItem" | "Query") => {
            Amounts::of("table-read-units", call.units)
        }
        (Service::DynamoDb, _) => Amounts::of("table-write-units", call.units),
        (Service::S3, "PUT" | "POST" | "LIST") => Amounts::of("s3-writes", 1.0),
        (Service::S3, "DELETE") | (Service::Cognito, _) => Amounts::default(),
        (Service::S3, _) => Amounts::of("s3-reads", 1.0),
        // Ten events of 64 KB in all are one request; what a topic delivers to queues is free.
        (Service::Sns, _) => Amounts::of("sns-requests", 1.0),
        (Service::Sqs, _) => Amounts::of("sqs-requests", 1.0),
    }
}

/// The time that is billed. It is estimated, as a debug build beside an emulator takes another time than a function of
/// AWS: every call as if it came after the one before, at what such a call takes a function with 256 MB, and the work of
/// functions that compute.
fn milliseconds(invocation: &Invocation) -> f64 {
    let calls: f64 = invocation.calls.iter().map(waiting).sum();
    OWN_MILLISECONDS + COLD * INIT_MILLISECONDS + calls + computing(&invocation.function)
}

fn waiting(call: &Called) -> f64 {
    match (call.service, call.operation.as_str()) {
        (Service::DynamoDb, "TransactWriteItems") => 14.0,
        (Service::DynamoDb, "PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem") => 7.0,
        (Service::DynamoDb, _) => 5.0,
        (Service::S3, "PUT") => 40.0,
        (Service::S3, _) => 25.0,
        (Service::Sns | Service::Sqs, _) => 12.0,
        (Service::Cognito, _) => 60.0,
    }
}

/// A function with 256 MB has a seventh of a processor, one with 1,536 MB nearly a whole one.
fn computing(function: &str) -> f64 {
    match function {
        // A paper takes 6 ms of a desk's processor (`--bench documents`); 20 ms of a whole one there, once for each language.
        "generate-invoice" | "write-report" => 2.0 * 7.0 * 20.0,
        // A photo of 12 megapixels is decoded and made small.
        "check-media" => 400.0,
        _ => 0.0,
    }
}

/// The metrics of ours among the lines of a log: name and dimensions, each of which AWS charges for.
pub fn metrics(lines: &[String]) -> std::collections::BTreeSet<String> {
    let told = lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    told.filter_map(|line| {
        let told = &line["_aws"]["CloudWatchMetrics"][0];
        let name = told["Metrics"][0]["Name"].as_str()?;
        let dimensions = told["Dimensions"][0].as_array()?;
        let values = dimensions.iter().filter_map(Value::as_str).map(|field| line[field].to_string());
        Some(format!("{name} {}", values.collect::<Vec<_>>().join(" ")))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(service: Service, operation: &str, units: f64) -> Called {
        Called { service, operation: operation.to_owned(), units }
    }

    fn invocation(function: &str, calls: Vec<Called>) -> Invocation {
        Invocation {
            function: function.to_owned(),
            calls,
            lines: vec!["x".repeat(218)],
            event_bytes: 1_000,
            answer_bytes: 500,
        }
    }

    fn has(used: &Amounts, amounts: &[(&str, f64)]) -> bool {
        amounts.iter().all(|(name, amount)| (used.get(name) - amount).abs() < 1e-9)
    }

    #[test]
    fn a_call_of_the_api_is_charged_with_what_it_calls() {
        let calls = vec![call(Service::DynamoDb, "Query", 0.5), call(Service::DynamoDb, "PutItem", 1.0)];

        let used = Deployed::read().usage(&invocation("accept-request", calls));

        assert!(has(&used, &[("api-requests", 1.0), ("lambda-requests", 1.0), ("traces", 0.05)]), "{used:?}");
        assert!(has(&used, &[("table-read-units", 0.5), ("table-write-units", 1.0)]), "{used:?}");
        // 3 ms of its own, a fifth of an init phase, a query and a put, at a quarter of a gigabyte.
        assert!((used.get("lambda-gb-seconds") - 0.25 * 0.039).abs() < 1e-9);
        assert!(used.get("log-gb") >= 300.0 / GIGABYTE);
    }

    #[test]
    fn a_message_is_received_and_deleted_beside_what_its_function_sends() {
        let calls = vec![call(Service::Sqs, "SendMessageBatch", 0.0), call(Service::S3, "PUT", 0.0)];

        let used = Deployed::read().usage(&invocation("offer-next-wave", calls));

        assert!(has(&used, &[("sqs-requests", 3.0), ("s3-writes", 1.0), ("api-requests", 0.0)]), "{used:?}");
    }

    #[test]
    fn each_value_of_a_dimension_is_a_metric_of_its_own() {
        let line = |stage: &str| {
            let told = r#"{"Dimensions":[["Stage"]],"Metrics":[{"Name":"StageChange"}]}"#;
            format!(r#"{{"_aws":{{"CloudWatchMetrics":[{told}]}},"Stage":"{stage}"}}"#)
        };

        let metrics = metrics(&[line("offered"), line("accepted"), line("offered"), "{}".to_owned()]);

        assert_eq!(metrics.len(), 2);
    }
}
