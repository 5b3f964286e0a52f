//! `POST /questions/{id}/answer`: an operator answers a question.

use answer_question::{AnswerQuestion, answer_question};
use deserr::Deserr;
use domain::text::Story;
use lambda::{Call, Problem, Reply, answer::Question, body::Faults};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Body {
    text: Story,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let operator = call.operator()?;
    let Body { text } = call.body()?;
    let key = call.idempotency_required()?;
    let request = domain::idempotency::Request { key: Some(key), if_match: None };
    let command = AnswerQuestion { question: call.path("id")?, operator, text, request };
    let answered = answer_question(&store, command, call.received_at()).await?;
    Reply::ok(&Question::of(&answered))
}
