//! The customer rates the technician once, within 30 days; the mean is exact whoever rates together (rule 25).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{CustomerId, InterventionId},
    idempotency::Request,
    intervention::Intervention,
    text::Comment,
    timeline::{Actor, Stars},
};
use store::{Store, Transition};

/// What the customer says.
#[derive(Debug, Clone)]
pub struct RateTechnician {
    /// Of which intervention.
    pub intervention: InterventionId,
    /// Who says it.
    pub customer: CustomerId,
    /// 1 to 5.
    pub stars: Stars,
    /// In words.
    pub comment: Option<Comment>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Keeps the rating, or says why not.
pub async fn rate_technician(
    store: &Store,
    command: RateTechnician,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let RateTechnician { intervention, customer, stars, comment, request } = command;
    let transition = Transition { id: intervention, request, by: Actor::Customer, occurred_at: None, now };
    let decide = |intervention: &Intervention, _| {
        intervention.rate(&customer, stars, comment.clone(), now, store.policy())
    };
    store.transition(&transition, decide).await
}

#[cfg(test)]
mod tests {
    use domain::{intervention::StageName, refusal::Refusal, technician::Rating};
    use embedded::{embedded, given};

    use super::*;

    fn command(intervention: &InterventionId, stars: i64) -> RateTechnician {
        RateTechnician {
            intervention: intervention.clone(),
            customer: given::customer(),
            stars: Stars::try_from(stars).unwrap(),
            comment: Some(given::word("Rapide et propre.")),
            request: Request::default(),
        }
    }

    #[tokio::test]
    async fn rule_25_a_rating_enters_the_mean_at_once() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let first = given::finished(&table.store, &karim).await;
        rate_technician(&table.store, command(&first, 5), given::at(61)).await.unwrap();
        table.store.release(&karim.id, karim.home, &first, given::ACCEPTED).await.unwrap();
        let karim = given::technician(&table.store, "karim").await;
        let second = given::finished(&table.store, &karim).await;

        let rated = rate_technician(&table.store, command(&second, 2), given::at(61)).await.unwrap();

        let (stars, comment) = rated.intervention.rating().unwrap();
        assert_eq!((stars.number(), comment), (2, &Some(given::word("Rapide et propre."))));
        let rating = table.store.technician(&karim.id).await.unwrap().rating;
        assert_eq!(rating, Rating { stars: 7, count: 2 });
    }

    #[tokio::test]
    async fn rule_25_the_customer_rates_once_and_a_repeat_counts_once() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        let first = rate_technician(&table.store, command(&id, 5), given::at(61)).await.unwrap();
        let before = table.dump().await;

        let repeat = rate_technician(&table.store, command(&id, 5), given::at(62)).await.unwrap();
        let other = rate_technician(&table.store, command(&id, 1), given::at(63)).await;

        assert_eq!(repeat, first);
        assert_eq!(given::refusal(other), Some(Refusal::AlreadyRated { stage: StageName::Finished }));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn rule_25_ratings_close_after_30_days() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::finished(&table.store, &karim).await;
        let closes = given::at(60 + 30 * 24 * 60);

        let late =
            rate_technician(&table.store, command(&id, 5), closes + std::time::Duration::from_millis(1))
                .await;

        let over = Refusal::RatingClosed { at: closes, stage: StageName::Finished };
        assert_eq!(given::refusal(late), Some(over));
        rate_technician(&table.store, command(&id, 5), closes).await.unwrap();
    }

    #[tokio::test]
    async fn work_that_goes_on_is_not_rated_nor_is_the_work_for_others() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::working(&table.store, &karim).await;
        let nosy = RateTechnician { customer: given::word("nosy"), ..command(&id, 1) };

        let early = rate_technician(&table.store, command(&id, 5), given::at(30)).await;
        let foreign = rate_technician(&table.store, nosy, given::at(30)).await;

        assert_eq!(given::refusal(early), Some(Refusal::StageForbids { stage: StageName::Working }));
        assert_eq!(given::refusal(foreign), Some(Refusal::NotYours));
    }
}
