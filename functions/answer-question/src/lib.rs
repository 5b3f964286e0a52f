//! An operator answers a question; the person who asked reads the answer (rule 26).

use domain::{
    Timestamp,
    failure::Failure,
    id::{OperatorId, QuestionId},
    idempotency::Request,
    question::{Answer, Question},
    text::Story,
};
use store::Store;

/// What is answered.
#[derive(Debug, Clone)]
pub struct AnswerQuestion {
    /// Which question.
    pub question: QuestionId,
    /// Who answers.
    pub operator: OperatorId,
    /// The answer.
    pub text: Story,
    /// How a repeat is recognised.
    pub request: Request,
}

/// Keeps the answer; the table's stream tells the person who asked.
pub async fn answer_question(
    store: &Store,
    command: AnswerQuestion,
    now: Timestamp,
) -> Result<Question, Failure> {
    let AnswerQuestion { question, operator, text, request } = command;
    store.answer(&question, &Answer { operator, text, answered_at: now }, request).await
}

#[cfg(test)]
mod tests {
    use domain::{idempotency::Key, intervention::Party};
    use embedded::{embedded, given};

    use super::*;

    fn key(number: u8) -> Key {
        Key { command: [number; 12], body: [1; 8], former: None }
    }

    async fn asked(store: &Store) -> Question {
        let question = Question {
            id: QuestionId::derived(&key(1)),
            by: Party::Customer(given::customer()),
            subject: given::word("Question sur ma facture"),
            text: given::word("Puis-je avoir la facture au nom de ma SCI ?"),
            intervention: None,
            asked_at: given::at(5),
            answer: None,
        };
        store.ask(&question, Request { key: Some(key(1)), if_match: None }).await.unwrap()
    }

    fn command(question: &QuestionId, number: u8, text: &str) -> AnswerQuestion {
        AnswerQuestion {
            question: question.clone(),
            operator: given::word("lea"),
            text: given::word(text),
            request: Request { key: Some(key(number)), if_match: None },
        }
    }

    #[tokio::test]
    async fn rule_26_an_answer_is_kept_with_its_author_and_a_newer_one_takes_its_place() {
        let table = embedded().await;
        let question = asked(&table.store).await;

        answer_question(&table.store, command(&question.id, 2, "Oui."), given::at(60)).await.unwrap();
        let newer = command(&question.id, 3, "Oui, elle arrive.");
        let answered = answer_question(&table.store, newer, given::at(61)).await.unwrap();

        let (operator, text) = (given::word("lea"), given::word("Oui, elle arrive."));
        let answer = Some(Answer { operator, text, answered_at: given::at(61) });
        assert_eq!(answered, Question { answer, ..question });
    }

    #[tokio::test]
    async fn a_repeat_changes_nothing() {
        let table = embedded().await;
        let question = asked(&table.store).await;
        let first =
            answer_question(&table.store, command(&question.id, 2, "Oui."), given::at(60)).await.unwrap();
        let before = table.dump().await;

        let second =
            answer_question(&table.store, command(&question.id, 2, "Oui."), given::at(61)).await.unwrap();

        assert_eq!(second, first);
        assert_eq!(table.dump().await, before);
    }

    #[tokio::test]
    async fn a_question_that_nobody_asked_has_no_answer() {
        let table = embedded().await;

        let refused =
            answer_question(&table.store, command(&given::word("q9"), 2, "Oui."), given::at(60)).await;

        assert!(matches!(refused, Err(Failure::NotFound)));
    }
}
