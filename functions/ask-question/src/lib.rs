//! A question to the team, with or without an intervention (rule 26).

use domain::{
    Timestamp,
    failure::Failure,
    id::{InterventionId, QuestionId},
    idempotency::{Key, Request},
    intervention::Party,
    person::Person,
    question::Question,
    text::{Remark, Story},
};
use store::Store;

/// What is asked.
#[derive(Debug, Clone)]
pub struct AskQuestion {
    /// Everything that the caller is. Without an intervention a technician asks as a technician, anybody else as a
    /// customer.
    pub parties: Vec<Party>,
    /// What it is about.
    pub subject: Remark,
    /// The question.
    pub text: Story,
    /// The intervention it is about, one of the caller's.
    pub intervention: Option<InterventionId>,
    /// The question's id derives from it, so that a repeat finds the first answer.
    pub key: Key,
}

/// Keeps the question; the table's stream takes it to the team. A person who was erased asks nothing by an old token.
pub async fn ask_question(store: &Store, command: AskQuestion, now: Timestamp) -> Result<Question, Failure> {
    let AskQuestion { parties, subject, text, intervention, key } = command;
    let by = match &intervention {
        // The team is nobody whose question could be found again.
        None => parties.into_iter().rfind(|party| party.sub().is_some()),
        Some(about) => {
            let about = store.dossier(about).await?.intervention;
            parties.into_iter().find(|party| about.is_known_to(party))
        }
    };
    let by = by.ok_or(Failure::NotFound)?;
    if let Some(person) = Person::of(&by) {
        store.check_not_erased(&person).await?;
    }
    let id = QuestionId::derived(&key);
    let question = Question { id, by, subject, text, intervention, asked_at: now, answer: None };
    store.ask(&question, Request { key: Some(key), if_match: None }).await
}

#[cfg(test)]
mod tests {
    use domain::refusal::Refusal;
    use embedded::{embedded, given};

    use super::*;

    fn command(intervention: Option<InterventionId>, party: Party) -> AskQuestion {
        AskQuestion {
            parties: vec![party],
            subject: given::word("Question sur ma facture"),
            text: given::word("Puis-je avoir la facture au nom de ma SCI ?"),
            intervention,
            key: Key { command: [1; 12], body: [1; 8], former: None },
        }
    }

    fn customer() -> Party {
        Party::Customer(given::customer())
    }

    #[tokio::test]
    async fn rule_30_a_person_who_was_erased_asks_nothing_by_an_old_token() {
        let table = embedded().await;
        table.store.begin_erasure(&Person::from(&given::customer()), given::at(0)).await.unwrap();
        let before = table.dump().await;

        let refused = ask_question(&table.store, command(None, customer()), given::at(5)).await;

        assert_eq!(given::refusal(refused), Some(Refusal::PersonErased));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn rule_26_a_question_is_kept_with_or_without_an_intervention() {
        let table = embedded().await;
        let id = given::declared(&table.store).await;

        for (number, about) in [(1, None), (2, Some(id))] {
            let key = Key { command: [number; 12], body: [1; 8], former: None };
            let command = AskQuestion { key, ..command(about.clone(), customer()) };
            let asked = ask_question(&table.store, command, given::at(5)).await.unwrap();

            assert_eq!((asked.id, asked.by), (QuestionId::derived(&key), customer()));
            assert_eq!((asked.intervention, asked.asked_at), (about, given::at(5)));
        }
    }

    #[tokio::test]
    async fn a_repeat_gets_the_first_answer_and_asks_once() {
        let table = embedded().await;
        let first = ask_question(&table.store, command(None, customer()), given::at(5)).await.unwrap();
        let before = table.dump().await;

        let second = ask_question(&table.store, command(None, customer()), given::at(6)).await.unwrap();
        let key = Key { command: [1; 12], body: [2; 8], former: None };
        let other = AskQuestion { key, ..command(None, customer()) };
        let reused = ask_question(&table.store, other, given::at(7)).await;

        assert_eq!(second, first);
        assert!(matches!(reused, Err(Failure::KeyReused)));
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn nobody_asks_about_an_intervention_of_others() {
        let table = embedded().await;
        let karim = given::technician(&table.store, "karim").await;
        let id = given::accepted(&table.store, &karim).await;

        let nosy = command(Some(id.clone()), Party::Customer(given::word("nosy")));
        let refused = ask_question(&table.store, nosy, given::at(5)).await;
        let theirs = command(Some(id), Party::Technician(karim.id.clone()));
        let asked = ask_question(&table.store, theirs, given::at(5)).await.unwrap();

        assert!(matches!(refused, Err(Failure::NotFound)));
        assert_eq!(asked.by, Party::Technician(karim.id));
    }
}
