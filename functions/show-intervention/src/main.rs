//! `GET /interventions/{id}`: one intervention, as far as the caller may see it.

use lambda::{Call, Problem, Reply, body::Nothing};
use media::Bucket;
use show_intervention::{ShowIntervention, Shown, show_intervention};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(lambda::both(Store::connect, Bucket::connect), handle).await
}

async fn handle((store, bucket): (Store, Bucket), call: Call) -> Result<Reply, Problem> {
    call.query::<Nothing>()?;
    let query = ShowIntervention { intervention: call.path("id")?, parties: call.parties()? };
    let shown = show_intervention(&store, &bucket, query, call.received_at()).await?;
    let Shown { dossier, waiting_position, distance_meters, links } = shown;
    call.shown(&dossier, store.policy(), waiting_position, distance_meters, &links)
}
