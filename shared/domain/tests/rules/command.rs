//! Every command of an intervention as a value, so that stories and random walks can hold them.

use domain::{
    Timestamp,
    breakdown::StartCode,
    id::{ExtraId, QuoteId},
    intervention::{Decision, Intervention, NewExtra, Reachable, Sighting, Stage, Step},
    moment::Submission,
    money::Money,
    quote::Answer,
    refusal::Refusal,
    technician::Candidate,
    timeline::{Actor, ExtraKind, Stars},
};

use crate::{
    given::{Story, acceptance, asked, customer, operator, quote, technician, text},
    team::{candidate, north},
};

/// A command; the number names the technician, amounts are cents.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Command {
    Choose(u8),
    Wait,
    Schedule(Timestamp),
    Decline(u8),
    Accept(u8),
    TimeOut {
        version: u64,
        reachable: Vec<Reachable>,
    },
    Expire,
    Depart(u8, Option<u16>),
    Arrive(u8),
    Watch,
    /// The guardian sees the technician so many metres away.
    See(u32),
    /// The first and a backup, so many metres away.
    Rematch(u32, u32),
    Start(u8),
    StartWith(u8, StartCode),
    Pause(u8),
    Resume(u8),
    AddExtra(u8, i64),
    RemoveExtra(u8, ExtraId),
    ProposeQuote(u8, i64),
    Settle(QuoteId, Answer),
    Withdraw(u8, QuoteId),
    Postpone(u8, Timestamp),
    Confirm,
    RefusePostponement,
    Finish(u8),
    /// The work of one accepted quote was not done.
    FinishWithout(u8, QuoteId),
    Cancel,
    GiveUp(u8),
    ReportAbsence(u8),
    Rate(i64),
    Close,
    /// An operator decides; the reason is always the same.
    Resolve(Decision),
}

impl Command {
    /// What the domain makes of it, submitted like that.
    pub(crate) fn decide(&self, story: &Story, told: &Submission) -> Result<Step, Refusal> {
        let (state, policy) = (&story.intervention, &story.policy);
        let now = told.moment.recorded_at;
        let code = state.declaration().start_code;
        match self {
            Self::Choose(who) => state.choose(&customer(), asked(*who, story.tariff), now, policy),
            Self::Wait => state.wait(&customer(), now, policy),
            Self::Schedule(hour) => state.schedule(&customer(), *hour, now, policy),
            Self::Decline(who) => state.decline(&technician(*who), now),
            Self::Accept(who) => state.accept(acceptance(*who, story.tariff), now, policy),
            Self::TimeOut { version, reachable } => {
                let silent = if let Stage::Offered { to, .. } = state.stage() { to.as_slice() } else { &[] };
                let silent: Vec<_> = silent.iter().map(|asked| asked.technician.clone()).collect();
                state.next_wave(*version, reachable, &silent, now, policy)
            }
            Self::Expire => state.expire(now),
            Self::Depart(who, eta) => state.depart(&technician(*who), *eta, told),
            Self::Arrive(who) => state.arrive(&technician(*who), told),
            Self::Watch => state.watch(None, now, policy),
            Self::See(meters) => state.watch(sighting(state, *meters, now).as_ref(), now, policy),
            Self::Rematch(first, meters) => {
                let backup = [candidate(3, f64::from(*meters), 2_000, (0, 0))];
                let backup = backup.map(|one| Candidate { online_until: Some(Timestamp::MAX), ..one });
                state.rematch(sighting(state, *first, now).as_ref(), &backup, now, policy)
            }
            Self::Start(who) => state.start(&technician(*who), code, told, policy),
            Self::StartWith(who, code) => state.start(&technician(*who), *code, told, policy),
            Self::Pause(who) => state.pause(&technician(*who), told, policy),
            Self::Resume(who) => state.resume(&technician(*who), told, policy),
            Self::AddExtra(who, cents) => state.add_extra(&technician(*who), &part(*cents), told, policy),
            Self::RemoveExtra(who, extra) => state.remove_extra(&technician(*who), extra, told, policy),
            Self::ProposeQuote(who, cents) => {
                state.propose_quote(&technician(*who), &quote(*cents), None, told, policy)
            }
            Self::Settle(quote, answer) => state.settle_quote(&customer(), quote, *answer, now),
            Self::Withdraw(who, quote) => state.withdraw_quote(&technician(*who), quote, told),
            Self::Postpone(who, hour) => state.propose_postponement(&technician(*who), *hour, told, policy),
            Self::Confirm => state.confirm_postponement(&customer(), now, policy),
            Self::RefusePostponement => state.refuse_postponement(&customer()),
            Self::Finish(who) => state.finish(&technician(*who), &[], told, policy),
            Self::FinishWithout(who, undone) => {
                state.finish(&technician(*who), std::slice::from_ref(undone), told, policy)
            }
            Self::Cancel => state.cancel(&customer(), now, policy),
            Self::GiveUp(who) => state.give_up(&technician(*who), now, policy),
            Self::ReportAbsence(who) => state.report_absence(&technician(*who), now),
            Self::Close => state.close(&customer(), now, policy),
            Self::Resolve(decision) => {
                state.resolve(&operator(), &text("The technician had an accident"), decision, told, policy)
            }
            Self::Rate(stars) => {
                let stars = Stars::try_from(*stars).unwrap();
                state.rate(&customer(), stars, None, now, policy)
            }
        }
    }

    /// Whose command it is.
    pub(crate) fn by(&self) -> Actor {
        match self {
            Self::Choose(_)
            | Self::Wait
            | Self::Schedule(_)
            | Self::Settle(..)
            | Self::Confirm
            | Self::RefusePostponement
            | Self::Cancel
            | Self::Close
            | Self::Rate(_) => Actor::Customer,
            Self::Resolve(_) => Actor::Operator,
            Self::TimeOut { .. } | Self::Expire | Self::Watch | Self::See(_) | Self::Rematch(..) => {
                Actor::System
            }
            Self::Decline(_)
            | Self::Accept(_)
            | Self::Depart(..)
            | Self::Arrive(_)
            | Self::Start(_)
            | Self::StartWith(..)
            | Self::Pause(_)
            | Self::Resume(_)
            | Self::AddExtra(..)
            | Self::RemoveExtra(..)
            | Self::ProposeQuote(..)
            | Self::Withdraw(..)
            | Self::Postpone(..)
            | Self::Finish(_)
            | Self::FinishWithout(..)
            | Self::GiveUp(_)
            | Self::ReportAbsence(_) => Actor::Technician,
        }
    }
}

fn sighting(state: &Intervention, meters: u32, at: Timestamp) -> Option<Sighting> {
    let technician = state.acceptance()?.technician.clone();
    Some(Sighting { technician, place: north(f64::from(meters)), at })
}

/// One part at a price.
pub(crate) fn part(cents: i64) -> NewExtra {
    NewExtra {
        kind: ExtraKind::Material,
        label: text("Thermocouple"),
        quantity: 1,
        unit_price: Money::of_cents(cents),
    }
}
