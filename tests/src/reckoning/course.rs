//! The stage table: what may follow, by the rules alone.

use super::{
    deed::Deed,
    leaving,
    price::{SILENCE, silent_from},
    quotes::{Fate, newest},
    story::{Entry, Story},
};

/// Where a story stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// No technician has it.
    Open,
    /// A technician has it.
    Accepted,
    /// The technician is on site.
    Arrived,
    /// The clock runs.
    Working,
    /// The clock is stopped.
    Paused,
    /// Another appointment was confirmed.
    Postponed,
    /// The work was finished, or it was cancelled.
    Over,
}

/// What becomes of a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is carried out.
    Taken,
    /// It is refused and changes nothing; where it only repeats what was done, it may be answered as done.
    Refused,
    /// The rules are silent: either is right, and the price follows.
    Open,
}

/// The stage after all that was carried out.
pub fn stage(story: &Story) -> Stage {
    let mut stage = Stage::Open;
    let mut heard = 0;
    for entry in &story.entries {
        if entry.deed.is_of_technician() {
            stage = after_silence(stage, heard + SILENCE, entry.at);
            heard = entry.at;
        }
        stage = match entry.deed {
            Deed::Accept(_) => Stage::Accepted,
            Deed::Arrive => Stage::Arrived,
            Deed::Start { .. } | Deed::Resume => Stage::Working,
            Deed::Pause => Stage::Paused,
            Deed::ConfirmPostponement => Stage::Postponed,
            Deed::Finish | Deed::CancelByCustomer | Deed::ReportAbsence => Stage::Over,
            Deed::GiveUp | Deed::LeaveLate | Deed::TakeAway => Stage::Open,
            Deed::Depart(_)
            | Deed::AddExtra(..)
            | Deed::RemoveExtra(_)
            | Deed::ProposeQuote(..)
            | Deed::AcceptQuote
            | Deed::RefuseQuote
            | Deed::ProposePostponement(_)
            | Deed::Remind(_)
            | Deed::FindLate => stage,
        };
    }
    stage
}

/// Rule 32: the clock counts as stopped if the technician's app was silent until that time.
fn after_silence(stage: Stage, silent_from: i64, at: i64) -> Stage {
    if stage == Stage::Working && at >= silent_from { Stage::Paused } else { stage }
}

/// Rule 14: the largest quote.
const QUOTE_MAX: i64 = 5_000_000;

/// What becomes of this deed at this time.
pub fn verdict(story: &Story, entry: &Entry) -> Verdict {
    let (before, at) = (stage(story), entry.at);
    let stage = silent_from(story).map_or(before, |from| after_silence(before, from, at));
    let runs_silently = before != stage;
    let newest = newest(story, at);
    let pending = newest == Some(Fate::Pending);
    let on_site = matches!(stage, Stage::Arrived | Stage::Paused);
    let not_begun =
        matches!(stage, Stage::Accepted | Stage::Arrived | Stage::Postponed) && !story.work_began();
    let departed = story.departure().is_some();
    match &entry.deed {
        Deed::Accept(_) => taken(stage == Stage::Open),
        Deed::Depart(_) if stage == Stage::Postponed => Verdict::Open,
        // Another departure corrects the estimate of one that was stated long before the hour.
        Deed::Depart(_) if stage == Stage::Accepted && departed => Verdict::Open,
        Deed::Depart(_) => taken(stage == Stage::Accepted),
        Deed::Arrive | Deed::Start { .. } if is_dated_too_early(story, entry) => Verdict::Refused,
        Deed::Arrive => taken(matches!(stage, Stage::Accepted | Stage::Postponed)),
        Deed::Start { right_code } => taken(stage == Stage::Arrived && *right_code && !pending),
        Deed::Pause => taken(before == Stage::Working),
        Deed::Resume => taken(stage == Stage::Paused && !pending),
        Deed::AddExtra(quantity, unit) => {
            let extras: i64 = story.extras().iter().map(|(_, cents)| cents).sum();
            let free =
                story.terms().is_some_and(|(terms, _)| extras + quantity * unit <= terms.numbers.extras_free);
            taken(matches!(stage, Stage::Working | Stage::Paused) && free)
        }
        Deed::RemoveExtra(number) => {
            let known = story.extras().iter().any(|(known, _)| known == number);
            taken(matches!(stage, Stage::Working | Stage::Paused) && known)
        }
        // The pause is there once the guardian has looked.
        Deed::ProposeQuote(..) | Deed::ProposePostponement(_) if runs_silently => Verdict::Open,
        Deed::ProposeQuote(lines, until) => {
            let cents: i64 = lines.iter().map(|(quantity, unit)| quantity * unit).sum();
            taken(on_site && cents <= QUOTE_MAX && *until > at)
        }
        Deed::AcceptQuote | Deed::RefuseQuote => taken(on_site && pending),
        Deed::ProposePostponement(appointment) => taken(on_site && !pending && *appointment > at),
        Deed::ConfirmPostponement => confirmation(story, on_site && !pending, at),
        Deed::Finish if stage == Stage::Arrived && story.work_began() => taken(!pending),
        Deed::Finish if stage == Stage::Arrived => finish_on_site(newest),
        Deed::Finish if stage == Stage::Postponed => taken(story.work_began()),
        Deed::Finish => taken(matches!(stage, Stage::Working | Stage::Paused) && !pending),
        Deed::CancelByCustomer => taken(not_begun || stage == Stage::Open),
        Deed::GiveUp => taken(not_begun),
        Deed::ReportAbsence => absence(story, stage, at),
        Deed::LeaveLate if stage == Stage::Arrived => taken(leaving::is_abandoned(story, at)),
        Deed::LeaveLate => taken(stage == Stage::Accepted && leaving::is_late(story, at)),
        Deed::Remind(_) | Deed::FindLate | Deed::TakeAway => Verdict::Open,
    }
}

fn taken(allowed: bool) -> Verdict {
    if allowed { Verdict::Taken } else { Verdict::Refused }
}

/// Rule 13: what was proposed in this stay and not overtaken by other work may be confirmed.
fn confirmation(story: &Story, allowed: bool, at: i64) -> Verdict {
    let visit = story.visit();
    let proposed = visit.iter().rposition(|entry| matches!(entry.deed, Deed::ProposePostponement(_)));
    let Some(proposed) = proposed.filter(|_| allowed) else { return Verdict::Refused };
    if story.appointment().is_none_or(|appointment| appointment <= at) {
        return Verdict::Refused;
    }
    if proposed + 1 == visit.len() { Verdict::Taken } else { Verdict::Open }
}

/// Rule 14: from the interview, after a quote that was refused in it.
fn finish_on_site(newest: Option<Fate>) -> Verdict {
    match newest {
        Some(Fate::Refused) => Verdict::Taken,
        Some(Fate::Pending | Fate::Accepted(_) | Fate::Replaced) | None => Verdict::Refused,
    }
}

/// Rule 21: an absence can be claimed after so many minutes on site; it ends the intervention, free of charge for the
/// customer of a technician who came late.
fn absence(story: &Story, stage: Stage, at: i64) -> Verdict {
    let waited = leaving::absent_from(story).is_some_and(|from| at >= from);
    if stage != Stage::Arrived || story.work_began() || !waited {
        return Verdict::Refused;
    }
    // A customer who answered a quote was there.
    let visit = story.visit();
    let arrived = visit.iter().position(|entry| entry.deed == Deed::Arrive).unwrap_or(0);
    let answered = |entry: &Entry| {
        matches!(entry.deed, Deed::AcceptQuote | Deed::RefuseQuote | Deed::ConfirmPostponement)
    };
    taken(!visit[arrived..].iter().any(answered))
}

/// What is sent more than five minutes late is not dated long before the appointment: nobody knew of it then.
fn is_dated_too_early(story: &Story, entry: &Entry) -> bool {
    let is_late = entry.received - entry.at > 5 * 60;
    is_late && leaving::earliest_on_site(story).is_some_and(|earliest| entry.at <= earliest)
}
