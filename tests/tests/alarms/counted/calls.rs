//! Calls of apps that fail or take long, and a table that throttles.

use std::time::{Duration, Instant};

use embedded::embedded;
use serde_json::{Value, json};
use tests::{
    binary::binary,
    event,
    guarded::{Guarded, Services, policies_without},
    house::{Call, House},
    mailbox::{Mailbox, Trouble},
    runtime::Function,
};

use crate::alarm::{Alarm, Point};

fn one_a_minute(values: &[f64]) -> Vec<Point> {
    (0..).step_by(60).zip(values).map(|(second, value)| Point { second, value: *value }).collect()
}

/// API Gateway counts an answer of 5xx.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_of_a_function_are_5xx_of_the_api_and_ring_from_the_sixth_on() {
    let alarm = Alarm::named("ApiErrorsAlarm");
    let house = House::under(policies_without("ShowCustomerFunction", "dynamodb:GetItem"), embedded().await);
    let at = "2026-11-23T07:42:10Z".parse().expect("a time");
    let call = Call::new("GET", "/customers/me", ("camille", ""), at);

    let mut counted = Vec::new();
    for second in 0..6 {
        assert!(!alarm.rings(&counted), "it rings after {counted:?}");
        let status = house.call(&call).await.expect("a route").status;
        counted.push(Point { second, value: if status >= 500 { 1.0 } else { 0.0 } });
    }

    assert!(!house.denied().is_empty(), "the table refused the calls");
    assert_eq!(
        (alarm.property("Namespace"), alarm.property("MetricName")),
        (&json!("AWS/ApiGateway"), &json!("5xx"))
    );
    assert!(alarm.rings(&counted), "{counted:?}");
}

/// A function between the policies and a table in trouble.
struct Troubled {
    mailbox: Mailbox,
    guarded: Guarded,
    _table: embedded::Embedded,
}

impl Troubled {
    async fn by(trouble: Trouble) -> Self {
        let table = embedded().await;
        let mailbox = Mailbox::open(&table.endpoint);
        let (to_table, queues) = (mailbox.url(), mailbox.url());
        let guarded = Guarded::open(Services { table: to_table, queues, ..Services::default() });
        mailbox.trouble(trouble);
        Self { mailbox, guarded, _table: table }
    }

    async fn status(&self, function: &str) -> u64 {
        let process = Function::start(&binary(function), &self.guarded.environment()).await;
        let answer = process.invoke(event::sample(function)).await.expect("the process lives");
        let answer: Value = answer.unwrap_or_else(|fault| panic!("{function}: {fault}"));
        answer["statusCode"].as_u64().expect("an answer has a status")
    }
}

/// DynamoDB counts an event for each request that it throttles.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_throttles_is_asked_three_times_the_caller_is_told_to_come_again_and_the_alarm_rings() {
    let reads: &[&str] = &["GetItem", "Query"];
    let writes: &[&str] = &["PutItem"];
    for (name, function, operations) in [
        ("TableReadThrottlesAlarm", "show-customer", reads),
        // Only the index `by-customer` is throttled: the call reads nothing else.
        ("TableReadThrottlesAlarm", "list-interventions", &["Query"]),
        ("TableWriteThrottlesAlarm", "update-customer", writes),
    ] {
        let alarm = Alarm::named(name);
        let troubled = Troubled::by(Trouble::Throttled(operations)).await;

        let status = troubled.status(function).await;

        let count = u32::try_from(troubled.mailbox.throttled()).expect("a few");
        assert_eq!((status, count), (503, 3), "{function}");
        let counted = f64::from(count);
        assert!(!alarm.rings(&one_a_minute(&[counted, 0.0, 0.0])), "{name} rings for one minute");
        assert!(alarm.rings(&one_a_minute(&[counted, counted])), "{name}");
    }
}

/// DynamoDB counts the events of an index in a metric with two dimensions, which an alarm on the table alone does not see.
/// A query of Metrics Insights finds both as long as it has no SCHEMA.
#[test]
fn the_alarms_of_the_table_add_up_the_events_of_the_table_and_of_all_its_indexes() {
    for (name, metric) in [
        ("TableReadThrottlesAlarm", "ReadThrottleEvents"),
        ("TableWriteThrottlesAlarm", "WriteThrottleEvents"),
    ] {
        let alarm = Alarm::named(name);
        let query = format!("SELECT SUM({metric}) FROM \"AWS/DynamoDB\" WHERE TableName = '${{Table}}'");
        let metrics = json!([{ "Id": "throttled", "Expression": { "Fn::Sub": query }, "Period": 60 }]);
        let own = ["Metrics", "Namespace", "MetricName"].map(|property| alarm.property(property).clone());
        assert_eq!(own, [metrics, json!(null), json!(null)], "{name}");
    }
}

/// API Gateway counts the time until the function has answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_is_slow_makes_slow_calls_and_three_slow_minutes_of_five_ring() {
    let alarm = Alarm::named("ApiLatencyAlarm");
    let troubled = Troubled::by(Trouble::Slow(Duration::from_millis(2_100))).await;

    #[expect(clippy::disallowed_methods, reason = "the latency is measured")]
    let began = Instant::now();
    let status = troubled.status("show-customer").await;
    let milliseconds = began.elapsed().as_secs_f64() * 1_000.0;

    assert_eq!(status, 404, "the sample's customer has no profile here, and is told so in the end");
    assert_eq!(
        (alarm.property("MetricName"), alarm.property("ExtendedStatistic")),
        (&json!("Latency"), &json!("p99"))
    );
    let (slow, fast) = (milliseconds, 100.0);
    assert!(!alarm.rings(&one_a_minute(&[slow, fast, fast, slow, fast])));
    assert!(alarm.rings(&one_a_minute(&[slow, fast, slow, fast, slow])), "{milliseconds} ms");
    let one_of_a_hundred: Vec<Point> =
        (0..150).map(|call| Point { second: call * 2, value: if call == 0 { slow } else { fast } }).collect();
    assert!(!alarm.rings(&one_of_a_hundred), "one slow call among many");
}
