//! Rules 14 to 21: what the customer owes if everything ended at some time.

use super::{
    deed::Deed,
    leaving,
    quotes::{Quote, quotes},
    story::Story,
};

/// A price and its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Price {
    /// Rule 17: the first minutes.
    pub base: i64,
    /// Rule 17: each started minute beyond them.
    pub time: i64,
    /// Rule 18: in place of both.
    pub flat_rate: i64,
    /// Rule 15.
    pub extras: i64,
    /// Rule 14: all quotes that were accepted.
    pub quote: i64,
    /// Rule 21.
    pub fee: i64,
    /// Rule 16: what lies beyond the ceiling.
    pub reduction: i64,
    /// What is owed.
    pub total: i64,
    /// Rule 16: whether the share of the ceiling was reached at which both are told.
    pub warning: bool,
}

/// The price of a story at some time.
pub fn price(story: &Story, now: i64) -> Price {
    if let Some(fee) = leaving::fee_paid(story) {
        return Price { fee, total: fee, ..Price::default() };
    }
    let Some((terms, _)) = story.terms() else { return Price::default() };
    let quotes = quotes(story, now);
    let agreed = quotes.iter().filter_map(Quote::agreed_at).min();
    let billed: Vec<_> =
        worked(story, now).into_iter().filter_map(|(from, to)| before(agreed, from, to)).collect();

    let flat_rate = if story.wish.flat_rate && story.work_began() { terms.flat } else { 0 };
    let by_time = !story.wish.flat_rate && !billed.is_empty();
    let base = if by_time { terms.numbers.base_cents } else { 0 };
    let seconds: i64 = billed.iter().map(|(from, to)| to - from).sum();
    let minutes = (seconds + 59) / 60 - terms.numbers.base_minutes;
    let time = if by_time { half_up(minutes.max(0) * terms.hourly, 60) } else { 0 };

    let extras: i64 = story.extras().iter().map(|(_, cents)| cents).sum();
    let agreed_quotes = quotes.iter().filter(|quote| story.work_began() && quote.agreed_at().is_some());
    let quote = agreed_quotes.map(|quote| quote.cents).sum();
    let bound = base + time + flat_rate + extras;
    let reduction = story.wish.ceiling.map_or(0, |ceiling| (bound - ceiling).max(0));
    let warning =
        story.wish.ceiling.is_some_and(|ceiling| 100 * bound >= terms.numbers.warning_percent * ceiling);
    let total = bound - reduction + quote;
    Price { base, time, flat_rate, extras, quote, fee: 0, reduction, total, warning }
}

/// The seconds worked until that time, whether billed by the minute or not.
pub fn worked_seconds(story: &Story, now: i64) -> i64 {
    worked(story, now).into_iter().map(|(from, to)| to - from).sum()
}

/// Rule 32: after so long without a command of the technician's app the work counts as paused from the last one on.
pub const SILENCE: i64 = 8 * 60 * 60;

/// Rule 19: the segments in which the clock ran.
fn worked(story: &Story, now: i64) -> Vec<(i64, i64)> {
    let mut segments = Vec::new();
    // When the segment began, and the last command of the technician in it.
    let mut running: Option<(i64, i64)> = None;
    for entry in story.since_acceptance().iter().filter(|entry| entry.deed.is_of_technician()) {
        segments.extend(running.take_if(|(_, heard)| entry.at >= *heard + SILENCE));
        if matches!(entry.deed, Deed::Pause | Deed::Finish) {
            segments.extend(running.take().map(|(from, _)| (from, entry.at)));
        }
        let starts = matches!(entry.deed, Deed::Start { .. } | Deed::Resume);
        running = match running {
            Some((from, _)) => Some((from, entry.at)),
            None => starts.then_some((entry.at, entry.at)),
        };
    }
    let until =
        |(from, heard): (i64, i64)| (from, if now >= heard + SILENCE { heard } else { now.max(from) });
    segments.extend(running.map(until));
    segments
}

/// When the clock that runs counts as stopped, unless the technician's app sends a command before (rule 32).
pub fn silent_from(story: &Story) -> Option<i64> {
    let mut own = story.since_acceptance().iter().filter(|entry| entry.deed.is_of_technician());
    own.next_back().map(|last| last.at + SILENCE)
}

/// Rule 14: the part of a segment that is billed by the minute.
fn before(agreed: Option<i64>, from: i64, to: i64) -> Option<(i64, i64)> {
    match agreed {
        Some(agreed) => (from < agreed).then_some((from, to.min(agreed))),
        None => Some((from, to)),
    }
}

/// The tax in an amount with tax, at a rate in percent.
pub fn tax(gross: i64, percent: i64) -> i64 {
    half_up(gross * percent, 100 + percent)
}

fn half_up(dividend: i64, divisor: i64) -> i64 {
    (2 * dividend + divisor) / (2 * divisor)
}
