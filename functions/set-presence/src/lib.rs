//! A technician goes online, stays online or goes offline: online, they are offered work (rule 28).

use domain::{
    Timestamp, failure::Failure, id::TechnicianId, mission::ranks, place::Location, technician::Technician,
};
use store::Store;

/// What the technician's app says every few minutes.
#[derive(Debug, Clone)]
pub struct SetPresence {
    /// Who.
    pub technician: TechnicianId,
    /// Where they take immediate requests; none offline.
    pub online_at: Option<Location>,
}

/// How the technician now stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Until when they are online without another heartbeat; none offline.
    pub online_until: Option<Timestamp>,
    /// How many requests wait near them that they could take.
    pub missions_near: usize,
}

/// Keeps where the technician is, and counts what waits there; who comes online or elsewhere will be told of it.
pub async fn set_presence(store: &Store, command: SetPresence, now: Timestamp) -> Result<Standing, Failure> {
    let technician = store.approved_technician(&command.technician).await?;
    let Some(location) = command.online_at else {
        store.set_presence(&technician, None).await?;
        return Ok(Standing { online_until: None, missions_near: 0 });
    };
    technician.check_move(location, now, store.policy())?;
    let renewed = technician.heartbeat(location, now, store.policy());
    match renewed {
        None => {}
        Some(presence) if technician.comes_to(presence.location, now) => {
            store.come(&technician, presence).await?;
        }
        Some(_) => store.set_presence(&technician, renewed).await?,
    }
    let technician = Technician { presence: renewed.or(technician.presence), ..technician };
    let waiting = store.waiting_near(&technician, now).await?;
    Ok(Standing {
        online_until: technician.presence.map(|presence| presence.until),
        missions_near: ranks(&technician, &waiting, now).len(),
    })
}

#[cfg(test)]
mod tests {
    use domain::refusal::Refusal;
    use embedded::{Embedded, embedded, given};

    use super::*;

    fn command(technician: &Technician, online: bool) -> SetPresence {
        SetPresence { technician: technician.id.clone(), online_at: online.then(given::amiens) }
    }

    async fn listed(table: &Embedded, minute: i64) -> Vec<TechnicianId> {
        let heating = given::declaration().category;
        let found = table.store.online_near(heating, given::amiens(), given::at(minute)).await.unwrap();
        found.into_iter().map(|candidate| candidate.technician).collect()
    }

    #[tokio::test]
    async fn rule_28_who_is_online_is_listed_and_sees_how_much_waits_nearby() {
        let table = embedded().await;
        let karim = given::registered(&table.store, given::stranger("karim")).await;
        given::waiting(&table.store).await;
        given::waiting(&table.store).await;
        given::declared(&table.store).await;

        let standing = set_presence(&table.store, command(&karim, true), given::at(5)).await.unwrap();

        assert_eq!(standing, Standing { online_until: Some(given::at(20)), missions_near: 2 });
        assert_eq!(listed(&table, 6).await, [karim.id]);
    }

    #[tokio::test]
    async fn rule_28_without_a_heartbeat_presence_ends_after_15_minutes() {
        let table = embedded().await;
        let karim = given::registered(&table.store, given::stranger("karim")).await;
        set_presence(&table.store, command(&karim, true), given::at(0)).await.unwrap();

        let before = listed(&table, 14).await;
        let after = listed(&table, 15).await;

        assert_eq!((before, after), (vec![karim.id], vec![]));
    }

    #[tokio::test]
    async fn a_heartbeat_within_the_minute_writes_nothing() {
        let table = embedded().await;
        let karim = given::registered(&table.store, given::stranger("karim")).await;
        let first = set_presence(&table.store, command(&karim, true), given::at(0)).await.unwrap();
        let before = table.dump().await;

        let second = set_presence(&table.store, command(&karim, true), given::at(0)).await.unwrap();

        assert_eq!(second, first);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn who_moves_is_listed_where_they_are() {
        let table = embedded().await;
        let karim = given::registered(&table.store, given::stranger("karim")).await;
        set_presence(&table.store, command(&karim, true), given::at(0)).await.unwrap();
        let far = SetPresence { online_at: Some(given::north(60_000)), ..command(&karim, true) };

        let standing = set_presence(&table.store, far, given::at(14)).await.unwrap();

        assert_eq!(standing, Standing { online_until: Some(given::at(29)), missions_near: 0 });
        assert_eq!(listed(&table, 15).await, []);
    }

    #[tokio::test]
    async fn rule_28_a_position_that_nobody_could_have_reached_is_refused_until_the_session_ends() {
        let table = embedded().await;
        let karim = given::registered(&table.store, given::stranger("karim")).await;
        set_presence(&table.store, command(&karim, true), given::at(0)).await.unwrap();
        let at = |meters| SetPresence { online_at: Some(given::north(meters)), ..command(&karim, true) };
        let before = table.dump().await;

        // 300 km/h are 5 km a minute.
        let jumps = set_presence(&table.store, at(5_100), given::at(1)).await;

        assert_eq!(given::refusal(jumps), Some(Refusal::PositionImplausible { kmh_max: 300 }));
        assert_eq!(table.dump().await, before);
        assert!(set_presence(&table.store, at(4_900), given::at(1)).await.is_ok());
        set_presence(&table.store, command(&karim, false), given::at(2)).await.unwrap();
        assert!(set_presence(&table.store, at(400_000), given::at(2)).await.is_ok());
    }

    #[tokio::test]
    async fn who_goes_offline_is_listed_no_more_and_may_say_so_twice() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;

        let first = set_presence(&table.store, command(&karim, false), given::at(1)).await.unwrap();
        let second = set_presence(&table.store, command(&karim, false), given::at(2)).await.unwrap();

        assert_eq!(first, Standing { online_until: None, missions_near: 0 });
        assert_eq!(second, first);
        assert_eq!(listed(&table, 3).await, []);
    }

    #[tokio::test]
    async fn who_never_registered_cannot_go_online() {
        let table = embedded().await;
        let stranger = given::stranger("karim");

        let refused = set_presence(&table.store, command(&stranger, true), given::at(0)).await;

        assert!(matches!(refused, Err(Failure::NotFound)), "{refused:?}");
    }
}
