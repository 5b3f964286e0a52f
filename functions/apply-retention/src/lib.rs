//! Personal data that were kept long enough are erased, and erasures that were cut are completed (rule 30).

use domain::{
    Timestamp, calendar, dossier::Dossier, failure::Failure, id::InterventionId, intervention::Erasure,
    person::Person, policy::Policy, timeline::Actor,
};
use erasure::Eraser;
use store::{DueKind, Walk};

/// After so many days the job looks again at an intervention with a document that is not printed.
const UNPRINTED_DAYS: i64 = 1;

/// Erases what is due, so many a run: people and interventions. A run that is cut resumes where it stopped.
///
/// A failure among the people does not stop the interventions: the first failure is the answer.
pub async fn apply_retention(eraser: &Eraser, now: Timestamp) -> Result<Walk, Failure> {
    let resume = async |person: Person| eraser.resume_erasure(&person, now).await;
    let people = eraser.store.each_due(DueKind::Erasure, now, resume).await;
    let retain = async |id: InterventionId| retain(eraser, &id, now).await;
    let interventions = eraser.store.each_due(DueKind::Retention, now, retain).await;
    Ok(people?.and(interventions?))
}

/// Erases every part of an intervention that is due. Two parts are due at once where the job did not run for years.
async fn retain(eraser: &Eraser, id: &InterventionId, now: Timestamp) -> Result<(), Failure> {
    let store = &eraser.store;
    loop {
        let dossier = match store.dossier_consistent(id).await {
            Ok(dossier) => dossier,
            Err(Failure::NotFound) => return store.delete_words(id).await,
            Err(failure) => return Err(failure),
        };
        if let Some(at) = next_look(&dossier, now, store.policy()) {
            return store.retain_until(id, at).await;
        }
        let Some((erasure, _)) = dossier.intervention.next_erasure(store.policy()) else { return Ok(()) };
        if !eraser.erase_intervention(id, &erasure, Actor::System, now).await? {
            return Ok(());
        }
    }
}

/// When the job looks again; none where something is due, or nothing ever will be.
fn next_look(dossier: &Dossier, now: Timestamp, policy: &Policy) -> Option<Timestamp> {
    let intervention = &dossier.intervention;
    if !intervention.stage().is_over() {
        // Nothing is due sooner, even if it ends at once.
        return Some(calendar::days_later(now, policy.access_retention_days));
    }
    let (erasure, at) = intervention.next_erasure(policy)?;
    // A document that is not printed yet needs names and words; it needs no access code and no voice note.
    let is_awaited = erasure == Erasure::All && !dossier.is_printed();
    match (now < at, is_awaited) {
        (true, _) => Some(at),
        (false, true) => Some(calendar::days_later(now, UNPRINTED_DAYS)),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests;
