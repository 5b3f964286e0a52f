//! `POST /questions`: a question to the team.

use ask_question::{AskQuestion, ask_question};
use deserr::Deserr;
use domain::{
    id::InterventionId,
    text::{Remark, Story},
};
use lambda::{Call, Problem, Reply, answer::Time, body::Faults};
use serde::Serialize;
use store::Store;
use trace::Span;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    subject: Remark,
    text: Story,
    #[deserr(default)]
    intervention_id: Option<InterventionId>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Received<'a> {
    id: &'a str,
    asked_at: Time,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let (parties, key) = (call.parties()?, call.idempotency_required()?);
    let Body { subject, text, intervention_id: intervention } = call.body()?;
    if let Some(intervention) = &intervention {
        Span::record_intervention(intervention);
    }
    let command = AskQuestion { parties, subject, text, intervention, key };
    let asked = ask_question(&store, command, call.received_at()).await?;
    Reply::created(&Received { id: asked.id.as_str(), asked_at: asked.asked_at.into() })
}
