//! An offer ended without a taker: the next wave goes out, or the request waits (rule 6).

use std::time::Duration;

use domain::{
    Timestamp,
    failure::Failure,
    id::TechnicianId,
    idempotency::Request,
    intervention::{Intervention, Reachable, Stage, Step},
    ranking::{Ranked, Sort, rank},
    refusal::Refusal,
    timeline::{Actor, Asked},
};
use places::Travel;
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

/// Ends the offer that the timer was set for; a stale timer changes nothing, and neither does that of a request that is gone.
pub async fn offer_next_wave(
    store: &Store,
    travel: &Travel,
    timer: &OfferTimer,
    now: Timestamp,
) -> Result<Rung, Failure> {
    let intervention = match store.dossier_consistent(&timer.intervention_id).await {
        Ok(dossier) => dossier.intervention,
        Err(Failure::NotFound) => return Ok(Rung::Done),
        Err(other) => return Err(other),
    };
    if intervention.version() < timer.offer_entry {
        return Err(Failure::Busy);
    }
    let next = |current: &Intervention, reachable: &[Reachable], ignored_by: &[TechnicianId]| {
        current.next_wave(timer.offer_entry, reachable, ignored_by, now, store.policy())
    };
    // Most timers ring for an offer that was answered: whom to ask next is only looked for where one ended.
    match next(&intervention, &[], &[]) {
        Ok(Step::Changed(_)) => {}
        Ok(Step::Unchanged) => return Ok(Rung::Done),
        Err(refusal) => return rung(Err(refusal.into())),
    }
    let reachable = reachable(store, travel, &intervention, now).await?;
    let reachable = with_offers(store, &intervention, reachable, now).await?;
    let ignored_by = ignored_by(store, &intervention, timer, now).await?;
    let transition = Transition {
        id: timer.intervention_id.clone(),
        request: Request::default(),
        by: Actor::System,
        occurred_at: None,
        now,
    };
    let saved = store.transition(&transition, |current, _| next(current, &reachable, &ignored_by)).await;
    rung(saved.map(|_dossier| Rung::Done))
}

/// An offer that stands is no failure: its timer rings again.
fn rung(rung: Result<Rung, Failure>) -> Result<Rung, Failure> {
    match rung {
        Err(Failure::Refused(Refusal::OfferStands { until, .. })) => Ok(Rung::Early { until }),
        Ok(_) | Err(_) => rung,
    }
}

async fn reachable(
    store: &Store,
    travel: &Travel,
    intervention: &Intervention,
    now: Timestamp,
) -> Result<Vec<Reachable>, Failure> {
    let found = store.candidates(intervention, now).await?;
    let arriving = travel.arriving(found, intervention, now).await;
    let ranked = rank(arriving, intervention, Sort::Best, now, store.policy());
    // The customer sees how many a wave asks: whom it reaches is told by map cells, as everything that people see.
    let reachable = |entry: Ranked| Reachable {
        distance_meters: entry.reach_meters,
        asked: Asked { technician: entry.candidate.technician, tariff: entry.tariff },
        standing_offers: 0,
    };
    Ok(ranked.into_iter().map(reachable).collect())
}

/// A timer that comes later than this after the end of its offer is a retry or was redriven. By then nobody knows which
/// technicians were online at the end.
const KNOWN_SECONDS: u64 = 30;

/// Rule 36: technicians who could have answered and did not: online to the end of the offer, and not engaged by another
/// one that they accepted. Nobody ignored an offer that had ended before it was saved, because nobody saw it. Nobody is
/// found to have ignored an offer whose end is decided late.
async fn ignored_by(
    store: &Store,
    intervention: &Intervention,
    timer: &OfferTimer,
    now: Timestamp,
) -> Result<Vec<TechnicianId>, Failure> {
    let Stage::Offered { to, until, .. } = intervention.stage() else { return Ok(Vec::new()) };
    let is_shown = timer.saved_at.is_none_or(|at| at < *until);
    let is_late = now > *until + Duration::from_secs(KNOWN_SECONDS);
    if !is_shown || is_late || intervention.declaration().scheduled_for.is_some() {
        return Ok(Vec::new());
    }
    let mut ignored_by = Vec::new();
    for asked in to {
        let technician = match store.technician(&asked.technician).await {
            Ok(technician) => technician,
            Err(Failure::NotFound) => continue,
            Err(failure) => return Err(failure),
        };
        if technician.presence.is_none_or(|presence| presence.until <= *until) {
            continue;
        }
        let agenda = store.agenda_beside(&technician, intervention, now).await?;
        if intervention.check_free(&agenda, now, store.policy()).is_ok() {
            ignored_by.push(technician.id);
        }
    }
    Ok(ignored_by)
}

/// How many technicians' offers are read at the same time.
const LOOKS_AT_ONCE: usize = 8;
/// How many technicians' offers a wave reads at most.
const LOOKS_MAX: usize = 48;

/// Those whose offers were looked at, the best first: enough for a wave of technicians who have none to answer, or all.
async fn with_offers(
    store: &Store,
    intervention: &Intervention,
    mut reachable: Vec<Reachable>,
    now: Timestamp,
) -> Result<Vec<Reachable>, Failure> {
    let mut line = intervention.in_line(&reachable, store.policy());
    line.truncate(LOOKS_MAX);
    let enough = intervention.next_wave_size(store.policy());
    let mut looked: Vec<usize> = Vec::new();
    for places in line.chunks(LOOKS_AT_ONCE) {
        let who: Vec<TechnicianId> =
            places.iter().map(|place| reachable[*place].asked.technician.clone()).collect();
        let standing = store.standing_offers(&who, now).await?;
        for (place, standing_offers) in places.iter().zip(standing) {
            reachable[*place].standing_offers = standing_offers;
        }
        looked.extend(places);
        let idle = looked.iter().filter(|place| reachable[**place].standing_offers == 0);
        if idle.count() >= enough {
            break;
        }
    }
    looked.sort_unstable();
    Ok(looked.into_iter().map(|place| reachable[place].clone()).collect())
}

#[cfg(test)]
mod tests {
    use domain::{
        id::InterventionId,
        reliability::{Deed, recorded},
        technician::{Presence, Technician},
    };
    use embedded::{Embedded, embedded, given};
    use recorded::Roads;

    use super::*;

    /// Karim ignores the offer of a customer who chose him; four others are near, the first of them nearest.
    async fn ignored(table: &Embedded) -> InterventionId {
        for (name, meters) in [("first", 500), ("second", 1_000), ("third", 1_500), ("fourth", 2_000)] {
            let other = given::registered(&table.store, given::stranger(name)).await;
            let presence = Presence { location: given::north(meters), until: given::at(15) };
            table.store.set_presence(&other, Some(presence)).await.unwrap();
        }
        let karim: Technician = given::technician(&table.store, "karim").await;
        given::offered(&table.store, &karim).await
    }

    fn timer(id: &InterventionId) -> OfferTimer {
        OfferTimer { intervention_id: id.clone(), offer_entry: 2, until: given::at(0), saved_at: None }
    }

    fn by(roads: &Roads) -> Travel {
        Travel::connect(&|_| Some(roads.url()), |_| ()).unwrap()
    }

    async fn asked(table: &Embedded, id: &InterventionId) -> Vec<String> {
        let intervention = table.store.dossier(id).await.unwrap().intervention;
        let Stage::Offered { to, .. } = intervention.stage() else { return Vec::new() };
        to.iter().map(|one| one.technician.to_string()).collect()
    }

    async fn who_ignored(table: &Embedded, id: &InterventionId) -> Vec<String> {
        let intervention = table.store.dossier(id).await.unwrap().intervention;
        let places = 0..intervention.timeline().len();
        let deeds = places.flat_map(|place| recorded(&intervention, place));
        let ignored = deeds.filter(|recorded| recorded.deed == Deed::Ignored);
        ignored.map(|recorded| recorded.technician.to_string()).collect()
    }

    #[tokio::test]
    async fn rule_36_who_was_online_and_free_and_gave_no_answer_ignored_the_offer() {
        let table = embedded().await;
        let id = ignored(&table).await;

        offer_next_wave(&table.store, &Travel::default(), &timer(&id), given::at(1)).await.unwrap();

        assert_eq!(who_ignored(&table, &id).await, ["karim"]);
    }

    #[tokio::test]
    async fn rule_36_who_accepted_another_of_several_offers_ignored_none() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let offered = given::offered(&table.store, &karim).await;
        given::accepted(&table.store, &karim).await;

        offer_next_wave(&table.store, &Travel::default(), &timer(&offered), given::at(1)).await.unwrap();

        assert_eq!(who_ignored(&table, &offered).await, <[String; 0]>::default());
    }

    #[tokio::test]
    async fn rule_36_who_went_offline_ignored_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::offered(&table.store, &karim).await;
        table.store.set_presence(&karim, None).await.unwrap();

        offer_next_wave(&table.store, &Travel::default(), &timer(&id), given::at(1)).await.unwrap();

        assert_eq!(who_ignored(&table, &id).await, <[String; 0]>::default());
    }

    #[tokio::test]
    async fn rule_36_an_offer_that_ended_before_it_was_saved_was_ignored_by_nobody() {
        let table = embedded().await;
        let id = ignored(&table).await;
        let late = OfferTimer { saved_at: Some(given::at(1)), ..timer(&id) };

        offer_next_wave(&table.store, &Travel::default(), &late, given::at(2)).await.unwrap();

        assert_eq!(who_ignored(&table, &id).await, <[String; 0]>::default());
    }

    #[tokio::test]
    async fn rule_36_nobody_is_found_to_have_ignored_an_offer_whose_end_is_decided_late() {
        let table = embedded().await;
        let id = ignored(&table).await;

        offer_next_wave(&table.store, &Travel::default(), &timer(&id), given::at(2)).await.unwrap();

        assert_eq!(who_ignored(&table, &id).await, <[String; 0]>::default());
        let wave = table.store.dossier(&id).await.unwrap().intervention;
        let Stage::Offered { until, .. } = wave.stage() else { panic!("{:?}", wave.stage()) };
        assert_eq!(*until, given::at(2) + Duration::from_secs(45));
    }

    #[tokio::test]
    async fn rule_36_an_offer_that_another_accepted_was_ignored_by_nobody() {
        let table = embedded().await;
        let id = ignored(&table).await;
        offer_next_wave(&table.store, &Travel::default(), &timer(&id), given::at(1)).await.unwrap();
        let wave = table.store.dossier(&id).await.unwrap().intervention;
        let first = table.store.technician(&given::word("first")).await.unwrap();
        let accept = |one: &Intervention, _| {
            one.accept(first.acceptance_of(one, given::at(1))?, given::at(1), table.store.policy())
        };
        given::step(&table.store, &id, Actor::Technician, 1, accept).await;
        let rung = OfferTimer { offer_entry: wave.version(), ..timer(&id) };

        offer_next_wave(&table.store, &Travel::default(), &rung, given::at(3)).await.unwrap();

        assert_eq!(who_ignored(&table, &id).await, ["karim"]);
    }

    #[tokio::test]
    async fn rule_6_a_wave_asks_those_who_arrive_first_by_road() {
        let table = embedded().await;
        let id = ignored(&table).await;
        let nearest = given::north(500).latitude();
        let behind_the_river = move |latitude, _| Some(if latitude < nearest + 1e-4 { 1_800 } else { 300 });
        let roads = Roads::start(behind_the_river).unwrap();

        let rung = offer_next_wave(&table.store, &by(&roads), &timer(&id), given::at(1)).await.unwrap();

        assert_eq!((rung, roads.asked()), (Rung::Done, 1));
        assert_eq!(asked(&table, &id).await, ["fourth", "second", "third"]);
    }

    #[tokio::test]
    async fn rule_6_a_wave_passes_over_who_has_three_offers_to_answer_and_asks_who_has_one_last() {
        let table = embedded().await;
        let id = ignored(&table).await;
        for (name, offers) in [("first", 1), ("second", 3)] {
            let busy = table.store.technician(&given::word(name)).await.unwrap();
            for _ in 0..offers {
                given::offered(&table.store, &busy).await;
            }
        }
        let declines = |one: &Intervention, _| one.decline(&given::word("karim"), given::at(0));
        given::step(&table.store, &id, Actor::Technician, 0, declines).await;

        offer_next_wave(&table.store, &Travel::default(), &timer(&id), given::at(0)).await.unwrap();

        assert_eq!(asked(&table, &id).await, ["third", "fourth", "first"]);
    }

    #[tokio::test]
    async fn rule_11_a_wave_asks_nobody_who_is_engaged_in_another_intervention() {
        let table = embedded().await;
        let id = ignored(&table).await;
        for name in ["first", "third"] {
            given::accepted(&table.store, &table.store.technician(&given::word(name)).await.unwrap()).await;
        }

        offer_next_wave(&table.store, &Travel::default(), &timer(&id), given::at(1)).await.unwrap();

        assert_eq!(asked(&table, &id).await, ["second", "fourth"]);
    }

    #[tokio::test]
    async fn rule_6_only_the_offers_of_those_are_looked_at_whom_the_wave_may_ask() {
        let table = embedded().await;
        let id = ignored(&table).await;
        for number in 0..40 {
            given::technician(&table.store, &format!("other-{number}")).await;
        }
        let intervention = table.store.dossier(&id).await.unwrap().intervention;
        let reachable =
            reachable(&table.store, &Travel::default(), &intervention, given::at(1)).await.unwrap();
        table.reset_units();

        let looked = with_offers(&table.store, &intervention, reachable, given::at(1)).await.unwrap();

        assert_eq!((looked.len(), table.units().read), (8, 4.0));
    }

    #[tokio::test]
    async fn rule_6_roads_that_say_nothing_leave_the_wave_to_the_estimate() {
        let table = embedded().await;
        let id = ignored(&table).await;
        let silent = Roads::silent().unwrap();

        offer_next_wave(&table.store, &by(&silent), &timer(&id), given::at(1)).await.unwrap();

        assert_eq!(asked(&table, &id).await, ["first", "second", "third"]);
    }

    #[tokio::test]
    async fn rule_6_a_timer_that_rings_early_or_for_an_older_offer_looks_for_nobody() {
        let table = embedded().await;
        let id = ignored(&table).await;
        let roads = Roads::start(|_, _| Some(60)).unwrap();
        let before = table.dump().await;

        let early = offer_next_wave(&table.store, &by(&roads), &timer(&id), given::at(0)).await.unwrap();
        let stale = OfferTimer { offer_entry: 1, ..timer(&id) };
        let late = offer_next_wave(&table.store, &by(&roads), &stale, given::at(1)).await.unwrap();

        let until = given::at(0) + Duration::from_secs(45);
        assert_eq!((early, late, roads.asked()), (Rung::Early { until }, Rung::Done, 0));
        assert_eq!(table.dump().await, before);
    }
}
