//! `POST /interventions/{id}/refusal`: a technician declines an offer.

use decline_request::{DeclineRequest, decline_request};
use lambda::{Call, Problem, Reply};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    call.no_body()?;
    let command = DeclineRequest { intervention: call.path("id")?, technician, request: call.request()? };
    let declined = decline_request(&store, command, call.received_at()).await?;
    call.dossier(&declined, store.policy())
}
