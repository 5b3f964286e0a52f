//! A request waits: every technician who could take it is told once, when they are online or come online (rule 7).

use domain::{
    Timestamp,
    failure::Failure,
    id::TechnicianId,
    intervention::{Intervention, Stage},
    technician::Technician,
};
use queue::PendingRequest;
use store::Store;

/// Tells every online technician concerned, or the one whom the message names; answers how many had not been told.
///
/// Running twice tells nobody twice. A request that no longer waits, or is gone, concerns nobody; a technician whose
/// profile is gone is not told.
pub async fn fan_out_pending_request(
    store: &Store,
    message: PendingRequest,
    now: Timestamp,
) -> Result<usize, Failure> {
    let intervention = match store.dossier_consistent(&message.intervention_id).await {
        Ok(dossier) => dossier.intervention,
        Err(Failure::NotFound) => return Ok(0),
        Err(other) => return Err(other),
    };
    if !matches!(intervention.stage(), Stage::Waiting { .. }) || now >= intervention.expires_at() {
        return Ok(0);
    }
    let concerned = match &message.technician_id {
        None => store.concerned(&intervention, now).await?,
        Some(one) => alone(store, one, &intervention, now).await?,
    };
    store.tell_all(&concerned, &intervention).await
}

/// The technician, if they are still online and could take it. They came online a moment ago.
async fn alone(
    store: &Store,
    technician: &TechnicianId,
    intervention: &Intervention,
    now: Timestamp,
) -> Result<Vec<TechnicianId>, Failure> {
    let technician = match store.technician_consistent(technician).await {
        Ok(technician) => technician,
        Err(Failure::NotFound) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    };
    let online = technician.presence.is_some_and(|presence| now < presence.until);
    let able = |one: &Technician| online && one.could_take(intervention.declaration().wanted(), now);
    Ok(Some(technician).filter(able).map(|one| one.id).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use domain::{
        breakdown::Declaration,
        category::Category,
        technician::{Base, Presence},
        timeline::Actor,
    };
    use embedded::{Embedded, embedded, given};

    use super::*;

    async fn waiting(table: &Embedded, declaration: Declaration) -> PendingRequest {
        let intervention_id = given::intervention(&table.store, declaration, true).await;
        let category: Category = given::word("heating");
        PendingRequest {
            intervention_id,
            category,
            waiting_since: given::at(0),
            priority: false,
            technician_id: None,
        }
    }

    async fn told(table: &Embedded) -> Vec<String> {
        let rows = table.dump().await.into_iter();
        let notices = rows.filter_map(|row| {
            let (technician, rest) = row.strip_prefix("pk: technician#")?.split_once(',')?;
            rest.starts_with(" sk: notice#").then(|| technician.to_owned())
        });
        let mut told: Vec<String> = notices.collect();
        told.sort();
        told
    }

    #[tokio::test]
    async fn rule_7_everybody_online_who_could_take_it_is_told_once() {
        let table = embedded().await;
        for number in 0..70 {
            given::technician(&table.store, &format!("t{number:02}")).await;
        }
        given::registered(&table.store, given::stranger("offline")).await;
        let plumber = Technician { tariffs: vec![given::tariff("plumbing")], ..given::stranger("plumber") };
        given::registered(&table.store, plumber).await;
        let message = waiting(&table, given::declaration()).await;

        let first = fan_out_pending_request(&table.store, message.clone(), given::at(1)).await.unwrap();
        let again = fan_out_pending_request(&table.store, message, given::at(2)).await.unwrap();

        assert_eq!((first, again), (70, 0));
        assert_eq!(told(&table).await, (0..70).map(|number| format!("t{number:02}")).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn rule_7_for_an_hour_those_are_told_who_are_online_and_have_their_base_near() {
        let table = embedded().await;
        let here = Presence { location: given::amiens(), until: given::at(15) };
        let away = Presence { location: given::north(120_000), until: given::at(15) };
        let far = Base { location: given::north(120_000), ..given::stranger("x").base };
        for (name, base, presence) in [
            ("near-and-away", None, Some(away)),
            ("far-and-here", Some(far), Some(here)),
            ("near-and-offline", None, None),
        ] {
            let stranger = given::stranger(name);
            let one = Technician { base: base.unwrap_or(stranger.base.clone()), ..stranger };
            let one = given::registered(&table.store, one).await;
            table.store.set_presence(&one, presence).await.unwrap();
        }
        let scheduled = Declaration { scheduled_for: Some(given::at(300)), ..given::declaration() };
        let message = waiting(&table, scheduled).await;

        let count = fan_out_pending_request(&table.store, message, given::at(1)).await.unwrap();

        assert_eq!((count, told(&table).await), (1, vec!["near-and-away".to_owned()]));
    }

    #[tokio::test]
    async fn rule_7_who_comes_online_is_told_alone_and_only_while_online() {
        let table = embedded().await;
        let message = waiting(&table, given::declaration()).await;
        given::technician(&table.store, "karim").await;
        given::technician(&table.store, "nadia").await;
        let message = PendingRequest { technician_id: Some(given::word("karim")), ..message };

        let late = fan_out_pending_request(&table.store, message.clone(), given::at(15)).await.unwrap();
        let first = fan_out_pending_request(&table.store, message.clone(), given::at(1)).await.unwrap();
        let again = fan_out_pending_request(&table.store, message, given::at(1)).await.unwrap();

        assert_eq!((late, first, again), (0, 1, 0));
        assert_eq!(told(&table).await, ["karim"]);
    }

    #[tokio::test]
    async fn rule_10_who_knew_of_a_request_is_told_again_once_when_it_comes_back_to_the_list() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        given::technician(&table.store, "nadia").await;
        let message = waiting(&table, given::declaration()).await;
        let (id, policy) = (message.intervention_id.clone(), table.store.policy());
        let first = fan_out_pending_request(&table.store, message.clone(), given::at(1)).await.unwrap();
        given::step(&table.store, &id, Actor::Technician, 2, |one, _| {
            one.accept(karim.acceptance_of(one, given::at(2))?, given::at(2), policy)
        })
        .await;
        let gives_up = |one: &Intervention| one.give_up(&karim.id, given::at(3), policy);
        given::step(&table.store, &id, Actor::Technician, 3, |one, _| gives_up(one)).await;

        let back = fan_out_pending_request(&table.store, message.clone(), given::at(4)).await.unwrap();
        let again = fan_out_pending_request(&table.store, message, given::at(4)).await.unwrap();

        assert_eq!((first, back, again), (2, 2, 0));
    }

    #[tokio::test]
    async fn rule_7_nobody_is_told_of_what_was_taken_or_has_expired() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let expired = waiting(&table, given::declaration()).await;
        let intervention_id = given::accepted(&table.store, &karim).await;
        let taken = PendingRequest { intervention_id, ..expired.clone() };

        let after = fan_out_pending_request(&table.store, taken, given::at(1)).await.unwrap();
        let late = fan_out_pending_request(&table.store, expired, given::at(24 * 60)).await.unwrap();

        assert_eq!((after, late), (0, 0));
    }
}
