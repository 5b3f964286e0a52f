//! The guardian: a technician who does not leave is nudged, then replaced (rule 10).

use domain::{
    Timestamp, failure::Failure, id::InterventionId, idempotency::Request, intervention::Intervention,
    timeline::Actor,
};
use store::{DueKind, Store, Transition};

/// A nudge and a new match: no intervention needs more in one run.
const STEPS_MAX: usize = 2;

/// Watches what is due; answers how many were looked at. A run that is cut resumes where it stopped.
pub async fn watch_arrivals(store: &Store, now: Timestamp) -> Result<usize, Failure> {
    store.each_due(DueKind::Arrival, now, async |id| watch(store, id, now).await).await
}

async fn watch(store: &Store, id: InterventionId, now: Timestamp) -> Result<(), Failure> {
    let transition =
        Transition { id, request: Request::default(), by: Actor::System, occurred_at: None, now };
    let decide = |intervention: &Intervention, _| intervention.watch(now, store.policy());
    for _ in 0..STEPS_MAX {
        match store.transition(&transition, decide).await {
            Ok(_) => {}
            Err(Failure::Refused(_)) => return Ok(()),
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}
