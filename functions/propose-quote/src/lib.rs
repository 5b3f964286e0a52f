//! The technician proposes a quote in the interview or in a pause: a fixed price for described work (rule 14).

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    idempotency::Request,
    intervention::Intervention,
    moment::Submission,
    quote::QuoteLines,
    timeline::Actor,
};
use store::{Attachment, Store, Transition};

/// What the technician proposes.
#[derive(Debug, Clone)]
pub struct ProposeQuote {
    /// Which intervention.
    pub intervention: InterventionId,
    /// Who.
    pub technician: TechnicianId,
    /// What the price covers.
    pub lines: QuoteLines,
    /// Until when the customer may accept; none means as long as usual.
    pub valid_until: Option<Timestamp>,
    /// When it happened, if the app was offline.
    pub occurred_at: Option<Timestamp>,
    /// How a repeat and a stale view are recognised.
    pub request: Request,
}

/// Keeps the lines and tells the customer; a newer quote replaces one that is still pending.
pub async fn propose_quote(store: &Store, command: ProposeQuote, now: Timestamp) -> Result<Dossier, Failure> {
    let transition = Transition {
        id: command.intervention,
        request: command.request,
        by: Actor::Technician,
        occurred_at: command.occurred_at,
        now,
    };
    let ProposeQuote { technician, lines, valid_until, .. } = command;
    let decide = |intervention: &Intervention, submission: Submission| {
        intervention.propose_quote(&technician, &lines, valid_until, &submission, store.policy())
    };
    let attach = |intervention: &Intervention| Attachment::Quote(intervention.next_quote(), lines.clone());
    store.transition_with(&transition, decide, attach).await
}

#[cfg(test)]
mod tests {
    use domain::{intervention::StageName, refusal::Refusal, technician::Technician};
    use embedded::{embedded, given};

    use super::*;

    fn command(id: &InterventionId, technician: &Technician) -> ProposeQuote {
        let (intervention, technician) = (id.clone(), technician.id.clone());
        ProposeQuote {
            intervention,
            technician,
            lines: given::quote_lines(),
            valid_until: None,
            occurred_at: None,
            request: Request::default(),
        }
    }

    #[tokio::test]
    async fn rule_14_a_quote_is_pending_until_the_customer_answers() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;

        let proposed = propose_quote(&table.store, command(&id, &karim), given::at(60)).await.unwrap();

        let quote = proposed.intervention.quote().unwrap();
        assert!(quote.is_pending(given::at(57)));
        assert_eq!(quote.total, given::quote_lines().total());
        assert_eq!(quote.valid_until, given::at(60 + 30 * 24 * 60));
        assert_eq!(proposed.quote_lines(&quote.id), Some(&given::quote_lines()));
        assert_eq!(table.store.dossier(&id).await.unwrap(), proposed);
    }

    #[tokio::test]
    async fn rule_14_a_newer_quote_replaces_a_pending_one() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;
        propose_quote(&table.store, command(&id, &karim), given::at(60)).await.unwrap();
        let dearer = QuoteLines::try_from([given::quote_lines().lines(); 2].concat()).unwrap();

        let newer = ProposeQuote { lines: dearer.clone(), ..command(&id, &karim) };
        let proposed = propose_quote(&table.store, newer, given::at(61)).await.unwrap();

        assert_eq!(proposed.quotes.len(), 2);
        assert_eq!(proposed.intervention.quote().unwrap().total, dearer.total());
    }

    #[tokio::test]
    async fn a_second_proposal_of_the_same_changes_nothing() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::paused(&table.store, &karim).await;
        let first = propose_quote(&table.store, command(&id, &karim), given::at(60)).await.unwrap();

        let second = propose_quote(&table.store, command(&id, &karim), given::at(61)).await.unwrap();

        assert_eq!(second, first);
    }

    #[tokio::test]
    async fn a_quote_that_is_over_before_it_begins_is_refused() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::arrived(&table.store, &karim).await;
        let before = table.dump().await;

        let over = ProposeQuote { valid_until: Some(given::at(60)), ..command(&id, &karim) };
        let refused = propose_quote(&table.store, over, given::at(60)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::ValidityPast { now: given::at(60) }));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn quotes_are_proposed_in_a_pause_and_by_the_technician_of_the_intervention() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let nadia = given::technician(&table.store, "nadia").await;
        let id = given::working(&table.store, &karim).await;

        let early = propose_quote(&table.store, command(&id, &karim), given::at(30)).await;
        let foreign = propose_quote(&table.store, command(&id, &nadia), given::at(30)).await;

        assert_eq!(given::refusal(early), Some(Refusal::StageForbids { stage: StageName::Working }));
        assert_eq!(given::refusal(foreign), Some(Refusal::NotYours));
    }
}
