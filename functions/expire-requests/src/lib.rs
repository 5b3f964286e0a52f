//! Requests that nobody took in time expire (rule 9).

use domain::{Timestamp, failure::Failure, id::InterventionId, idempotency::Request, timeline::Actor};
use store::{DueKind, Store, Transition};

/// Expires what is due; answers how many were looked at. A run that is cut resumes where it stopped.
pub async fn expire_requests(store: &Store, now: Timestamp) -> Result<usize, Failure> {
    store.each_due(DueKind::Expiry, now, async |id| expire(store, id, now).await).await
}

async fn expire(store: &Store, id: InterventionId, now: Timestamp) -> Result<(), Failure> {
    let transition =
        Transition { id, request: Request::default(), by: Actor::System, occurred_at: None, now };
    match store.transition(&transition, |intervention, _| intervention.expire(now)).await {
        Ok(_) | Err(Failure::Refused(_)) => Ok(()),
        Err(failure) => Err(failure),
    }
}
