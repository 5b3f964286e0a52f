//! The customer accepts or refuses a quote, once; a newer quote replaces an older one (rule 14).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{CustomerId, InterventionId, QuoteId},
    idempotency::Request,
    intervention::Intervention,
    quote::Answer,
    timeline::Actor,
};
use store::{Store, Transition};

/// What the customer says.
#[derive(Debug, Clone)]
pub struct SettleQuote {
    /// Of which intervention.
    pub intervention: InterventionId,
    /// To which quote.
    pub quote: QuoteId,
    /// Yes or no.
    pub answer: Answer,
    /// Who says it.
    pub customer: CustomerId,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Settles the quote, or says why not.
pub async fn settle_quote(store: &Store, command: SettleQuote, now: Timestamp) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Customer,
        occurred_at: None,
        now,
    };
    let decide = |intervention: &Intervention, _| {
        intervention.settle_quote(&command.customer, &command.quote, command.answer, now)
    };
    store.transition(&transition, decide).await
}

#[cfg(test)]
mod tests {
    use domain::{intervention::StageName, money::Money, refusal::Refusal};
    use embedded::{embedded, given};

    use super::*;

    async fn command(store: &Store, intervention: &InterventionId, answer: Answer) -> SettleQuote {
        let dossier = store.dossier(intervention).await.unwrap();
        let quote = dossier.intervention.quote().unwrap().id.clone();
        let (customer, request) = (given::customer(), Request::default());
        SettleQuote { intervention: intervention.clone(), quote, answer, customer, request }
    }

    #[tokio::test]
    async fn rule_14_an_accepted_quote_is_the_price_and_time_after_it_is_not_billed() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let accept = command(&table.store, &id, Answer::Accepted).await;

        let accepted = settle_quote(&table.store, accept, given::at(57)).await.unwrap();
        given::step(&table.store, &id, Actor::Technician, 58, |one, told| {
            one.resume(&karim.id, &told, table.store.policy())
        })
        .await;

        let quote = accepted.intervention.agreed_quotes().next().unwrap();
        assert_eq!((quote.total, quote.answer), (Money::of_cents(23_500), Some(Answer::Accepted)));
        let later = table.store.dossier(&id).await.unwrap().intervention;
        let price = later.price(given::at(180), table.store.policy());
        assert_eq!(
            (price.quote, price.base, price.time),
            (Money::of_cents(23_500), Money::of_cents(4_999), Money::ZERO)
        );
    }

    #[tokio::test]
    async fn rule_14_a_refused_quote_leaves_the_elapsed_time_to_pay() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let refuse = command(&table.store, &id, Answer::Refused).await;

        let refused = settle_quote(&table.store, refuse, given::at(57)).await.unwrap();

        assert_eq!(refused.intervention.agreed_quotes().count(), 0);
        assert_eq!(
            refused.intervention.price(given::at(90), table.store.policy()).total,
            Money::of_cents(4_999)
        );
    }

    #[tokio::test]
    async fn an_answer_is_given_once_and_its_repeat_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let accept = command(&table.store, &id, Answer::Accepted).await;
        let first = settle_quote(&table.store, accept.clone(), given::at(57)).await.unwrap();
        let before = table.dump().await;

        let repeat = settle_quote(&table.store, accept.clone(), given::at(58)).await.unwrap();
        let refuse = SettleQuote { answer: Answer::Refused, ..accept };
        let changed = settle_quote(&table.store, refuse, given::at(59)).await;

        assert_eq!(repeat, first);
        assert_eq!(given::refusal(changed), Some(Refusal::NoQuotePending { stage: StageName::Paused }));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn a_quote_cannot_be_accepted_beyond_its_validity_nor_an_unknown_one() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let accept = command(&table.store, &id, Answer::Accepted).await;
        let other = SettleQuote { quote: given::word("3"), ..accept.clone() };
        let valid_until = table.store.dossier(&id).await.unwrap().intervention.quote().unwrap().valid_until;
        let after = valid_until + std::time::Duration::from_secs(1);

        let unknown = settle_quote(&table.store, other, given::at(57)).await;
        let expired = settle_quote(&table.store, accept, after).await;

        let stage = StageName::Paused;
        assert_eq!(given::refusal(unknown), Some(Refusal::NoSuchQuote));
        assert_eq!(given::refusal(expired), Some(Refusal::QuoteExpired { at: valid_until, stage }));
    }

    #[tokio::test]
    async fn nobody_else_answers_a_quote() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let accept = command(&table.store, &id, Answer::Accepted).await;
        let nosy = SettleQuote { customer: given::word("karim"), ..accept };

        let refused = settle_quote(&table.store, nosy, given::at(57)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }
}
