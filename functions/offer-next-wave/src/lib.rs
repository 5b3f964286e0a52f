//! An offer ended without a taker: the next wave goes out, or the request waits (rule 6).

use domain::{
    Timestamp,
    arrival::arriving,
    failure::Failure,
    idempotency::Request,
    intervention::{Intervention, Reachable},
    ranking::{Ranked, Sort, rank},
    refusal::Refusal,
    timeline::{Actor, Asked},
};
use queue::OfferTimer;
use store::{Store, Transition};

/// What became of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    /// The offer ended: the next wave went out, or the request waits; or a newer fact made the timer stale.
    Done,
    /// It rang early: ring again then.
    Early {
        /// When the offer ends.
        until: Timestamp,
    },
}

/// Ends the offer that the timer was set for; a stale timer changes nothing.
pub async fn offer_next_wave(store: &Store, timer: &OfferTimer, now: Timestamp) -> Result<Rung, Failure> {
    let intervention = store.dossier_consistent(&timer.intervention_id).await?.intervention;
    if intervention.version() < timer.offer_entry {
        return Err(Failure::Busy);
    }
    let reachable = reachable(store, &intervention, now).await?;
    let transition = Transition {
        id: timer.intervention_id.clone(),
        request: Request::default(),
        by: Actor::System,
        occurred_at: None,
        now,
    };
    let decide =
        |current: &Intervention, _| current.next_wave(timer.offer_entry, &reachable, now, store.policy());
    match store.transition(&transition, decide).await {
        Ok(_) => Ok(Rung::Done),
        Err(Failure::Refused(Refusal::OfferStands { until, .. })) => Ok(Rung::Early { until }),
        Err(failure) => Err(failure),
    }
}

async fn reachable(
    store: &Store,
    intervention: &Intervention,
    now: Timestamp,
) -> Result<Vec<Reachable>, Failure> {
    let candidates = store.candidates(intervention, now).await?;
    let arriving = arriving(candidates, intervention, now);
    let ranked = rank(arriving, intervention, Sort::Best, now, store.policy());
    let reachable = |entry: Ranked| Reachable {
        distance_meters: entry.distance_meters,
        asked: Asked { technician: entry.candidate.technician, tariff: entry.tariff },
    };
    Ok(ranked.into_iter().map(reachable).collect())
}
