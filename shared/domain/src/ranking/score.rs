//! What an entry is sorted by. A newcomer counts as the technician whom the policy calls average, until others speak.

use super::{Ranked, Sort};
use crate::{money::half_up, policy::Policy, reliability::Reliability, technician::Rating};

/// The smaller, the higher in the list.
pub(super) fn key(entry: &Ranked, sort: Sort, policy: &Policy) -> i64 {
    match sort {
        Sort::Price => entry.for_60_minutes.cents(),
        Sort::Rating => -stars(entry.candidate.rating, policy),
        Sort::Proximity => i64::from(entry.distance_meters),
        Sort::Best => best(entry, policy),
    }
}

/// An hour's price and all that the policy weighs against it, in thousandths of a cent.
fn best(entry: &Ranked, policy: &Policy) -> i64 {
    let reliability = entry.candidate.reliability;
    let weigh = i64::saturating_mul;
    let price = weigh(entry.for_60_minutes.cents() * 10, policy.best_price_percent);
    let waiting = weigh(i64::from(entry.eta_minutes) * 1_000, policy.best_cents_per_minute);
    let rating = weigh(stars(entry.candidate.rating, policy), policy.best_cents_per_star);
    let on_time = weigh(on_time(reliability, policy), policy.best_cents_per_on_time_percent);
    let accepted = weigh(accepted(reliability, policy), policy.best_cents_per_accepted_percent);
    price.saturating_add(waiting).saturating_sub(rating).saturating_sub(on_time).saturating_sub(accepted)
}

/// The mean in thousandths of a star.
pub(super) fn stars(rating: Rating, policy: &Policy) -> i64 {
    smoothed(rating.stars, rating.count, 10 * policy.newcomer_rating_hundredths, policy)
}

/// The share of promises that were kept, in thousandths of a percent.
fn on_time(reliability: Reliability, policy: &Policy) -> i64 {
    let (kept, all) = (100 * reliability.on_time(), reliability.promised());
    smoothed(kept, all, 1_000 * policy.newcomer_on_time_percent, policy)
}

/// The share of offers that were accepted, in thousandths of a percent; declined offers do not count (rule 36).
fn accepted(reliability: Reliability, policy: &Policy) -> i64 {
    let (taken, all) = (100 * reliability.accepted(), reliability.offered());
    smoothed(taken, all, 1_000 * policy.newcomer_accepted_percent, policy)
}

/// The Bayesian mean in thousandths: as if so many others had spoken before, all of them for the average.
fn smoothed(sum: u64, count: u64, average: i64, policy: &Policy) -> i64 {
    let (voices, average) = (i128::from(policy.newcomer_voices), i128::from(average));
    let all = i128::from(count) + voices;
    if all == 0 {
        return half_up(average, 1);
    }
    half_up(i128::from(sum) * 1_000 + average * voices, all)
}
