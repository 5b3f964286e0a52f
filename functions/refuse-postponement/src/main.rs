//! `POST /interventions/{id}/postponement/refusal`: the customer does not agree to another appointment.

use lambda::{Call, Problem, Reply};
use refuse_postponement::{RefusePostponement, refuse_postponement};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    call.no_body()?;
    let command = RefusePostponement { intervention: call.path("id")?, customer, request: call.request()? };
    let refused = refuse_postponement(&store, command, call.received_at()).await?;
    call.dossier(&refused, store.policy())
}
