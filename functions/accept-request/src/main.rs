//! `POST /interventions/{id}/acceptance`: a technician takes the request.

use accept_request::{AcceptRequest, accept_request};
use lambda::{Call, Problem, Reply};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    call.no_body()?;
    let command = AcceptRequest { intervention: call.path("id")?, technician, request: call.request()? };
    let accepted = accept_request(&store, command, call.received_at()).await?;
    call.dossier(&accepted, store.policy())
}
