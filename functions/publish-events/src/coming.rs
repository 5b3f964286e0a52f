//! A technician came online, or elsewhere: they are to be told of what waits there (rule 7).

use domain::{
    Timestamp,
    failure::Failure,
    id::TechnicianId,
    mission::{Waiting, ranks},
    technician::{Presence, Technician},
};
use queue::{Message, PendingRequest};
use store::Store;

/// The most requests that one coming tells of; the missions list shows the others.
const TOLD_MAX: usize = 100;

/// A message for each request that waits and that they could take, priority first and near before far.
pub async fn pending(
    store: &Store,
    technician: &TechnicianId,
    presence: Presence,
    now: Timestamp,
) -> Result<Vec<Message>, Failure> {
    let technician = match store.technician(technician).await {
        Ok(technician) => Technician { presence: Some(presence), ..technician },
        Err(Failure::NotFound) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    };
    let waiting = store.waiting_near(&technician, now).await?;
    let first = ranks(&technician, &waiting, now).into_iter().take(TOLD_MAX);
    let found = first.filter_map(|(.., id)| waiting.iter().find(|one| one.id.as_str() == id));
    Ok(found.map(|one| message(one, &technician)).collect())
}

fn message(waiting: &Waiting, technician: &Technician) -> Message {
    Message::PendingRequest(PendingRequest {
        intervention_id: waiting.id.clone(),
        category: waiting.category,
        waiting_since: waiting.since,
        priority: waiting.priority,
        technician_id: Some(technician.id.clone()),
    })
}
