//! The guardian: who does not leave is nudged, who is late is told of, and replaced where that helps (rule 10).

use domain::{
    Timestamp,
    failure::Failure,
    id::InterventionId,
    idempotency::Request,
    intervention::{Deadline, Intervention, Sighting, Step},
    refusal::Refusal,
    technician::Candidate,
    timeline::Actor,
};
use store::{DueKind, Store, Transition, Walk};

/// Watches what is due, so many a run. A run that is cut resumes where it stopped.
pub async fn watch_arrivals(store: &Store, now: Timestamp) -> Result<Walk, Failure> {
    store.each_due(DueKind::Arrival, now, async |id| watch(store, &id, now).await).await
}

async fn watch(store: &Store, id: &InterventionId, now: Timestamp) -> Result<(), Failure> {
    let policy = store.policy();
    let mut watched = match store.dossier(id).await {
        Ok(dossier) => dossier.intervention,
        // An entry of the index may outlive its row by a moment.
        Err(Failure::NotFound) => return Ok(()),
        Err(failure) => return Err(failure),
    };
    let before = watched.version();
    let seen = last_seen(store, &watched).await?;
    let decide = |one: &Intervention| one.watch(seen.as_ref(), now, policy);
    watched = step(store, watched, now, decide).await?;
    if watched.is_late(now) {
        let found = store.candidates(&watched, now).await?;
        let candidates: Vec<Candidate> = found.into_iter().map(|one| one.candidate).collect();
        let decide = |one: &Intervention| one.rematch(seen.as_ref(), &candidates, now, policy);
        watched = step(store, watched, now, decide).await?;
    }
    let Some(at) = watched.next_look(seen.as_ref(), now, policy) else { return Ok(()) };
    // A new fact has set the alarm by the timeline already.
    if watched.version() > before && watched.deadline(policy) == Some(Deadline::Arrival(at)) {
        return Ok(());
    }
    store.look_again(&watched, at).await
}

/// Where the technician was seen last; nobody knows of one who erased their account.
async fn last_seen(store: &Store, watched: &Intervention) -> Result<Option<Sighting>, Failure> {
    let Some(acceptance) = watched.acceptance() else { return Ok(None) };
    match store.technician(&acceptance.technician).await {
        Ok(technician) => Ok(technician.last_seen(store.policy())),
        Err(Failure::NotFound) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The intervention after a step, or as it was where there was nothing to do.
async fn step(
    store: &Store,
    before: Intervention,
    now: Timestamp,
    decide: impl Fn(&Intervention) -> Result<Step, Refusal>,
) -> Result<Intervention, Failure> {
    if !matches!(decide(&before), Ok(Step::Changed(_))) {
        return Ok(before);
    }
    let (id, request) = (before.id().clone(), Request::default());
    let transition = Transition { id, request, by: Actor::System, occurred_at: None, now };
    match store.transition(&transition, |one, _| decide(one)).await {
        Ok(after) => Ok(after.intervention),
        Err(Failure::Refused(_)) => Ok(before),
        Err(failure) => Err(failure),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::Stage,
        place::Location,
        technician::{Presence, Technician},
        timeline::{Cause, Fact},
    };
    use embedded::{Embedded, embedded, given};

    use super::*;

    async fn facts(store: &Store, id: &InterventionId) -> Vec<Fact> {
        let intervention = store.dossier(id).await.unwrap().intervention;
        let after = intervention.timeline().iter().map(|entry| entry.fact.clone());
        after.skip_while(|fact| !matches!(fact, Fact::Accepted { .. })).skip(1).collect()
    }

    /// A tick every minute, as in life.
    async fn ticks(store: &Store, from: i64, to: i64) {
        for minute in from..=to {
            watch_arrivals(store, given::at(minute)).await.unwrap();
        }
    }

    async fn seen(store: &Store, technician: &Technician, place: Location, minute: i64) {
        let until = given::at(minute) + store.policy().presence();
        store.set_presence(technician, Some(Presence { location: place, until })).await.unwrap();
    }

    /// Karim took it at the door, and was seen 15 km away after a quarter of an hour: a drive of 23 minutes.
    async fn far_away(table: &Embedded) -> (Technician, InterventionId) {
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        seen(&table.store, &karim, given::north(15_200), 15).await;
        (karim, id)
    }

    fn nudged(minute: i64) -> Fact {
        Fact::Nudged { leave_by: Some(given::at(minute)) }
    }

    fn late(minute: i64) -> Fact {
        Fact::FoundLate { expected: Some(given::at(minute)) }
    }

    fn released(minute: i64) -> Fact {
        Fact::Released { cause: Cause::TechnicianLate, expires_at: given::at(minute + 24 * 60) }
    }

    #[tokio::test]
    async fn rule_10_who_does_not_leave_is_nudged_then_late_then_replaced_each_at_its_minute() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;

        ticks(&table.store, 1, 19).await;
        let before = facts(&table.store, &id).await;
        ticks(&table.store, 20, 39).await;
        let at_20 = facts(&table.store, &id).await;
        ticks(&table.store, 40, 59).await;
        let at_40 = facts(&table.store, &id).await;
        ticks(&table.store, 60, 70).await;

        assert_eq!((before, at_20, at_40), (vec![], vec![nudged(40)], vec![nudged(40), late(45)]));
        assert_eq!(facts(&table.store, &id).await, [nudged(40), late(45), released(60)]);
    }

    #[tokio::test]
    async fn rule_10_a_departure_is_a_sign_and_lateness_is_told_at_45_minutes() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::departed(&table.store, &karim).await;

        ticks(&table.store, 3, 100).await;

        let departed = Fact::Departed { eta_minutes: Some(14) };
        assert_eq!(facts(&table.store, &id).await, [departed, late(45)]);
    }

    #[tokio::test]
    async fn rule_10_an_eta_beyond_the_promise_is_told_at_the_next_tick() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        ticks(&table.store, 1, 9).await;
        given::step(&table.store, &id, Actor::Technician, 10, |one, told| {
            one.depart(&karim.id, Some(40), &told)
        })
        .await;

        ticks(&table.store, 11, 11).await;

        let departed = Fact::Departed { eta_minutes: Some(40) };
        assert_eq!(facts(&table.store, &id).await, [departed, late(50)]);
    }

    #[tokio::test]
    async fn rule_10_a_backup_who_is_really_there_earlier_is_told_before_minute_45() {
        let table = embedded().await;
        let (karim, id) = far_away(&table).await;
        ticks(&table.store, 1, 24).await;
        let alone = facts(&table.store, &id).await;
        let nadia = given::registered(&table.store, given::stranger("nadia")).await;
        seen(&table.store, &nadia, given::north(500), 25).await;

        ticks(&table.store, 25, 27).await;

        assert_eq!(alone, [nudged(22), late(45)]);
        assert_eq!(facts(&table.store, &id).await, [nudged(22), late(45), released(27)]);
        let waiting = table.store.dossier(&id).await.unwrap().intervention;
        assert_eq!(waiting.stage(), &Stage::Waiting { since: given::at(27) });
        assert!(waiting.has_priority());
        for technician in [&nadia, &karim] {
            let known = table.store.technician(&technician.id).await.unwrap();
            assert!(known.acceptance_of(&waiting, given::at(27)).is_ok(), "{}", technician.id);
        }
    }

    #[tokio::test]
    async fn rule_10_nobody_is_replaced_by_a_worse_one() {
        let table = embedded().await;
        let (_, id) = far_away(&table).await;
        let nadia = given::registered(&table.store, given::stranger("nadia")).await;
        seen(&table.store, &nadia, given::north(8_400), 15).await;

        ticks(&table.store, 1, 29).await;

        assert_eq!(facts(&table.store, &id).await, [nudged(22), late(45)]);
    }

    #[tokio::test]
    async fn rule_10_the_same_tick_told_again_changes_nothing() {
        let table = embedded().await;
        far_away(&table).await;

        for minute in [20, 22, 27, 60] {
            ticks(&table.store, minute, minute).await;
            let once = table.dump().await;
            ticks(&table.store, minute, minute).await;
            assert_eq!(table.dump().await, once, "minute {minute}");
        }
    }

    #[tokio::test]
    async fn rule_10_ten_thousand_who_do_not_leave_are_nudged_once_run_by_run() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        let ids = table.copies(&id, 9_999).await;

        let mut runs = Vec::new();
        for _ in 0..4 {
            runs.push(watch_arrivals(&table.store, given::at(20)).await.unwrap().looked_at);
        }

        assert_eq!(runs, [2_500; 4]);
        for id in ids.iter().step_by(97).chain([&id]) {
            assert_eq!(facts(&table.store, id).await, [nudged(40)]);
        }
        assert_eq!(watch_arrivals(&table.store, given::at(20)).await.unwrap().looked_at, 0);
    }

    #[tokio::test]
    async fn rule_10_one_that_cannot_be_read_is_parked_stops_no_other_and_is_watched_when_it_is_redriven() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;
        let ids = table.copies(&id, 20).await;
        let sound = table.damage(&ids[7]).await;

        let run = watch_arrivals(&table.store, given::at(20)).await.unwrap();
        table.import([sound]);
        for parked in table.store.parked(None).await.unwrap() {
            table.store.make_due(&parked, given::at(20)).await.unwrap();
        }
        let healed = watch_arrivals(&table.store, given::at(21)).await.unwrap();

        assert_eq!((run.looked_at, run.parked), (21, 1));
        assert_eq!((healed.looked_at, healed.parked), (1, 0));
        for id in &ids {
            assert_eq!(facts(&table.store, id).await, [nudged(40)]);
        }
    }
}
