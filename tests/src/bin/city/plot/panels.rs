//! What the four panels show.

use super::canvas::{Anchor, Canvas, FAINT, INK, Panel};
use crate::{
    audit::{Outcome, percentile},
    clock::{MINUTE, Millis, SECOND, count, hours, real},
    strategy::Strategy,
    tally::Minute,
    world::City,
};

const WIDTH: f64 = 1_240.0;
const HEIGHT: f64 = 860.0;
/// One point of a curve.
const BIN: Millis = 30 * MINUTE;
/// Fewer say nothing of a percentile.
const BIN_LEAST: usize = 8;

fn colour(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Waves => "#0b7a75",
        Strategy::Nearest => "#d98324",
        Strategy::Broadcast => "#7b5ea7",
    }
}

/// The whole picture.
pub(super) fn svg(city: &City, outcomes: &[Outcome]) -> String {
    let mut canvas = Canvas::default();
    let options = &city.options;
    let what = if options.storm { "A storm over one city" } else { "A day of a city" };
    canvas.words((64.0, 44.0), 26.0, INK, Anchor::Start, what);
    let figures = format!(
        "{} technicians, {} requests, seed {}: real rules, use cases and table on a virtual clock",
        city.crew.len(),
        city.needs.len(),
        options.seed
    );
    canvas.words((64.0, 68.0), 14.0, FAINT, Anchor::Start, &figures);
    if let Some(product) = outcomes.first() {
        accepting(&mut canvas, city, product);
        supply(&mut canvas, city, product);
    }
    offers(&mut canvas, outcomes);
    percentiles(&mut canvas, outcomes);
    canvas.finish(WIDTH, HEIGHT)
}

fn panel(column: f64, row: f64, (from, to): (f64, f64), max: f64) -> Panel {
    let (left, top) = (64.0 + column * 600.0, 150.0 + row * 370.0);
    Panel { left, top, width: 520.0, height: 250.0, from, to, max }
}

fn span(city: &City) -> (f64, f64) {
    let ends = if city.options.storm { city.options.ends() } else { city.options.demand_ends() };
    (hours(city.options.begins()), hours(ends))
}

/// p50 and p90 by the hour of the declaration.
fn accepting(canvas: &mut Canvas, city: &City, product: &Outcome) {
    let bin = if city.options.storm { MINUTE } else { BIN };
    let curve = |share: f64| -> Vec<(f64, f64)> {
        let mut points = Vec::new();
        let mut from = city.options.demand_begins();
        while from < city.options.demand_ends() {
            let within = product.waits.iter().filter(|(at, _)| (from..from + bin).contains(at));
            let waits: Vec<Millis> = within.map(|(_, wait)| *wait).collect();
            if waits.len() >= BIN_LEAST {
                points.push((hours(from + bin / 2), real(percentile(waits, share)) / real(SECOND)));
            }
            from += bin;
        }
        points
    };
    let (half, most) = (curve(0.5), curve(0.9));
    let highest = most.iter().map(|(_, seconds)| *seconds).fold(100.0, f64::max);
    let of = (hours(city.options.demand_begins()), hours(city.options.demand_ends()));
    let panel = panel(0.0, 0.0, of, highest * 1.08);
    canvas.frame(
        &panel,
        "Time to accept, by the time of the declaration",
        "seconds from declaration to acceptance",
    );
    canvas.hours(&panel);
    canvas.area(&panel, &most, "#d7ebe9");
    canvas.curve(&panel, &most, "#5aa9a4", 2.0);
    canvas.curve(&panel, &half, colour(Strategy::Waves), 3.0);
    if !city.options.storm {
        canvas.limit(&panel, 90.0, "p50 limit 90 s");
        if highest > 250.0 {
            canvas.limit(&panel, 300.0, "p90 limit 300 s");
        }
    }
    canvas.legend(&panel, &[("p50", colour(Strategy::Waves)), ("p90", "#5aa9a4")]);
}

/// Who wants, who is there, who works, who waits.
fn supply(canvas: &mut Canvas, city: &City, product: &Outcome) {
    let (from, to) = span(city);
    let minutes = product.tally.minutes.iter().filter(|minute| hours(minute.at) <= to);
    let minutes: Vec<Minute> = minutes.copied().collect();
    let curve = |value: fn(&Minute) -> usize| -> Vec<(f64, f64)> {
        minutes
            .iter()
            .step_by(if minutes.len() > 600 { 5 } else { 1 })
            .map(|minute| (hours(minute.at), count(value(minute))))
            .collect()
    };
    let (online, busy, waiting) = (curve(|one| one.online), curve(|one| one.busy), curve(|one| one.waiting));
    let highest = online.iter().chain(&waiting).map(|(_, value)| *value).fold(10.0, f64::max);
    let panel = panel(1.0, 0.0, (from, to), highest * 1.08);
    canvas.frame(&panel, "Demand and supply", "technicians, requests");
    canvas.hours(&panel);
    canvas.area(&panel, &online, "#e9edf1");
    canvas.area(&panel, &busy, "#bcd9d6");
    canvas.curve(&panel, &online, FAINT, 1.8);
    canvas.curve(&panel, &busy, colour(Strategy::Waves), 2.2);
    canvas.curve(&panel, &waiting, "#c8443c", 2.2);
    let names = [("online", FAINT), ("at work", colour(Strategy::Waves)), ("requests waiting", "#c8443c")];
    canvas.legend(&panel, &names);
}

fn offers(canvas: &mut Canvas, outcomes: &[Outcome]) {
    let highest = outcomes.iter().map(Outcome::offers_per_match).fold(1.0, f64::max);
    let panel = panel(0.0, 1.0, (0.0, count(outcomes.len())), highest * 1.15);
    canvas.frame(&panel, "Offers per match", "technicians asked for one who takes it");
    for (place, outcome) in outcomes.iter().enumerate() {
        let (left, value) = (count(place), outcome.offers_per_match());
        let bar = (left + 0.22, left + 0.78);
        canvas.bar(&panel, bar, value, colour(outcome.strategy), &format!("{value:.2}"));
        canvas.below(&panel, left + 0.5, outcome.strategy.name());
    }
}

fn percentiles(canvas: &mut Canvas, outcomes: &[Outcome]) {
    let shares = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)];
    let seconds = |outcome: &Outcome, share: f64| real(outcome.percentile(share)) / real(SECOND);
    let highest = outcomes.iter().map(|outcome| seconds(outcome, 0.99)).fold(1.0, f64::max);
    let panel = panel(1.0, 1.0, (0.0, 3.0), highest * 1.15);
    canvas.frame(&panel, "Time to accept by strategy", "seconds");
    let width = 0.8 / count(outcomes.len().max(1));
    for (group, (name, share)) in shares.iter().enumerate() {
        for (place, outcome) in outcomes.iter().enumerate() {
            let left = count(group) + 0.1 + width * count(place);
            let value = seconds(outcome, *share);
            canvas.bar(
                &panel,
                (left + 0.02, left + width - 0.02),
                value,
                colour(outcome.strategy),
                &format!("{value:.0}"),
            );
        }
        canvas.below(&panel, count(group) + 0.5, name);
    }
    let names: Vec<(&str, &str)> =
        outcomes.iter().map(|outcome| (outcome.strategy.name(), colour(outcome.strategy))).collect();
    canvas.legend(&panel, &names);
}
