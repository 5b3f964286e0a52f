//! A few minutes of a small city, in seconds: the promises that hold whatever happens.

use crate::{
    Outcome, day, options::Options, report::page, strategy::Strategy, verdict::verdicts, world::City,
};

use clap::Parser;

fn city(arguments: &str) -> City {
    City::of(Options::parse_from(["city"].into_iter().chain(arguments.split_whitespace())))
}

fn broken(city: &City, outcome: Outcome) -> Vec<String> {
    let verdicts = verdicts(city, &[outcome]);
    let broken = verdicts.into_iter().filter(|verdict| !verdict.kept);
    broken.map(|verdict| format!("{}: {}", verdict.promise, verdict.seen)).collect()
}

#[test]
fn rules_5_to_11_a_small_storm_loses_nothing_and_gives_nothing_away_twice() {
    let city = city("--storm --technicians 30 --storm-requests 60 --seed 3");

    let outcome = day(city.clone(), Strategy::Waves);

    assert_eq!(outcome.requests, city.needs.len());
    assert!(outcome.matched > 20 && outcome.waited > 10, "{outcome:?}");
    assert!(outcome.tally.offers > 0 && outcome.tally.told > 0, "{outcome:?}");
    assert_eq!(broken(&city, outcome), [""; 0]);
}

#[test]
fn the_same_seed_gives_the_same_day_and_another_one_another() {
    let day = |seed: u64| {
        let city = city(&format!("--storm --technicians 10 --storm-requests 12 --seed {seed}"));
        let outcomes = [day(city.clone(), Strategy::Waves)];
        (outcomes[0].digest.clone(), page(&city, &outcomes, &verdicts(&city, &outcomes)))
    };

    let (first, again, other) = (day(5), day(5), day(6));

    assert_eq!(first, again);
    assert_ne!(first.0, other.0);
}
