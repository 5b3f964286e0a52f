//! Runs of schedules that fail or do not come, and functions that Lambda does not start.

use embedded::embedded;
use serde_json::json;
use store::DueKind;
use tests::{event, guarded::policies_without, house::House};

use crate::alarm::{Alarm, Point, template};

/// The jobs, each with a permission without which it cannot run.
const JOBS: [(&str, &str); 4] = [
    ("ExpireRequests", "expire-requests"),
    ("WatchArrivals", "watch-arrivals"),
    ("ApplyRetention", "apply-retention"),
    ("RepairEffects", "repair-effects"),
];

fn at(second: i64) -> domain::Timestamp {
    domain::Timestamp::from_second(1_795_435_200 + second).expect("a time of our century")
}

/// Lambda counts an error for each answer that is none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_fails_is_an_error_for_lambda_and_rings() {
    for (job, function) in JOBS {
        let alarm = Alarm::named(&format!("{job}ErrorsAlarm"));
        let watched = json!([{ "Name": "FunctionName", "Value": { "Ref": format!("{job}Function") } }]);
        assert_eq!(
            (alarm.property("MetricName"), alarm.property("Dimensions")),
            (&json!("Errors"), &watched)
        );
        let sound = House::open(embedded().await);
        let policies = policies_without(&format!("{job}Function"), "dynamodb:GetItem");
        let broken = House::under(policies, embedded().await);

        let mut counted = Vec::new();
        for (second, house) in [(0, &sound), (60, &broken)] {
            let outcome = house.tick(function, &[DueKind::Expiry], at(second)).await;
            counted.push(Point { second, value: if outcome.is_err() { 1.0 } else { 0.0 } });
        }

        assert!(!broken.denied().is_empty(), "{job}: the table refused the run");
        assert!(!alarm.rings(&counted[..1]), "{job}");
        assert!(alarm.rings(&counted), "{job}: {counted:?}");
    }
}

/// How many minutes lie between two ticks of a function.
fn minutes_between_ticks(function: &str) -> i64 {
    let template = template();
    let mut functions = template.of_type("AWS::Serverless::Function");
    let (_, body) = functions.find(|(name, _)| *name == function).expect("it is deployed");
    let mut events = body["Properties"]["Events"].as_object().into_iter().flatten();
    let (_, schedule) = events.find(|(_, event)| event["Type"] == "ScheduleV2").expect("it has a schedule");
    let rate = schedule["Properties"]["ScheduleExpression"].as_str().expect("a rate");
    let number = rate.trim_start_matches("rate(").split(' ').next().and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("{rate} is no rate in minutes"))
}

/// Lambda counts one call for each tick; where no tick comes it counts nothing, and nothing is the alarm.
#[test]
fn a_schedule_that_stops_rings_and_one_tick_that_is_missing_does_not() {
    const HOUR: i64 = 60 * 60;
    for (job, _) in JOBS {
        let alarm = Alarm::named(&format!("{job}StoppedAlarm"));
        let function = format!("{job}Function");
        let watched = json!([{ "Name": "FunctionName", "Value": { "Ref": function } }]);
        assert_eq!(
            (alarm.property("MetricName"), alarm.property("Dimensions")),
            (&json!("Invocations"), &watched)
        );
        let gap = usize::try_from(60 * minutes_between_ticks(&function)).expect("some seconds");
        let ticks: Vec<Point> =
            (0..3 * HOUR).step_by(gap).map(|second| Point { second, value: 1.0 }).collect();
        let without_one: Vec<Point> = ticks.iter().copied().filter(|tick| tick.second != HOUR).collect();
        let stopped: Vec<Point> = ticks.iter().copied().filter(|tick| tick.second < HOUR).collect();

        let last = 3 * HOUR - 1;
        assert!(!alarm.rings_between(0, last, &ticks), "{job} rings although it runs");
        assert!(!alarm.rings_between(0, last, &without_one), "{job} rings for one tick");
        assert!(alarm.rings_between(0, last, &stopped), "{job} stopped and nobody is told");
    }
}

/// Lambda counts a throttle before any code of ours runs, so no test of ours can make one happen: this one holds what the
/// alarm looks at (all functions, as the limit is that of the account), and that one busy minute does not ring.
#[test]
fn throttles_of_any_function_ring_in_the_second_minute() {
    let alarm = Alarm::named("FunctionThrottlesAlarm");
    let minute = |number: i64, value: f64| Point { second: 60 * number, value };

    let looked_at = ["Namespace", "MetricName", "Dimensions"].map(|name| alarm.property(name).clone());
    assert_eq!(looked_at, [json!("AWS/Lambda"), json!("Throttles"), json!(null)]);
    assert!(!alarm.rings(&[minute(0, 1.0), minute(1, 0.0), minute(2, 0.0)]));
    assert!(alarm.rings(&[minute(0, 1.0), minute(1, 0.0), minute(2, 1.0)]));
    assert!(event::functions().len() > 50, "the functions that share the limit");
}
