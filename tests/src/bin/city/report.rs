//! One page of text.

use std::fmt::Write;

use crate::{
    audit::Outcome,
    clock::{Millis, SECOND, count, real},
    verdict::{Verdict, supply_over_demand},
    world::City,
};

/// How people behave here; the same for every strategy.
const MODEL: &str = "\
How people behave, the same in every strategy and drawn by person and request:
  a customer needs 12 s (median) from the list to the third click, chooses among the first three (5 % wait for
  anybody), gives up after 50 min (median) without a technician; 4 of 10 leave who is late;
  a technician hears a push after 6 s (median; 7 to 18 % only minutes later), looks at one request at a time for
  9 s (3 to 40), needs 2 s for one that is gone, likes 74 to 90 % of what is near and 3 points less a kilometre
  beyond two; 7 of 10 say no, the others let it run out; whoever works looks at nothing; whoever becomes free or
  sees at a heartbeat that something waits opens the missions list; 1.5 % call off, 2 % forget to leave, 2 % meet
  trouble; driving 27 km/h (20 in the rush) on streets 1.3 times the crow's way, interview 5 min, work 31 min.
";

/// The whole report.
pub(crate) fn page(city: &City, outcomes: &[Outcome], verdicts: &[Verdict]) -> String {
    let mut page = String::new();
    head(&mut page, city, outcomes);
    table(&mut page, outcomes);
    hot(&mut page, outcomes);
    page.push('\n');
    for verdict in verdicts {
        let mark = if verdict.kept { "kept  " } else { "BROKEN" };
        line(&mut page, format_args!("{mark} {}: {}", verdict.promise, verdict.seen));
    }
    page
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(page, "{text}").expect("a text grows");
}

fn head(page: &mut String, city: &City, outcomes: &[Outcome]) {
    let options = &city.options;
    let what = if options.storm { "A storm" } else { "A day" };
    line(
        page,
        format_args!(
            "{what} of a city: {} technicians, {} requests, seed {}\n",
            city.crew.len(),
            city.needs.len(),
            options.seed
        ),
    );
    page.push_str(MODEL);
    if let Some(product) = outcomes.first().filter(|_| !options.storm) {
        let ratio = supply_over_demand(city, product);
        line(
            page,
            format_args!(
                "Supply over demand: {ratio:.2} (hours online beside hours of work that the requests bring)"
            ),
        );
    }
    page.push('\n');
}

type Row = (&'static str, fn(&Outcome) -> String);

static ROWS: [Row; 23] = [
    ("time to accept, p50", |one| seconds(one.percentile(0.5))),
    ("time to accept, p90", |one| seconds(one.percentile(0.9))),
    ("time to accept, p99", |one| seconds(one.percentile(0.99))),
    ("offers per match", |one| format!("{:.2}", one.offers_per_match())),
    ("told of a waiting request, per match", |one| per_match(one, one.tally.told)),
    ("looks of technicians per match", |one| per_match(one, one.tally.looks)),
    ("  of them at what was gone", |one| share(one.tally.gone, one.tally.looks)),
    ("acceptances that came too late", |one| one.tally.too_late.to_string()),
    ("matched", |one| share(one.matched, one.requests)),
    ("ever on the waiting list", |one| share(one.waited, one.requests)),
    ("waiting at the end", |one| share(one.waiting, one.requests)),
    ("expired", |one| share(one.expired, one.requests)),
    ("called off by the customer", |one| share(one.cancelled, one.requests)),
    ("late", |one| share(one.late, one.acceptances)),
    ("re-matched", |one| share(one.tally.rematched, one.acceptances)),
    ("  of them for lateness", |one| one.tally.late_rematched.to_string()),
    ("from acceptance to the end, mean", |one| {
        format!("{:.1} min", one.handling.0 * 60.0 / count(one.handling.1.max(1)))
    }),
    ("Gini of offers at equal merit", |one| format!("{:.3}", one.gini)),
    ("read units per intervention", |one| units(one, one.units.read)),
    ("write units per intervention", |one| units(one, one.units.write)),
    ("  of reads and writes, for presence", |one| {
        let all = one.units.read + one.units.write;
        format!("{:.0} %", 100.0 * (one.tally.presence.read + one.tally.presence.write) / all)
    }),
    ("  of reads and writes, for schedules", |one| {
        let all = one.units.read + one.units.write;
        format!("{:.0} %", 100.0 * (one.tally.schedules.read + one.tally.schedules.write) / all)
    }),
    ("digest of all timelines", |one| one.digest.clone()),
];

fn table(page: &mut String, outcomes: &[Outcome]) {
    let names = outcomes.iter().map(|outcome| format!("{:>21}", outcome.strategy.name()));
    line(page, format_args!("{:38}{}", "", names.collect::<String>()));
    for (name, cell) in &ROWS {
        let cells = outcomes.iter().map(|outcome| format!("{:>21}", cell(outcome)));
        line(page, format_args!("{name:38}{}", cells.collect::<String>()));
    }
}

fn seconds(time: Millis) -> String {
    format!("{:.0} s", real(time) / real(SECOND))
}

fn share(some: usize, all: usize) -> String {
    format!("{some} ({:.1} %)", 100.0 * count(some) / count(all.max(1)))
}

fn per_match(one: &Outcome, what: usize) -> String {
    format!("{:.2}", count(what) / count(one.waits.len().max(1)))
}

fn units(one: &Outcome, units: f64) -> String {
    format!("{:.1}", units / count(one.requests.max(1)))
}

/// The hottest keys of the product, by table and index.
fn hot(page: &mut String, outcomes: &[Outcome]) {
    let Some(product) = outcomes.first() else { return };
    line(
        page,
        format_args!(
            "\nHottest partition keys of \"{}\", units in one virtual second:",
            product.strategy.name()
        ),
    );
    let mut places: Vec<&str> = product.hot.iter().map(|hot| hot.on.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    for place in places {
        let here = || product.hot.iter().filter(|hot| hot.on == place);
        let write = here().max_by(|one, other| one.write.units.total_cmp(&other.write.units));
        let read = here().max_by(|one, other| one.read.units.total_cmp(&other.read.units));
        let (Some(write), Some(read)) = (write, read) else { continue };
        line(
            page,
            format_args!(
                "  {place:14} write {:7.1} {:44} read {:7.1} {}",
                write.write.units, write.key, read.read.units, read.key
            ),
        );
    }
}
