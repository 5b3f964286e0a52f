//! Personal data that were kept long enough are erased, and erasures that were cut are completed (rule 30).

use domain::{
    Timestamp, calendar,
    dossier::Dossier,
    failure::Failure,
    id::InterventionId,
    intervention::{Erasure, Intervention},
    person::Person,
    timeline::Actor,
};
use erasure::Eraser;
use store::DueKind;

/// After so many days the job looks again at an intervention with a document that is not printed.
const UNPRINTED_DAYS: i64 = 1;

/// Erases what is due, so many a run; answers how many people and interventions were looked at. A run that is cut
/// resumes where it stopped.
///
/// A failure among the people does not stop the interventions: the first failure is the answer.
pub async fn apply_retention(eraser: &Eraser, now: Timestamp) -> Result<usize, Failure> {
    let resume = async |person: Person| eraser.resume_erasure(&person, now).await;
    let people = eraser.store.each_due(DueKind::Erasure, now, resume).await;
    let retain = async |id: InterventionId| retain(eraser, &id, now).await;
    let interventions = eraser.store.each_due(DueKind::Retention, now, retain).await;
    Ok(people? + interventions?)
}

/// Erases every part of an intervention that is due. Two parts are due at once where the job did not run for years.
async fn retain(eraser: &Eraser, id: &InterventionId, now: Timestamp) -> Result<(), Failure> {
    let store = &eraser.store;
    loop {
        let dossier = match store.dossier_consistent(id).await {
            Ok(dossier) => dossier,
            // An entry of the index may outlive its row by a moment.
            Err(Failure::NotFound) => return Ok(()),
            Err(failure) => return Err(failure),
        };
        let Some((erasure, at)) = dossier.intervention.next_erasure(store.policy()) else { return Ok(()) };
        if now < at {
            return look_again(eraser, &dossier.intervention, at).await;
        }
        if must_wait(&dossier, &erasure) {
            let later = calendar::days_later(now, UNPRINTED_DAYS);
            return look_again(eraser, &dossier.intervention, later).await;
        }
        if !eraser.erase_intervention(id, &erasure, Actor::System, now).await? {
            return Ok(());
        }
    }
}

/// Sets the alarm that the row should have: it is another one where the policy changed since the row was written.
async fn look_again(eraser: &Eraser, intervention: &Intervention, at: Timestamp) -> Result<(), Failure> {
    eraser.store.look_again(intervention, DueKind::Retention, at).await
}

/// A document that is not printed yet still needs names and words; it needs no access code and no voice note.
fn must_wait(dossier: &Dossier, erasure: &Erasure) -> bool {
    *erasure == Erasure::All && !dossier.is_printed()
}

#[cfg(test)]
mod tests;
