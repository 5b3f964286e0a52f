//! What follows from a fact: timers, messages, a freed agenda, a line on a record.

use domain::{
    Timestamp,
    cell::Home,
    id::{InterventionId, QuoteId, TechnicianId},
    intervention::{Intervention, Stage},
    reliability::{Recorded, recorded},
    timeline::{Acceptance, Entry, Fact, Resolution, last_acceptance},
};
use queue::{InvoiceRequest, Message, OfferTimer, PaperRequest, PendingRequest};

/// One thing to do; doing it twice does no harm.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A message to a queue.
    Send(Message),
    /// The technician is free again.
    Free {
        /// Who.
        technician: TechnicianId,
        /// Where their agenda is kept.
        home: Home,
        /// The entry of the timeline whose promise ended.
        entry: u64,
    },
    /// It stays on the technician's record (rules 6, 10 and 21).
    Record(Recorded),
}

/// The effects of the entry at a place of the timeline; `after` is the intervention with all its entries.
pub fn effects(after: &Intervention, place: usize) -> Vec<Effect> {
    let records = recorded(after, place).into_iter().map(Effect::Record);
    consequences(after, place).into_iter().chain(records).collect()
}

fn consequences(after: &Intervention, place: usize) -> Vec<Effect> {
    let entries = after.timeline();
    let Some(entry) = entries.get(place) else { return Vec::new() };
    let id = after.id().clone();
    let taken = || last_acceptance(&entries[..place]);
    match &entry.fact {
        Fact::Offered { until, .. } => vec![timer(id, place, *until)],
        Fact::Declined { .. } => last_answer(after, place).into_iter().collect(),
        Fact::Waiting | Fact::Scheduled { .. } => vec![pending(after, entry)],
        Fact::Released { .. } => taken().map(free).into_iter().chain([pending(after, entry)]).collect(),
        Fact::Cancelled { .. } => taken().map(free).into_iter().chain(bill(after)).collect(),
        Fact::Finished { .. } | Fact::Closed { .. } => {
            taken().map(free).into_iter().chain(bill(after)).chain([print(id, None)]).collect()
        }
        Fact::Resolved { resolution, .. } => resolved(after, entry, resolution, taken()),
        Fact::QuoteProposed { quote, .. } => vec![print(id, Some(quote.clone()))],
        Fact::Declared { .. }
        | Fact::TimedOut { .. }
        | Fact::Expired
        | Fact::Accepted { .. }
        | Fact::Departed { .. }
        | Fact::Nudged { .. }
        | Fact::FoundLate { .. }
        | Fact::Arrived
        | Fact::Started
        | Fact::Paused
        | Fact::Resumed
        | Fact::QuoteAccepted
        | Fact::QuoteRefused
        | Fact::QuoteWithdrawn
        | Fact::ExtraAdded(_)
        | Fact::ExtraRemoved { .. }
        | Fact::PostponementProposed { .. }
        | Fact::PostponementConfirmed { .. }
        | Fact::PostponementRefused
        | Fact::CeilingNeared
        | Fact::StartCodeChanged { .. }
        | Fact::AutoPaused { .. }
        | Fact::AutoPauseLifted
        | Fact::ReleaseLifted
        | Fact::Stalled { .. }
        | Fact::Rated { .. }
        | Fact::Erased { .. } => Vec::new(),
    }
}

/// The effects of an operator's decision are those of the fact that the parties would have made (rule 33).
fn resolved(
    after: &Intervention,
    entry: &Entry,
    resolution: &Resolution,
    taken: Option<(u64, &Acceptance)>,
) -> Vec<Effect> {
    let freed = taken.map(free).into_iter();
    match resolution {
        Resolution::Cancelled { .. } => freed.chain(bill(after)).collect(),
        Resolution::Finished { .. } => {
            freed.chain(bill(after)).chain([print(after.id().clone(), None)]).collect()
        }
        Resolution::Released { .. } => freed.chain([pending(after, entry)]).collect(),
        Resolution::Extended { .. } | Resolution::FeeWaived => Vec::new(),
    }
}

fn bill(after: &Intervention) -> Option<Effect> {
    after.amount_due()?;
    Some(Effect::Send(Message::InvoiceRequest(InvoiceRequest { intervention_id: after.id().clone() })))
}

fn print(intervention_id: InterventionId, quote_id: Option<QuoteId>) -> Effect {
    Effect::Send(Message::PaperRequest(PaperRequest { intervention_id, quote_id, credit_note: None }))
}

fn timer(intervention_id: InterventionId, place: usize, until: Timestamp) -> Effect {
    let (offer_entry, saved_at) = (place as u64 + 1, None);
    Effect::Send(Message::OfferTimer(OfferTimer { intervention_id, offer_entry, until, saved_at }))
}

/// Once all who were asked declined, the timer need not run out.
fn last_answer(after: &Intervention, place: usize) -> Option<Effect> {
    let Stage::Offered { to, version, .. } = after.stage() else { return None };
    let entry = &after.timeline()[place];
    let rung = OfferTimer {
        intervention_id: after.id().clone(),
        offer_entry: *version,
        until: entry.moment.recorded_at,
        saved_at: None,
    };
    to.is_empty().then_some(Effect::Send(Message::OfferTimer(rung)))
}

fn pending(after: &Intervention, entry: &Entry) -> Effect {
    Effect::Send(Message::PendingRequest(PendingRequest {
        intervention_id: after.id().clone(),
        category: after.declaration().category,
        waiting_since: entry.moment.recorded_at,
        priority: after.has_priority(),
        technician_id: None,
    }))
}

fn free((entry, taken): (u64, &Acceptance)) -> Effect {
    Effect::Free { technician: taken.technician.clone(), home: taken.home, entry }
}

#[cfg(test)]
mod tests {
    use domain::{
        moment::Moment,
        money::Money,
        timeline::{Actor, Stall},
    };
    use embedded::{embedded, given};

    use super::*;

    /// The effects of a fact that is recorded 100 minutes after the declaration.
    fn after(intervention: Intervention, by: Actor, fact: Fact) -> Vec<Effect> {
        let after = intervention.record(vec![fact], by, Moment::now(given::at(100)), None).unwrap();
        effects(&after, after.timeline().len() - 1)
    }

    fn decided(resolution: Resolution) -> Fact {
        let (operator, reason) = (given::word("lea"), given::word("Le technicien est injoignable"));
        Fact::Resolved { operator, reason, resolution }
    }

    fn frees(effects: &[Effect]) -> bool {
        effects.iter().any(|effect| matches!(effect, Effect::Free { .. }))
    }

    fn sends(effects: &[Effect], is_it: fn(&Message) -> bool) -> bool {
        effects.iter().any(|effect| matches!(effect, Effect::Send(message) if is_it(message)))
    }

    fn bills(effects: &[Effect]) -> bool {
        sends(effects, |message| matches!(message, Message::InvoiceRequest(_)))
    }

    fn prints(effects: &[Effect]) -> bool {
        sends(effects, |message| matches!(message, Message::PaperRequest(_)))
    }

    #[tokio::test]
    async fn rule_31_what_the_customer_closes_frees_the_technician_and_is_billed_and_reported() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;
        let paused = table.store.dossier(&id).await.unwrap().intervention;

        let stall = Stall::LongPause;
        let due =
            after(paused.clone(), Actor::Customer, Fact::Closed { price: Money::of_cents(4_999), stall });
        let nothing = after(paused, Actor::Customer, Fact::Closed { price: Money::ZERO, stall });

        assert_eq!((frees(&due), bills(&due), prints(&due)), (true, true, true));
        assert_eq!((frees(&nothing), bills(&nothing), prints(&nothing)), (true, false, true));
    }

    #[tokio::test]
    async fn rule_33_what_an_operator_decides_has_the_effects_of_the_parties_own_decision() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        let accepted = table.store.dossier(&id).await.unwrap().intervention;
        let fee = Money::of_cents(1_500);
        let decide = |resolution| after(accepted.clone(), Actor::Operator, decided(resolution));

        let cancelled = decide(Resolution::Cancelled { fee });
        let for_nothing = decide(Resolution::Cancelled { fee: Money::ZERO });
        let released = decide(Resolution::Released { expires_at: given::at(1_500) });
        let waived = decide(Resolution::FeeWaived);

        assert_eq!((frees(&cancelled), bills(&cancelled), prints(&cancelled)), (true, true, false));
        assert_eq!((frees(&for_nothing), bills(&for_nothing)), (true, false));
        assert!(frees(&released));
        assert!(sends(&released, |message| matches!(message, Message::PendingRequest(one) if one.priority)));
        assert_eq!((frees(&waived), bills(&waived)), (false, false));
    }
}
