//! The missions of a technician: what is offered to them, then what waits near them (rules 7 and 28).

use domain::{
    Timestamp,
    category::Category,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    media::Links,
    mission::{Mission, Rank, missions, ranks},
};
use media::Bucket;
use store::Store;

/// What the technician asks for.
#[derive(Debug, Clone)]
pub struct ListMissions {
    /// Who.
    pub technician: TechnicianId,
    /// How many at most.
    pub limit: usize,
    /// The last mission of the page before.
    pub after: Option<Rank>,
    /// The conditions that each listed waiting request meets.
    pub filter: Filter,
}

/// Conditions on waiting requests. Offers to the technician are always listed, because they end soon.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of one of these categories; of any, if empty.
    pub categories: Vec<Category>,
    /// At most so many metres away, as the list shows it.
    pub most_meters: Option<u32>,
}

/// A page of missions.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Offered before waiting, priority before none, near before far; what was taken in the last moment is absent.
    pub items: Vec<Mission>,
    /// After which the next page begins; none on the last.
    pub next: Option<Rank>,
    /// To their thumbnails.
    pub links: Links,
}

/// The missions around where the technician is online, else around their base.
pub async fn list_missions(
    store: &Store,
    bucket: &Bucket,
    query: ListMissions,
    now: Timestamp,
) -> Result<Page, Failure> {
    let technician = store.approved_technician(&query.technician).await?;
    let (offered, mut waiting) =
        tokio::try_join!(store.offers(&technician.id, now), store.waiting_near(&technician, now))?;
    let offered = missions(&technician, offered, Vec::new(), now);
    let mut places: Vec<Rank> = offered.iter().map(Mission::rank).collect();
    let Filter { categories, most_meters } = &query.filter;
    waiting.retain(|one| categories.is_empty() || categories.contains(&one.category));
    let near = ranks(&technician, &waiting, now).into_iter();
    places.extend(near.filter(|(.., meters, _)| most_meters.is_none_or(|most| *meters <= most)));
    places.retain(|place| query.after.as_ref().is_none_or(|after| place > after));
    let more = places.len() > query.limit;
    places.truncate(query.limit);
    let shown: Vec<InterventionId> =
        waiting.into_iter().map(|one| one.id).filter(|id| has(&places, id)).collect();
    let shown = missions(&technician, Vec::new(), store.dossiers(shown).await?, now);
    let offered = offered.into_iter().filter(|mission| places.contains(&mission.rank()));
    let mut items: Vec<Mission> = offered.chain(shown).collect();
    let links = illustrate(store, bucket, &mut items, now).await?;
    Ok(Page { next: places.last().filter(|_| more).cloned(), items, links })
}

fn has(places: &[Rank], id: &InterventionId) -> bool {
    places.iter().any(|(waits, .., known)| *waits && known == id.as_str())
}

/// Photos lie in a row of their own, which only the missions of this page need.
async fn illustrate(
    store: &Store,
    bucket: &Bucket,
    missions: &mut [Mission],
    now: Timestamp,
) -> Result<Links, Failure> {
    let mut media = store.media_of(missions.iter().map(|one| one.dossier.intervention.id())).await?;
    let mut links = Links::new();
    for Mission { dossier, .. } in missions {
        let id = dossier.intervention.id();
        dossier.media = media.remove(id).unwrap_or_default();
        links.extend(bucket.thumbnails(id, dossier.media.ready(), now).await?);
    }
    Ok(links)
}

#[cfg(test)]
mod tests {
    use domain::{
        breakdown::Declaration,
        intervention::Intervention,
        technician::{Presence, Technician},
        timeline::Actor,
    };
    use embedded::{EmbeddedBucket, embedded, given};

    use super::*;

    fn query(technician: &Technician) -> ListMissions {
        ListMissions { technician: technician.id.clone(), limit: 20, after: None, filter: Filter::default() }
    }

    fn ids(page: &Page) -> Vec<InterventionId> {
        page.items.iter().map(|mission| mission.dossier.intervention.id().clone()).collect()
    }

    async fn waiting(store: &Store, meters: u32) -> InterventionId {
        let declaration = Declaration { location: given::north(meters), ..given::declaration() };
        given::intervention(store, declaration, true).await
    }

    /// Accepted by `technician`, who then calls off: it waits again, with priority.
    async fn given_up(store: &Store, technician: &Technician) -> InterventionId {
        let id = given::accepted(store, technician).await;
        let give_up = |one: &Intervention, _| one.give_up(&technician.id, given::at(2), store.policy());
        given::step(store, &id, Actor::Technician, 2, give_up).await;
        id
    }

    #[tokio::test]
    async fn offers_come_first_then_what_waits_with_priority_ahead_and_near_before_far() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let far = waiting(&table.store, 5_240).await;
        let near = waiting(&table.store, 1_830).await;
        let urgent = given_up(&table.store, &nadia).await;
        let offered = given::offered(&table.store, &karim).await;

        let page = list_missions(&table.store, &bucket.client(), query(&karim), given::at(0)).await.unwrap();

        assert_eq!(ids(&page), [offered, urgent, near, far]);
        let shown = |mission: &Mission| (mission.distance_meters, mission.offered_until.is_some());
        let shown: Vec<_> = page.items.iter().map(shown).collect();
        assert_eq!(shown, [(0, true), (0, false), (1_821, false), (4_720, false)]);
        assert_eq!(page.next, None);
    }

    #[tokio::test]
    async fn filters_leave_out_what_waits_and_never_what_is_offered() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let near = waiting(&table.store, 1_830).await;
        waiting(&table.store, 5_240).await;
        let offered = given::offered(&table.store, &karim).await;
        let filters = [
            Filter { most_meters: Some(1_821), ..Filter::default() },
            Filter { most_meters: Some(1_820), ..Filter::default() },
            Filter { categories: vec![given::word("plumbing")], ..Filter::default() },
        ];

        let mut found = Vec::new();
        for filter in filters {
            let query = ListMissions { filter, ..query(&karim) };
            let page = list_missions(&table.store, &bucket.client(), query, given::at(0)).await.unwrap();
            found.push(ids(&page));
        }

        assert_eq!(found, [vec![offered.clone(), near], vec![offered.clone()], vec![offered]]);
    }

    #[tokio::test]
    async fn pages_join_without_a_gap_or_a_repeat() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let mut all = Vec::new();
        for kilometers in 1..=5 {
            all.push(waiting(&table.store, kilometers * 1_000).await);
        }
        let mut seen = Vec::new();
        let mut after = None;

        for _ in 0..3 {
            let query = ListMissions { limit: 2, after, ..query(&karim) };
            let page = list_missions(&table.store, &bucket.client(), query, given::at(1)).await.unwrap();
            seen.extend(ids(&page));
            after = page.next;
        }

        assert_eq!((seen, after), (all, None));
    }

    #[tokio::test]
    async fn who_is_offline_sees_what_waits_around_their_base() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::registered(&table.store, given::stranger("karim")).await;
        let at_home = waiting(&table.store, 1_000).await;
        let away = waiting(&table.store, 120_000).await;

        let offline =
            list_missions(&table.store, &bucket.client(), query(&karim), given::at(0)).await.unwrap();
        let presence = Presence { location: given::north(119_000), until: given::at(15) };
        table.store.set_presence(&karim, Some(presence)).await.unwrap();
        let online =
            list_missions(&table.store, &bucket.client(), query(&karim), given::at(1)).await.unwrap();
        let gone = list_missions(&table.store, &bucket.client(), query(&karim), given::at(15)).await.unwrap();

        assert_eq!(
            (ids(&offline), ids(&online), ids(&gone)),
            (vec![at_home.clone()], vec![away], vec![at_home])
        );
    }

    #[tokio::test]
    async fn what_the_technician_cannot_take_is_no_mission() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let of = |declaration| given::intervention(&table.store, declaration, true);
        of(Declaration { category: given::word("plumbing"), ..given::declaration() }).await;
        of(Declaration { flat_rate: Some(given::word("Désembouage")), ..given::declaration() }).await;
        waiting(&table.store, 20_400).await;
        given::offered(&table.store, &nadia).await;
        given::accepted(&table.store, &nadia).await;
        let flat = Declaration { flat_rate: Some(given::word("Entretien annuel")), ..given::declaration() };
        let possible = of(flat).await;

        let page = list_missions(&table.store, &bucket.client(), query(&karim), given::at(1)).await.unwrap();

        assert_eq!(ids(&page), [possible]);
    }

    #[tokio::test]
    async fn what_ended_is_no_mission() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        given::offered(&table.store, &karim).await;
        given::waiting(&table.store).await;
        given::accepted(&table.store, &karim).await;

        let after_the_offer =
            list_missions(&table.store, &bucket.client(), query(&karim), given::at(2)).await.unwrap();
        let a_day_later =
            list_missions(&table.store, &bucket.client(), query(&karim), given::at(24 * 60)).await.unwrap();

        assert_eq!((after_the_offer.items.len(), a_day_later.items.len()), (1, 0));
    }

    #[tokio::test]
    async fn rule_29_a_mission_shows_thumbnails_alone() {
        let (table, bucket) = (embedded().await, EmbeddedBucket::open());
        let karim = given::technician(&table.store, "karim").await;
        let id = waiting(&table.store, 1_830).await;
        waiting(&table.store, 5_240).await;
        let photo = given::photo(&table.store, &id).await;

        let page = list_missions(&table.store, &bucket.client(), query(&karim), given::at(1)).await.unwrap();

        let shown = page.items.iter().map(|one| one.dossier.media.all().to_vec()).collect::<Vec<_>>();
        assert_eq!(shown, [vec![photo.clone()], Vec::new()]);
        let link = &page.links[&photo.id];
        assert_eq!(link.url, None);
        let prefix = format!("{}/{}/thumbnails/{id}/", bucket.endpoint, bucket.name);
        assert!(link.thumbnail_url.as_ref().is_some_and(|url| url.starts_with(&prefix)), "{link:?}");
    }
}
