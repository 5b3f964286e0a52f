//! `POST /interventions/{id}/closure`: the customer closes what nobody continues.

use close_intervention::{CloseIntervention, close_intervention};
use lambda::{Call, Problem, Reply};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    call.no_body()?;
    let command = CloseIntervention { intervention: call.path("id")?, customer, request: call.request()? };
    let closed = close_intervention(&store, command, call.received_at()).await?;
    call.dossier(&closed, store.policy())
}
