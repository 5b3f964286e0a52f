//! Rules 10, 14 and 21: what leaving costs before the work starts.

use super::{
    deed::Deed,
    quotes::{Fate, quotes},
    story::{Entry, Story},
};

/// Rule 21: a technician who departed earlier before the promised hour is not on the way yet.
const ON_THE_WAY: i64 = 2 * 60 * 60;

/// The fee of a story that was cancelled.
pub fn fee_paid(story: &Story) -> Option<i64> {
    let last = story.entries.last()?;
    let before = story.before_the_last();
    if last.deed == Deed::ReportAbsence {
        return Some(absence_fee(&before, last.at));
    }
    last.deed.is_cancellation().then(|| fee(&before, last.at))
}

/// What a customer who cancels at that time owes.
pub fn fee(story: &Story, now: i64) -> i64 {
    let Some((terms, accepted)) = story.terms() else { return 0 };
    let free = !story.is_postponed() && now <= accepted + 60 * terms.numbers.free_minutes;
    if free || is_late(story, now) || refused_before_work(story, now) || is_abandoned(story, now) {
        return 0;
    }
    if let Some(arrived) = story.arrival() {
        return if belongs_to_the_visit(story, arrived) { terms.numbers.fee_arrived } else { 0 };
    }
    if is_on_the_way(story) { terms.numbers.fee_on_the_way } else { 0 }
}

/// What an absent customer owes.
pub fn absence_fee(story: &Story, now: i64) -> i64 {
    let Some((terms, _)) = story.terms() else { return 0 };
    let came_early = story.arrival().is_some_and(|arrived| !belongs_to_the_visit(story, arrived));
    let is_free = came_early || refused_before_work(story, now) || is_late(story, now);
    if is_free { 0 } else { terms.numbers.fee_arrived }
}

/// Rule 21: nobody owes a fee to a technician who came long before the hour.
fn belongs_to_the_visit(story: &Story, arrived: &Entry) -> bool {
    hour(story).is_none_or(|hour| arrived.at > hour - ON_THE_WAY)
}

/// From when on the customer may leave a technician who came and gave no further sign: an hour, as for a visit that
/// is missed. None where work began.
pub fn abandoned_from(story: &Story) -> Option<i64> {
    let arrived = story.arrival().filter(|_| !story.work_began())?;
    let signs = story.since_acceptance().iter().filter(|entry| entry.deed.is_of_technician());
    let heard = signs.map(|entry| entry.received).max()?;
    Some(heard.max(appointed(story).unwrap_or(arrived.received)) + 60 * 60)
}

/// Whether that hour has passed.
pub fn is_abandoned(story: &Story, now: i64) -> bool {
    abandoned_from(story).is_some_and(|from| now >= from)
}

/// Before that, an arrival or a start that is sent late cannot be dated.
pub fn earliest_on_site(story: &Story) -> Option<i64> {
    appointed(story).map(|hour| hour - ON_THE_WAY)
}

/// From when on the technician may report that the customer is absent.
pub fn absent_from(story: &Story) -> Option<i64> {
    let (terms, _) = story.terms()?;
    let received = story.arrival()?.received;
    Some(received.max(hour(story).unwrap_or(received)) + 60 * terms.numbers.absence_minutes)
}

/// Rule 10: by when the technician of this visit promised to be there.
pub fn promise(story: &Story) -> Option<i64> {
    let (terms, accepted) = story.terms()?;
    Some(appointed(story).unwrap_or(accepted + 60 * terms.numbers.arrival_minutes))
}

/// The hour on which both agreed. One that had passed when it was accepted promises nothing any more: it is as soon as
/// possible.
fn appointed(story: &Story) -> Option<i64> {
    let (_, accepted) = story.terms()?;
    hour(story).filter(|hour| story.is_postponed() || accepted < *hour)
}

/// The hour that was appointed for this visit, if one was.
fn hour(story: &Story) -> Option<i64> {
    if story.is_postponed() { story.confirmed_appointment() } else { story.wish.scheduled_for }
}

/// Rule 10: whether the technician is late, came late, or is certain to come late. A customer who was told so may leave,
/// whatever a late command proves.
pub fn is_late(story: &Story, now: i64) -> bool {
    let Some(promise) = promise(story) else { return false };
    match story.arrival() {
        // Everybody can state an earlier time, so what counts for a fee is when the arrival was received.
        Some(arrived) => arrived.received > promise,
        None => was_told(story) || now > promise || cannot_keep(story, promise, now),
    }
}

/// By the technician's own estimate; without one, by the reminder that says when they must leave.
fn cannot_keep(story: &Story, promise: i64, now: i64) -> bool {
    let remind = |entry: &Entry| if let Deed::Remind(by) = entry.deed { Some(by) } else { None };
    let leave_by = story.visit().iter().rev().find_map(remind);
    match (departure(story, promise), estimate(story, promise)) {
        (Some(_), Some(arrival)) => arrival > promise,
        (Some(departure), None) => leave_by.is_some_and(|by| departure.at > by),
        (None, _) => leave_by.is_some_and(|by| now >= by),
    }
}

fn was_told(story: &Story) -> bool {
    story.visit().iter().any(|entry| entry.deed == Deed::FindLate)
}

/// When the technician is there by their own estimate.
fn estimate(story: &Story, promise: i64) -> Option<i64> {
    let departure = departure(story, promise)?;
    let Deed::Depart(Some(minutes)) = departure.deed else { return None };
    Some(departure.at + 60 * minutes)
}

/// The last departure of the visit; one long before the promised hour is no sign (rule 10).
fn departure(story: &Story, promise: i64) -> Option<&Entry> {
    story.departure().filter(|departed| departed.at > promise - ON_THE_WAY)
}

fn is_on_the_way(story: &Story) -> bool {
    promise(story).is_some_and(|promise| departure(story, promise).is_some())
}

/// Rule 14: nothing is due after a quote that was refused before work began, unless another one was accepted.
pub fn refused_before_work(story: &Story, now: i64) -> bool {
    let fates: Vec<_> = quotes(story, now).iter().map(|quote| quote.fate).collect();
    let accepted = fates.iter().any(|fate| matches!(fate, Fate::Accepted(_)));
    !story.work_began() && !accepted && fates.contains(&Fate::Refused)
}
