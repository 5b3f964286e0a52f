//! What must be kept together with a new fact.

use domain::{
    Timestamp,
    agenda::When,
    id::TechnicianId,
    intervention::{Intervention, Stage},
    timeline::{Acceptance, Asked, Entry, Fact, Resolution, Stars, last_acceptance},
};

/// What is written with the timeline, or not at all.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Companion<'a> {
    /// The promise of a technician (rule 11).
    Promise(Promise<'a>),
    /// An appointment that a technician proposes: there must be room for it (rule 11).
    Proposal(Promise<'a>),
    /// A rating of a technician (rule 25).
    Rating(&'a TechnicianId, Stars),
}

/// A technician binds themselves.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Promise<'a> {
    /// Who, and where their agenda is kept.
    pub(super) acceptance: &'a Acceptance,
    /// The entry of the timeline that accepted.
    pub(super) entry: u64,
    /// For when.
    pub(super) when: When,
    /// Whether it is their first promise to this intervention: most technicians hold nothing then.
    pub(super) is_first: bool,
    /// Whether a visit begins for which the agenda had room before.
    pub(super) is_visit: bool,
}

/// The facts that came to `before`.
pub(super) fn new_facts<'a>(
    before: &Intervention,
    after: &'a Intervention,
) -> impl Iterator<Item = &'a Fact> {
    after.timeline().iter().skip(before.timeline().len()).map(|Entry { fact, .. }| fact)
}

/// Everybody who is newly asked, with the end of their offer.
pub(super) fn newly_asked<'a>(
    before: &Intervention,
    after: &'a Intervention,
) -> impl Iterator<Item = (&'a Asked, Timestamp)> {
    let offered = new_facts(before, after).filter_map(|fact| {
        let Fact::Offered { to, until, .. } = fact else { return None };
        Some((to, *until))
    });
    offered.flat_map(|(to, until)| to.iter().map(move |asked| (asked, until)))
}

/// What the new facts must be kept with.
pub(super) fn companion<'a>(
    before: &Intervention,
    after: &'a Intervention,
    now: Timestamp,
) -> Option<Companion<'a>> {
    new_facts(before, after).find_map(|fact| match fact {
        Fact::Accepted { .. } => promise(after, before.binds(now), true).map(Companion::Promise),
        Fact::PostponementProposed { appointment } => {
            promise(after, When::At(*appointment), false).map(Companion::Proposal)
        }
        Fact::PostponementConfirmed { appointment } => {
            promise(after, When::At(*appointment), false).map(Companion::Promise)
        }
        Fact::Arrived => visit(after, before.binds_on_arrival(now)?).map(Companion::Promise),
        Fact::ReleaseLifted => promise(after, lifted(before, after, now), false).map(Companion::Promise),
        Fact::Resolved { resolution: Resolution::Extended { until }, .. } => {
            promise(after, before.binds_until(*until)?, false).map(Companion::Promise)
        }
        Fact::Rated { stars, .. } => {
            after.acceptance().map(|acceptance| Companion::Rating(&acceptance.technician, *stars))
        }
        Fact::Declared { .. }
        | Fact::Offered { .. }
        | Fact::TimedOut { .. }
        | Fact::Waiting
        | Fact::Scheduled { .. }
        | Fact::Declined { .. }
        | Fact::Expired
        | Fact::Departed { .. }
        | Fact::Nudged { .. }
        | Fact::FoundLate { .. }
        | Fact::Started
        | Fact::Paused
        | Fact::Resumed
        | Fact::QuoteProposed { .. }
        | Fact::QuoteAccepted
        | Fact::QuoteRefused
        | Fact::QuoteWithdrawn
        | Fact::ExtraAdded(_)
        | Fact::ExtraRemoved { .. }
        | Fact::PostponementRefused
        | Fact::CeilingNeared
        | Fact::StartCodeChanged { .. }
        | Fact::AutoPaused { .. }
        | Fact::AutoPauseLifted
        | Fact::Stalled { .. }
        | Fact::Finished { .. }
        | Fact::Closed { .. }
        | Fact::Resolved { .. }
        | Fact::Cancelled { .. }
        | Fact::Released { .. }
        | Fact::Erased { .. } => None,
    })
}

/// The promise that is taken up again: an appointment after a postponement, else the first visit.
fn lifted(before: &Intervention, after: &Intervention, now: Timestamp) -> When {
    match after.stage() {
        Stage::Postponed { appointment, .. } => When::At(*appointment),
        Stage::Declared
        | Stage::Offered { .. }
        | Stage::Waiting { .. }
        | Stage::Accepted { .. }
        | Stage::Arrived { .. }
        | Stage::Working
        | Stage::Paused
        | Stage::Finished { .. }
        | Stage::Cancelled { .. }
        | Stage::Expired => before.binds(now),
    }
}

fn promise(after: &Intervention, when: When, is_first: bool) -> Option<Promise<'_>> {
    let (entry, acceptance) = last_acceptance(after.timeline())?;
    Some(Promise { acceptance, entry, when, is_first, is_visit: false })
}

fn visit(after: &Intervention, when: When) -> Option<Promise<'_>> {
    Some(Promise { is_visit: true, ..promise(after, when, false)? })
}
