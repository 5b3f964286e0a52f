//! A request waits: every technician who is online and could take it is told, once (rule 7).

use domain::{Timestamp, failure::Failure, intervention::Stage};
use queue::PendingRequest;
use store::Store;

/// Tells every online technician concerned; answers how many had not been told before.
///
/// Running twice tells nobody twice. A request that waits no longer concerns nobody.
pub async fn fan_out_pending_request(
    store: &Store,
    message: PendingRequest,
    now: Timestamp,
) -> Result<usize, Failure> {
    let intervention = store.dossier_consistent(&message.intervention_id).await?.intervention;
    if !matches!(intervention.stage(), Stage::Waiting { .. }) || now >= intervention.expires_at() {
        return Ok(0);
    }
    let declaration = intervention.declaration();
    let online = store.online_near(declaration.category, declaration.location, now).await?;
    let mut told = 0;
    for candidate in online.iter().filter(|candidate| candidate.tariff_for(&intervention, now).is_some()) {
        told += usize::from(store.tell(&candidate.technician, &intervention).await?);
    }
    Ok(told)
}
