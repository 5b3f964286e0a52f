//! `cargo run -p tests --bin city`: a day of a city on the real rules, use cases and table, with a virtual clock.
//!
//! Three strategies live through the same day, each with a table of its own: the product's, and two baselines. One
//! page on standard output says how they did; the exit code says whether the promises were kept.

#![expect(clippy::print_stdout, reason = "the report is the product of this command")]

mod audit;
mod clock;
mod crew;
mod customer;
mod deliver;
mod demand;
mod draw;
mod event;
mod job;
mod mail;
mod options;
mod phone;
mod plot;
mod report;
mod strategy;
mod tally;
#[cfg(test)]
mod tests;
mod town;
mod verdict;
mod world;

use std::{process::ExitCode, sync::Arc, thread};

use clap::Parser;

use crate::{
    audit::Outcome,
    options::Options,
    strategy::Strategy,
    world::{City, World},
};

fn main() -> ExitCode {
    let options = Options::parse();
    let city = City::of(options);
    let outcomes = live(&city);
    let verdicts = verdict::verdicts(&city, &outcomes);
    print!("{}", report::page(&city, &outcomes, &verdicts));
    match plot::keep(&city, &outcomes) {
        Ok(files) => println!("Plots: {files}"),
        Err(error) => {
            eprintln!("the plots cannot be written: {error}");
            return ExitCode::FAILURE;
        }
    }
    if verdicts.iter().all(|verdict| verdict.kept) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl City {
    fn of(options: Options) -> Self {
        let needs = Arc::new(demand::needs(&options));
        let crew = Arc::new(crew::crew(&options));
        Self { options, needs, crew }
    }
}

/// Every strategy on a thread of its own.
fn live(city: &City) -> Vec<Outcome> {
    let alone = city.options.storm || city.options.alone;
    let strategies = if alone { &Strategy::ALL[..1] } else { &Strategy::ALL[..] };
    let threads: Vec<_> = strategies
        .iter()
        .map(|strategy| {
            let (city, strategy) = (city.clone(), *strategy);
            thread::spawn(move || day(city, strategy))
        })
        .collect();
    threads.into_iter().map(|thread| thread.join().expect("a simulated day does not panic")).collect()
}

/// One day under one strategy.
fn day(city: City, strategy: Strategy) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        let mut world = World::new(city, strategy).await;
        world.run().await;
        world.audit().await
    })
}
