//! A month in which nobody calls.

use domain::Timestamp;

use super::{
    Line,
    amounts::Amounts,
    deployed::{Caller, Deployed},
    usage::MONTH_DAYS,
};
use crate::{event, house::House};

/// AWS Lambda polls a queue by five pollers, each of which waits for 20 seconds: fifteen empty answers a minute, as the
/// metric `NumberOfEmptyReceives` of such queues shows (github.com/getlift/lift/issues/132).
const POLLS_A_MINUTE: f64 = 15.0;
/// Each role asks KMS for the key of the table again after five minutes.
const KEY_MINUTES: f64 = 5.0;
const MONTH_MINUTES: f64 = MONTH_DAYS * 24.0 * 60.0;
/// The ticks of each schedule that are counted, after one that catches up.
const TICKS: i64 = 10;

/// What a month costs without a call, by what it is for.
///
/// # Panics
/// Where a tick fails.
pub async fn month(deployed: &Deployed, house: &House, from: Timestamp) -> Vec<Line> {
    let line = |what: &str, times: f64, amounts: Amounts| Line { what: what.to_owned(), times, amounts };
    let polls = deployed.polled_queues() * POLLS_A_MINUTE * MONTH_MINUTES;
    let (alarms, dashboards) = (deployed.alarm_metrics, deployed.dashboards);
    let mut month = vec![
        line("alarms", alarms, Amounts::of("alarm-metrics", alarms)),
        line("dashboard", dashboards, Amounts::of("dashboards", dashboards)),
        line("polls of the queues", polls, Amounts::of("sqs-requests", polls)),
    ];
    for (name, function) in &deployed.functions {
        let Caller::Schedule(minutes) = function.caller else { continue };
        let tick = ticks(deployed, house, name, minutes, from).await;
        let mut ticks = tick.times(MONTH_MINUTES / minutes);
        if deployed.key_of_kms {
            ticks = ticks.with("key-requests", MONTH_MINUTES / minutes.max(KEY_MINUTES));
        }
        month.push(line(name, MONTH_MINUTES / minutes, ticks));
    }
    month
}

/// What one tick of a schedule uses when nothing is due, on average.
async fn ticks(deployed: &Deployed, house: &House, name: &str, minutes: f64, from: Timestamp) -> Amounts {
    let meter = house.meter().expect("the house is metered");
    let mut sum = Amounts::default();
    for tick in 0..=TICKS {
        #[expect(clippy::cast_possible_truncation, reason = "some minutes")]
        let second = from.as_second() + tick * 60 * minutes as i64;
        let now = Timestamp::from_second(second).expect("a time of our century");
        house.invoke(name, event::tick(name, now)).await.expect("a tick succeeds");
        let invocations = meter.taken();
        if tick > 0 {
            sum = invocations.iter().fold(sum, |sum, invocation| sum.and(&deployed.usage(invocation)));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "ten ticks")]
    sum.times(1.0 / TICKS as f64)
}
