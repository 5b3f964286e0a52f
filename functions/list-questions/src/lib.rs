//! Questions to the team: the team reads all of them, everybody else their own with the answers (rule 26).

use domain::{failure::Failure, person::Person, question::Question};
use store::{Listed, Page, Store};

/// Which questions.
#[derive(Debug, Clone)]
pub enum ListQuestions {
    /// Those that wait for an answer of the team, or have one; the oldest first.
    OfTheTeam {
        /// Whether they are answered.
        are_answered: bool,
    },
    /// Those that a person asked, in no order that means anything.
    Of(Person),
}

/// A page of questions.
pub async fn list_questions(
    store: &Store,
    query: ListQuestions,
    page: Page,
) -> Result<Listed<Question>, Failure> {
    match query {
        ListQuestions::OfTheTeam { are_answered } => store.questions(are_answered, page).await,
        ListQuestions::Of(person) => store.questions_of(&person, page).await,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        id::QuestionId,
        idempotency::{Key, Request},
        intervention::Party,
        question::Answer,
    };
    use embedded::{embedded, given};

    use super::*;

    fn request(number: u8) -> Request {
        Request { key: Some(Key { command: [number; 12], body: [1; 8], former: None }), if_match: None }
    }

    async fn asked(store: &Store, number: u8, by: Party) -> QuestionId {
        let request = request(number);
        let question = Question {
            id: QuestionId::derived(&request.key.unwrap()),
            by,
            subject: given::word("Question sur ma facture"),
            text: given::word("Puis-je avoir la facture au nom de ma SCI ?"),
            intervention: None,
            asked_at: given::at(number.into()),
            answer: None,
        };
        store.ask(&question, request).await.unwrap().id
    }

    async fn answered(store: &Store, id: &QuestionId) {
        let (operator, text) = (given::word("lea"), given::word("Oui."));
        let answer = Answer { operator, text, answered_at: given::at(60) };
        store.answer(id, &answer, request(99)).await.unwrap();
    }

    fn page(limit: usize, after: Option<String>) -> Page {
        Page { limit, after, from: None, to: None }
    }

    fn ids(listed: &Listed<Question>) -> Vec<QuestionId> {
        listed.items.iter().map(|question| question.id.clone()).collect()
    }

    #[tokio::test]
    async fn rule_26_the_team_reads_what_waits_for_an_answer_the_oldest_first_page_by_page() {
        let table = embedded().await;
        let camille = || Party::Customer(given::customer());
        let karim = Party::Technician(given::word("karim"));
        let second = asked(&table.store, 2, karim).await;
        let first = asked(&table.store, 1, camille()).await;
        let third = asked(&table.store, 3, camille()).await;
        answered(&table.store, &second).await;

        let open = |after| {
            let query = ListQuestions::OfTheTeam { are_answered: false };
            list_questions(&table.store, query, page(1, after))
        };
        let one = open(None).await.unwrap();
        let two = open(one.next.clone()).await.unwrap();
        let query = ListQuestions::OfTheTeam { are_answered: true };
        let done = list_questions(&table.store, query, page(20, None)).await.unwrap();

        assert_eq!((ids(&one), ids(&two), ids(&done)), (vec![first], vec![third], vec![second]));
    }

    #[tokio::test]
    async fn rule_26_a_person_reads_their_own_questions_with_the_answers() {
        let table = embedded().await;
        let mine = asked(&table.store, 1, Party::Customer(given::customer())).await;
        asked(&table.store, 2, Party::Customer(given::word("nosy"))).await;
        answered(&table.store, &mine).await;

        let person = Person::try_from(given::customer().to_string()).unwrap();
        let listed = list_questions(&table.store, ListQuestions::Of(person), page(20, None)).await.unwrap();

        assert_eq!(ids(&listed), [mine]);
        assert_eq!(listed.items[0].answer.as_ref().map(|answer| answer.text.as_str()), Some("Oui."));
    }
}
