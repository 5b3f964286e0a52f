//! The technician takes back a quote that the customer has not answered (rule 14).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, QuoteId, TechnicianId},
    idempotency::Request,
    timeline::Actor,
};
use store::{Store, Transition};

/// The quote that the technician withdraws.
#[derive(Debug, Clone)]
pub struct WithdrawQuote {
    /// Of which intervention.
    pub intervention: InterventionId,
    /// The quote.
    pub quote: QuoteId,
    /// Who.
    pub technician: TechnicianId,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Withdraws the quote, or says why not.
pub async fn withdraw_quote(
    store: &Store,
    command: WithdrawQuote,
    now: Timestamp,
) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: command.occurred_at,
        now,
    };
    let WithdrawQuote { technician, quote, .. } = command;
    store
        .transition(&transition, |intervention, submission| {
            intervention.withdraw_quote(&technician, &quote, &submission)
        })
        .await
}

#[cfg(test)]
mod tests {
    use domain::{
        intervention::{Stage, StageName},
        money::Money,
        quote::Answer,
        refusal::Refusal,
        technician::Technician,
    };
    use embedded::{embedded, given};

    use super::*;

    async fn command(store: &Store, id: &InterventionId, technician: &Technician) -> WithdrawQuote {
        let dossier = store.dossier(id).await.unwrap();
        WithdrawQuote {
            intervention: id.clone(),
            quote: dossier.intervention.quote().unwrap().id.clone(),
            technician: technician.id.clone(),
            occurred_at: None,
            request: Request::default(),
        }
    }

    async fn settle(store: &Store, id: &InterventionId, answer: Answer) -> Result<Dossier, Failure> {
        let quote = store.dossier(id).await.unwrap().intervention.quote().unwrap().id.clone();
        let (by, now) = (Actor::Customer, given::at(58));
        let transition =
            Transition { id: id.clone(), request: Request::default(), by, occurred_at: None, now };
        let customer = given::customer();
        store.transition(&transition, |one, _| one.settle_quote(&customer, &quote, answer, now)).await
    }

    #[tokio::test]
    async fn rule_14_a_withdrawn_quote_cannot_be_accepted_and_work_goes_on() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let withdraw = command(&table.store, &id, &karim).await;

        let withdrawn = withdraw_quote(&table.store, withdraw, given::at(57)).await.unwrap();

        assert_eq!(withdrawn.intervention.quote().unwrap().answer, Some(Answer::Withdrawn));
        let accepted = settle(&table.store, &id, Answer::Accepted).await;
        assert_eq!(given::refusal(accepted), Some(Refusal::NoQuotePending { stage: StageName::Paused }));
        let resumed = given::step(&table.store, &id, Actor::Technician, 59, |one, told| {
            one.resume(&karim.id, &told, table.store.policy())
        })
        .await;
        let price = resumed.intervention.price(given::at(59), table.store.policy());
        assert_eq!((resumed.intervention.stage(), price.quote), (&Stage::Working, Money::ZERO));
    }

    #[tokio::test]
    async fn rule_14_an_accepted_quote_cannot_be_withdrawn() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let withdraw = command(&table.store, &id, &karim).await;
        settle(&table.store, &id, Answer::Accepted).await.unwrap();

        let refused = withdraw_quote(&table.store, withdraw, given::at(59)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NoQuotePending { stage: StageName::Paused }));
    }

    #[tokio::test]
    async fn a_repeat_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::quoted(&table.store, &karim).await;
        let withdraw = command(&table.store, &id, &karim).await;
        let first = withdraw_quote(&table.store, withdraw.clone(), given::at(57)).await.unwrap();
        let before = table.dump().await;

        let second = withdraw_quote(&table.store, withdraw, given::at(70)).await.unwrap();

        assert_eq!(second.intervention, first.intervention);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn nobody_else_withdraws_a_quote() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::quoted(&table.store, &karim).await;
        let foreign = command(&table.store, &id, &nadia).await;

        let refused = withdraw_quote(&table.store, foreign, given::at(57)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::NotYours));
    }
}
