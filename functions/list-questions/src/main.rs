//! `GET /questions`: the team reads what was asked, everybody else their own questions with the answers.

use deserr::Deserr;
use domain::intervention::Party;
use lambda::{
    Call, Cursor, Flag, Limit, Problem, Reply,
    answer::{self, Question},
    body::Faults,
};
use list_questions::{ListQuestions, list_questions};
use store::{Page, Store};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Query {
    #[deserr(default)]
    answered: Flag,
    #[deserr(default)]
    limit: Limit,
    #[deserr(default)]
    cursor: Option<Cursor>,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let (is_operator, person) = (call.parties()?.contains(&Party::Operator), call.person()?);
    let Query { answered: Flag(are_answered), limit, cursor } = call.query()?;
    let query =
        if is_operator { ListQuestions::OfTheTeam { are_answered } } else { ListQuestions::Of(person) };
    let page = Page { limit: limit.number(), after: call.key_of(cursor.as_ref())?, from: None, to: None };
    let listed = list_questions(&store, query, page).await?;
    let next = listed.next.as_ref().map(|key| call.cursor(key)).transpose()?;
    Reply::ok(&answer::Page { items: listed.items.iter().map(Question::of).collect(), next })
}
