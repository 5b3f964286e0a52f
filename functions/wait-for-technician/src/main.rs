//! `POST /interventions/{id}/waiting`: the customer waits for whoever comes online.

use lambda::{Call, Problem, Reply};
use store::Store;
use wait_for_technician::{WaitForTechnician, wait_for_technician};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    call.no_body()?;
    let command = WaitForTechnician { intervention: call.path("id")?, customer, request: call.request()? };
    let waiting = wait_for_technician(&store, command, call.received_at()).await?;
    let position = store.waiting_position(&waiting.intervention).await?;
    call.waiting(&waiting, store.policy(), position)
}
