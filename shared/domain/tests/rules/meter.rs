//! Ten thousand random work logs against a taxi meter: a second computation of the price that shares no formula.

use domain::quote::Answer;
use proptest::{prelude::*, test_runner::Config};

use crate::{
    command::Command::{AddExtra, Finish, Pause, ProposeQuote, Resume, Settle, Start},
    given::{self, Story, WORK, hourly},
};

/// What a random day brought: worked seconds and the pause after each, extras, an agreed quote after one of them.
#[derive(Debug, Clone)]
struct Day {
    hourly_cents: i64,
    segments: Vec<(i64, i64)>,
    extras: Vec<i64>,
    quote: Option<(usize, i64)>,
}

fn days() -> impl Strategy<Value = Day> {
    let length =
        prop_oneof![4 => 0..2_400_i64, 1 => 0..9_000_i64, 1 => (0..70_i64).prop_map(|minutes| 60 * minutes)];
    let segments = prop::collection::vec((length, 1..3_000_i64), 1..6);
    let extras =
        prop::collection::btree_set(0..3_000_i64, 0..4).prop_map(|prices| prices.into_iter().collect());
    let quote = prop::option::weighted(0.3, (0..6_usize, 1..100_000_i64));
    (2_000..=20_000_i64, segments, extras, quote).prop_map(|(hourly_cents, segments, extras, quote)| Day {
        hourly_cents,
        segments,
        extras,
        quote,
    })
}

/// The day as the domain lives it.
fn lived(day: &Day) -> (Story, i64) {
    let declared = given::story(given::declaration(), false, hourly(day.hourly_cents));
    let mut second = WORK;
    let mut story = given::on_site(declared).then(second, Start(1));
    for price in &day.extras {
        story = story.then(second, AddExtra(1, *price));
    }
    for (number, (worked, paused)) in day.segments.iter().enumerate() {
        second += worked;
        story = story.then(second, Pause(1));
        if let Some((_, total)) = day.quote.filter(|(after, _)| *after == number) {
            let quote = story.intervention.next_quote();
            story =
                story.then(second, ProposeQuote(1, total)).then(second + 1, Settle(quote, Answer::Accepted));
        }
        second += paused;
        story = story.then(second, Resume(1));
    }
    (story.then(second, Finish(1)), second)
}

/// The day as a taxi meter counts it: second by second, a coin at a time, half a coin at the end.
fn metered(day: &Day) -> i64 {
    let (mut coins, mut sixtieths, mut seconds) = (4_999, 0, 0);
    for (number, (worked, _)) in day.segments.iter().enumerate() {
        for _ in 0..*worked {
            seconds += 1;
            if seconds > 1_800 && seconds % 60 == 1 {
                sixtieths += day.hourly_cents;
            }
        }
        if day.quote.is_some_and(|(after, _)| after == number) {
            break;
        }
    }
    while sixtieths >= 60 {
        coins += 1;
        sixtieths -= 60;
    }
    let agreed = day.quote.filter(|(after, _)| *after < day.segments.len()).map_or(0, |(_, total)| total);
    coins + i64::from(sixtieths >= 30) + day.extras.iter().sum::<i64>() + agreed
}

proptest! {
    #![proptest_config(Config { cases: 10_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn rule_17_ten_thousand_work_logs_cost_what_a_taxi_meter_counts(day in days()) {
        let (story, second) = lived(&day);

        prop_assert_eq!(story.total(second), metered(&day));
    }
}

proptest! {
    #![proptest_config(Config { cases: 1_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn rule_19_the_price_never_depends_on_how_pauses_split_the_work(
        cuts in prop::collection::btree_set(1..7_200_i64, 0..8),
        pauses in prop::collection::vec(0..5_000_i64, 8),
        hourly_cents in 2_000..=20_000_i64,
    ) {
        let mut split = given::on_site(given::story(given::declaration(), false, hourly(hourly_cents)));
        let whole = split.clone().then(WORK, Start(1)).then(WORK + 7_200, Finish(1));

        split = split.then(WORK, Start(1));
        let mut paused = 0;
        for (cut, pause) in cuts.iter().zip(&pauses) {
            split = split.then(WORK + paused + cut, Pause(1));
            paused += pause;
            split = split.then(WORK + paused + cut, Resume(1));
        }
        split = split.then(WORK + paused + 7_200, Finish(1));

        prop_assert_eq!(split.price(0), whole.price(0));
        prop_assert_eq!(split.intervention.work().billed_seconds(given::at(0)), 7_200);
    }

    #[test]
    fn rule_19_billed_time_is_the_sum_of_the_worked_segments(day in days()) {
        let (story, _) = lived(&Day { quote: None, ..day });

        let work = story.intervention.work();
        let length = |one: &domain::work_log::Segment| one.to.unwrap().duration_since(one.from).as_secs();
        let sum: i64 = work.segments().iter().map(length).sum();
        prop_assert_eq!(work.billed_seconds(given::at(0)), sum);
        prop_assert_eq!(work.worked_seconds(given::at(0)), sum);
    }
}
