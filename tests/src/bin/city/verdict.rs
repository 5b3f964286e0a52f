//! The promises, each with what was seen.

use crate::{
    audit::Outcome,
    clock::{Millis, SECOND, count, hours, real},
    crew::supply_hours,
    world::City,
};

/// A promise and whether it was kept.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) promise: String,
    pub(crate) seen: String,
    pub(crate) kept: bool,
}

const P50_MAX: Millis = 90 * SECOND;
const P90_MAX: Millis = 300 * SECOND;
const OFFERS_MAX: f64 = 6.0;
/// What DynamoDB gives one partition in a second.
const WRITE_MAX: f64 = 1_000.0;
const READ_MAX: f64 = 3_000.0;

pub(crate) fn verdicts(city: &City, outcomes: &[Outcome]) -> Vec<Verdict> {
    let Some((product, baselines)) = outcomes.split_first() else { return Vec::new() };
    let mut verdicts = vec![
        none("requests lost", outcomes.iter().flat_map(|outcome| &outcome.lost)),
        none("double acceptances", outcomes.iter().flat_map(|outcome| &outcome.doubled)),
        none("faults of a function", outcomes.iter().flat_map(|outcome| &outcome.tally.faults)),
    ];
    verdicts.extend([hottest(product, true), hottest(product, false), in_order(product)]);
    if city.options.storm {
        return verdicts;
    }
    verdicts.extend(times(product));
    verdicts.extend(baselines.iter().map(|baseline| beside(product, baseline)));
    verdicts
}

fn none<'a>(what: &str, found: impl Iterator<Item = &'a String>) -> Verdict {
    let found: Vec<&String> = found.collect();
    let first = found.first().map(|first| format!(", the first: {first}")).unwrap_or_default();
    Verdict { promise: format!("no {what}"), seen: format!("{}{first}", found.len()), kept: found.is_empty() }
}

fn hottest(product: &Outcome, write: bool) -> Verdict {
    let peak = |hot: &embedded::Hot| if write { hot.write } else { hot.read };
    let hotter = |one: &&embedded::Hot, other: &&embedded::Hot| {
        peak(one).units.total_cmp(&peak(other).units).then_with(|| other.key.cmp(&one.key))
    };
    let hot = product.hot.iter().max_by(hotter);
    let (name, max) = if write { ("write", WRITE_MAX) } else { ("read", READ_MAX) };
    let units = hot.map_or(0.0, |hot| peak(hot).units);
    let key = hot.map(|hot| format!(" of {} {}", hot.on, hot.key)).unwrap_or_default();
    Verdict {
        promise: format!("no key above {max:.0} {name} units in any second"),
        seen: format!("{units:.1}{key}"),
        kept: units <= max,
    }
}

fn in_order(product: &Outcome) -> Verdict {
    let tally = &product.tally;
    let wrong = tally.lists_out_of_order + tally.priorities_hidden;
    Verdict {
        promise: "every missions list shows priority first and hides none in reach".to_owned(),
        seen: format!("{wrong} of {} lists wrong", tally.lists),
        kept: wrong == 0,
    }
}

fn times(product: &Outcome) -> [Verdict; 3] {
    let within = |share: f64, max: Millis| {
        let seen = product.percentile(share);
        Verdict {
            promise: format!("p{:.0} to accept at most {} s", share * 100.0, max / SECOND),
            seen: format!("{:.0} s", real(seen) / real(SECOND)),
            kept: seen <= max && !product.waits.is_empty(),
        }
    };
    let offers = product.offers_per_match();
    [
        within(0.5, P50_MAX),
        within(0.9, P90_MAX),
        Verdict {
            promise: format!("at most {OFFERS_MAX:.0} offers per match"),
            seen: format!("{offers:.2}"),
            kept: offers <= OFFERS_MAX,
        },
    ]
}

/// No baseline is better in time and in offers too.
///
/// That the product is within a twentieth of each baseline in both cannot be promised: rule 6 asks the chosen one
/// alone, then three at once, so it asks more than who asks one by one, and later than who asks everybody.
fn beside(product: &Outcome, baseline: &Outcome) -> Verdict {
    let time = |share: f64| real(product.percentile(share)) / real(baseline.percentile(share).max(1));
    let [half, most, offers] =
        [time(0.5), time(0.9), product.offers_per_match() / baseline.offers_per_match().max(0.01)];
    Verdict {
        promise: format!("beside \"{}\": better in time (p90) or in offers", baseline.strategy.name()),
        seen: format!("p50 x{half:.2}, p90 x{most:.2}, offers x{offers:.2}"),
        kept: most < 1.0 || offers < 1.0,
    }
}

/// Hours online beside the hours of work that the requests bring, at the product's own pace.
pub(crate) fn supply_over_demand(city: &City, product: &Outcome) -> f64 {
    let planned = hours(crate::crew::HANDLING);
    let mean = if product.handling.1 == 0 { planned } else { product.handling.0 / count(product.handling.1) };
    supply_hours(&city.crew, &city.options) / (count(product.requests.max(1)) * mean)
}
