//! Rule 5: each entry says why it ranks there, and what it says is true.

use domain::{
    arrival::Arriving,
    money::Money,
    policy::Policy,
    ranking::{REASONS_MAX, Ranked, Reason, Sort, rank},
    reliability::{Deed, Reliability},
    technician::Candidate,
};
use proptest::{prelude::*, test_runner::Config};

use crate::{
    given::{self, at},
    ranking::{ranked, request},
    team::candidate,
};

fn reliable(times: u16, of: u16) -> Reliability {
    let mut counts = [0; 6];
    counts[usize::from(Deed::OnTime.number())] = times;
    counts[usize::from(Deed::Late.number())] = of - times;
    Reliability::of_counts(counts)
}

/// 1 beats everybody in everything; what a test looks at comes after.
fn beside_the_best(others: Vec<Candidate>, sort: Sort) -> Vec<Ranked> {
    let best = candidate(1, 100.0, 2_000, (500, 100));
    ranked([vec![best], others].concat(), sort)
}

#[test]
fn rule_5_at_most_three_reasons_and_what_the_customer_looks_at_comes_first() {
    let reasons = |sort| beside_the_best(vec![candidate(2, 900.0, 9_000, (30, 10))], sort)[0].reasons();
    let cheaper = Reason::CheaperThanMedian(Money::of_cents(1_750));

    assert_eq!(reasons(Sort::Best), [Reason::Nearest, Reason::Cheapest, Reason::BestRated]);
    assert_eq!(reasons(Sort::Price), [Reason::Cheapest, cheaper, Reason::Nearest]);
    assert_eq!(reasons(Sort::Rating), [Reason::BestRated, Reason::Nearest, Reason::Cheapest]);
    assert_eq!(reasons(Sort::Proximity), [Reason::Nearest, Reason::Cheapest, Reason::BestRated]);
}

#[test]
fn rule_5_who_is_on_time_49_times_of_50_says_so() {
    let punctual = |times, of| {
        let one = Candidate { reliability: reliable(times, of), ..candidate(2, 900.0, 9_000, (30, 10)) };
        beside_the_best(vec![one], Sort::Best)[1].reasons()
    };
    let nothing_better = vec![Reason::ThereIn { minutes: 7 }];

    assert_eq!(punctual(49, 50), [Reason::OnTime { times: 49, of: 50 }]);
    assert_eq!(punctual(4, 4), nothing_better);
    assert_eq!(punctual(44, 50), nothing_better);
}

#[test]
fn rule_5_who_was_never_asked_nor_rated_is_new_here() {
    let new = candidate(2, 900.0, 9_000, (0, 0));
    let asked = Candidate { reliability: [Deed::Ignored].into_iter().collect(), ..new.clone() };

    assert_eq!(beside_the_best(vec![new], Sort::Best)[1].reasons(), [Reason::NewHere]);
    assert_eq!(beside_the_best(vec![asked], Sort::Best)[1].reasons(), [Reason::ThereIn { minutes: 7 }]);
}

#[test]
fn rule_5_the_first_to_arrive_need_not_be_the_nearest() {
    let one = |number, distance_meters, eta_minutes| {
        let candidate = candidate(number, f64::from(distance_meters), 9_000, (30, 10));
        Arriving::new(candidate, distance_meters, eta_minutes)
    };
    let request = request(given::declaration());

    let list =
        rank(vec![one(1, 500, 20), one(2, 3_000, 9)], &request, Sort::Proximity, at(60), &Policy::default());

    assert_eq!(list[0].reasons()[0], Reason::Nearest);
    assert_eq!(list[1].reasons()[0], Reason::FirstToArrive);
}

/// Looked up in the list, by the definition of each.
fn is_true(reason: Reason, one: &Ranked, list: &[Ranked]) -> bool {
    let mut prices: Vec<i64> = list.iter().map(|entry| entry.for_60_minutes.cents()).collect();
    prices.sort_unstable();
    let doubled = prices[(prices.len() - 1) / 2] + prices[prices.len() / 2];
    let mean = |entry: &Ranked| {
        let rating = entry.candidate.rating;
        (rating.stars + 80) * 1_000 / (rating.count + 20)
    };
    let reliability = one.candidate.reliability;
    match reason {
        Reason::Nearest => list.iter().all(|other| one.distance_meters <= other.distance_meters),
        Reason::FirstToArrive => list.iter().all(|other| one.eta_minutes <= other.eta_minutes),
        Reason::Cheapest => one.for_60_minutes.cents() == prices[0],
        Reason::BestRated => {
            one.candidate.rating.count > 0 && list.iter().all(|other| mean(one) + 1 >= mean(other))
        }
        Reason::CheaperThanMedian(saved) => {
            saved > Money::ZERO && (one.for_60_minutes.cents() + saved.cents()) * 2 <= doubled
        }
        Reason::OnTime { times, of } => (times, of) == (reliability.on_time(), reliability.promised()),
        Reason::NewHere => one.candidate.rating.count == 0 && reliability.offered() == 0,
        Reason::ThereIn { minutes } => minutes == one.eta_minutes,
    }
}

proptest! {
    #![proptest_config(Config { cases: 500, failure_persistence: None, ..Config::default() })]

    #[test]
    fn rule_5_every_entry_says_one_to_three_things_and_all_are_true(
        team in prop::collection::vec((0.0..9_000.0_f64, 2_000..20_000_i64, 0..20_u64, 0..9_u16), 1..30),
        sort in prop::sample::select(vec![Sort::Price, Sort::Rating, Sort::Proximity, Sort::Best]),
    ) {
        let one = |((meters, rate, count, of), number): (&(f64, i64, u64, u16), u8)| {
            let reliability = reliable(*of - of / 4, *of);
            Candidate { reliability, ..candidate(number, *meters, *rate, (count * 4, *count)) }
        };

        let list = ranked(team.iter().zip(0_u8..).map(one).collect(), sort);

        for entry in &list {
            let reasons = entry.reasons();
            prop_assert!((1..=REASONS_MAX).contains(&reasons.len()), "{reasons:?}");
            for reason in reasons {
                prop_assert!(is_true(reason, entry, &list), "{:?} of {:?}", reason, entry);
            }
        }
    }
}
