//! `POST /interventions/{id}/postponement/confirmation`: the customer agrees to another appointment.

use confirm_postponement::{ConfirmPostponement, confirm_postponement};
use lambda::{Call, Problem, Reply};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    call.no_body()?;
    let command = ConfirmPostponement { intervention: call.path("id")?, customer, request: call.request()? };
    let postponed = confirm_postponement(&store, command, call.received_at()).await?;
    call.dossier(&postponed, store.policy())
}
