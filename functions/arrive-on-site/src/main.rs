//! `POST /interventions/{id}/arrival`: the technician is on site.

use arrive_on_site::{ArriveOnSite, arrive_on_site};
use lambda::{Call, Problem, Reply, body::Occurred};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let Occurred { occurred_at } = call.body()?;
    let command =
        ArriveOnSite { intervention: call.path("id")?, technician, occurred_at, request: call.request()? };
    let arrived = arrive_on_site(&store, command, call.received_at()).await?;
    call.dossier(&arrived, store.policy())
}
