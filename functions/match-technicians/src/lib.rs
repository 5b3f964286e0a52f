//! Whom the customer can choose from: competent, free and in reach, sorted as asked, each with reasons (rule 5).

use domain::{
    Timestamp,
    failure::Failure,
    id::{CustomerId, InterventionId},
    intervention::Party,
    money::Money,
    ranking::{Ranked, Sort, rank},
};
use places::Travel;
use store::Store;

/// What the customer asks for.
#[derive(Debug, Clone)]
pub struct MatchTechnicians {
    /// For which request.
    pub intervention: InterventionId,
    /// Who asks.
    pub customer: CustomerId,
    /// What they look at first.
    pub sort: Sort,
    /// The conditions that each listed technician meets.
    pub filter: Filter,
}

/// Conditions on technicians. Ranks and reasons still compare all technicians who can take the request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// The most that an hour of work may cost.
    pub most_for_60_minutes: Option<Money>,
    /// The least mean rating in hundredths of a star; it leaves out technicians without ratings.
    pub least_rating_hundredths: Option<u64>,
}

impl Filter {
    fn accepts(&self, one: &Ranked) -> bool {
        self.most_for_60_minutes.is_none_or(|most| one.for_60_minutes <= most)
            && self.least_rating_hundredths.is_none_or(|least| one.candidate.rating.is_at_least(least))
    }
}

/// All technicians who can take the request, in the order asked for.
pub async fn match_technicians(
    store: &Store,
    travel: &Travel,
    query: MatchTechnicians,
    now: Timestamp,
) -> Result<Vec<Ranked>, Failure> {
    let intervention = store.dossier(&query.intervention).await?.intervention;
    if !intervention.is_known_to(&Party::Customer(query.customer)) {
        return Err(Failure::NotFound);
    }
    intervention.check_open(now)?;
    let found = store.listed(&intervention, now).await?;
    let arriving = travel.arriving(found, &intervention, now).await;
    let mut ranked = rank(arriving, &intervention, query.sort, now, store.policy());
    ranked.retain(|one| query.filter.accepts(one));
    Ok(ranked)
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::{Intervention, StageName},
        map_cell::MapCell,
        ranking::Reason,
        refusal::Refusal,
        tariff::HourlyRate,
        technician::{Presence, Technician},
        timeline::{Actor, Stars},
    };
    use embedded::{embedded, given};
    use recorded::Roads;

    use super::*;

    fn query(intervention: &InterventionId, sort: Sort) -> MatchTechnicians {
        MatchTechnicians {
            intervention: intervention.clone(),
            customer: given::customer(),
            sort,
            filter: Filter::default(),
        }
    }

    /// A technician online so many metres away, at so many cents an hour.
    async fn online(store: &Store, name: &str, meters: u32, cents: i64) -> Technician {
        let mut technician = given::stranger(name);
        technician.tariffs[0].hourly_rate = HourlyRate::try_from(Money::of_cents(cents)).unwrap();
        let technician = given::registered(store, technician).await;
        let presence = Presence { location: given::north(meters), until: given::at(15) };
        store.set_presence(&technician, Some(presence)).await.unwrap();
        technician
    }

    async fn names(store: &Store, query: MatchTechnicians, minute: i64) -> Vec<String> {
        let ranked = match_technicians(store, &Travel::default(), query, given::at(minute)).await.unwrap();
        ranked.iter().map(|one| one.candidate.technician.to_string()).collect()
    }

    fn by(roads: &Roads) -> Travel {
        Travel::connect(&|_| Some(roads.url()), |_| ()).unwrap()
    }

    /// Whom the customer sees by these roads, and how soon they could be there.
    async fn arrivals(store: &Store, roads: &Roads, query: MatchTechnicians) -> Vec<(String, u32)> {
        let ranked = match_technicians(store, &by(roads), query, given::at(1)).await.unwrap();
        ranked.iter().map(|one| (one.candidate.technician.to_string(), one.eta_minutes)).collect()
    }

    fn list(entries: &[(&str, u32)]) -> Vec<(String, u32)> {
        entries.iter().map(|(name, minutes)| ((*name).to_owned(), *minutes)).collect()
    }

    #[tokio::test]
    async fn rule_5_arrivals_by_road_change_who_is_best_and_what_no_road_tells_is_estimated() {
        let table = embedded().await;
        online(&table.store, "behind-the-river", 1_000, 7_200).await;
        online(&table.store, "karim", 4_000, 7_200).await;
        online(&table.store, "on-the-island", 5_000, 7_200).await;
        let id = given::declared(&table.store).await;
        // Customers are told of map cells, so roads are asked for the way from the centre of one.
        let [river, island] =
            [1_000, 5_000].map(|meters| MapCell::of(given::north(meters)).centre().latitude());
        let roads = Roads::start(move |latitude, _| {
            if latitude < river + 1e-3 { Some(1_500) } else { (latitude < island - 1e-3).then_some(300) }
        });
        let (roads, nowhere) = (roads.unwrap(), Roads::start(|_, _| None).unwrap());

        let by_road = arrivals(&table.store, &roads, query(&id, Sort::Best)).await;
        let estimated = arrivals(&table.store, &nowhere, query(&id, Sort::Best)).await;

        assert_eq!(by_road, list(&[("karim", 10), ("on-the-island", 11), ("behind-the-river", 30)]));
        assert_eq!(estimated, list(&[("behind-the-river", 7), ("karim", 10), ("on-the-island", 11)]));
        assert_eq!((roads.asked(), nowhere.asked()), (1, 1));
    }

    #[tokio::test]
    async fn a_road_service_that_says_nothing_leaves_the_list_as_it_was_estimated() {
        let table = embedded().await;
        online(&table.store, "karim", 1_000, 7_200).await;
        let id = given::declared(&table.store).await;
        let silent = Roads::silent().unwrap();

        let listed = arrivals(&table.store, &silent, query(&id, Sort::Best)).await;

        assert_eq!((listed, silent.asked()), (list(&[("karim", 7)]), 1));
    }

    #[tokio::test]
    async fn rule_5_the_list_is_sorted_as_asked_and_says_why() {
        let table = embedded().await;
        online(&table.store, "karim", 1_000, 9_000).await;
        online(&table.store, "nadia", 4_000, 4_500).await;
        let id = given::declared(&table.store).await;

        assert_eq!(names(&table.store, query(&id, Sort::Proximity), 1).await, ["karim", "nadia"]);
        assert_eq!(names(&table.store, query(&id, Sort::Price), 1).await, ["nadia", "karim"]);
        let ranked =
            match_technicians(&table.store, &Travel::default(), query(&id, Sort::Price), given::at(1))
                .await
                .unwrap();
        assert_eq!((ranked[1].distance_meters, ranked[1].for_60_minutes), (910, Money::of_cents(9_499)));
        assert_eq!(ranked[1].reasons(), [Reason::Nearest, Reason::NewHere]);
    }

    #[tokio::test]
    async fn filters_leave_out_technicians_above_a_price_or_below_a_rating() {
        let table = embedded().await;
        online(&table.store, "nadia", 4_000, 4_500).await;
        let karim = given::technician(&table.store, "karim").await;
        let done = given::finished(&table.store, &karim).await;
        table.store.release(&karim.id, karim.home, &done, given::ACCEPTED).await.unwrap();
        let stars = Stars::try_from(4).unwrap();
        let rate = |one: &Intervention, _| {
            one.rate(&given::customer(), stars, None, given::at(70), table.store.policy())
        };
        given::step(&table.store, &done, Actor::Customer, 70, rate).await;
        let rated = table.store.technician(&karim.id).await.unwrap();
        let presence = Presence { location: given::north(1_000), until: given::at(15) };
        table.store.set_presence(&rated, Some(presence)).await.unwrap();
        let id = given::declared(&table.store).await;
        let by = |filter| MatchTechnicians { filter, ..query(&id, Sort::Proximity) };
        let price = |cents| Filter { most_for_60_minutes: Some(Money::of_cents(cents)), ..Filter::default() };
        let rating = |least| Filter { least_rating_hundredths: Some(least), ..Filter::default() };

        // 49.99 EUR and half an hour at 45 EUR.
        assert_eq!(names(&table.store, by(price(7_249)), 1).await, ["nadia"]);
        assert_eq!(names(&table.store, by(price(7_248)), 1).await, [""; 0]);
        assert_eq!(names(&table.store, by(rating(400)), 1).await, ["karim"]);
        assert_eq!(names(&table.store, by(rating(401)), 1).await, [""; 0]);
    }

    #[tokio::test]
    async fn rule_5_who_is_busy_offline_or_out_of_reach_is_not_listed() {
        let table = embedded().await;
        let busy = given::technician(&table.store, "busy").await;
        given::working(&table.store, &busy).await;
        online(&table.store, "far", 21_000, 7_200).await;
        given::registered(&table.store, given::stranger("offline")).await;
        online(&table.store, "karim", 1_000, 7_200).await;
        let id = given::declared(&table.store).await;

        assert_eq!(names(&table.store, query(&id, Sort::Best), 1).await, ["karim"]);
        assert_eq!(names(&table.store, query(&id, Sort::Best), 15).await, [""; 0]);
    }

    #[tokio::test]
    async fn nobody_else_is_told_of_a_request() {
        let table = embedded().await;
        let id = given::declared(&table.store).await;
        let stranger = MatchTechnicians { customer: given::word("nosy"), ..query(&id, Sort::Best) };

        let refused = match_technicians(&table.store, &Travel::default(), stranger, given::at(1)).await;

        assert!(matches!(refused, Err(Failure::NotFound)));
    }

    #[tokio::test]
    async fn a_request_that_was_taken_or_expired_looks_for_nobody() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let taken = given::accepted(&table.store, &karim).await;
        let expired = given::declared(&table.store).await;

        let after_acceptance =
            match_technicians(&table.store, &Travel::default(), query(&taken, Sort::Best), given::at(2))
                .await;
        let after_a_day = match_technicians(
            &table.store,
            &Travel::default(),
            query(&expired, Sort::Best),
            given::at(1_440),
        )
        .await;

        let forbids = Refusal::StageForbids { stage: StageName::Accepted };
        assert_eq!(given::refusal(after_acceptance), Some(forbids));
        let over = Refusal::RequestExpired { at: given::at(1_440), stage: StageName::Declared };
        assert_eq!(given::refusal(after_a_day), Some(over));
    }
}
