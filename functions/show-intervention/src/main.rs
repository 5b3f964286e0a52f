//! `GET /interventions/{id}`: one intervention, as far as the caller may see it.

use lambda::{Call, Problem, Reply, body::Nothing};
use show_intervention::{ShowIntervention, show_intervention};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    call.query::<Nothing>()?;
    let query = ShowIntervention { intervention: call.path("id")?, parties: call.parties()? };
    let shown = show_intervention(&store, query, call.received_at()).await?;
    call.shown(&shown.dossier, store.policy(), shown.waiting_position, shown.distance_meters)
}
