//! `GET /interventions/{id}`: one intervention, as far as the caller may see it.

use lambda::{Call, Problem, Reply, body::Nothing};
use media::{Bucket, Documents};
use show_intervention::{ShowIntervention, Shown, show_intervention};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    let buckets = lambda::both(Bucket::connect, Documents::connect);
    lambda::serve_http(lambda::both(Store::connect, buckets), handle).await
}

async fn handle(
    (store, (bucket, documents)): (Store, (Bucket, Documents)),
    call: Call,
) -> Result<Reply, Problem> {
    call.query::<Nothing>()?;
    let (intervention, parties, now) = (call.path("id")?, call.parties()?, call.received_at());
    let query = ShowIntervention { intervention, parties, form: call.language().form() };
    let shown = show_intervention(&store, (&bucket, &documents), query, now).await?;
    let Shown { dossier, waiting_position, distance_meters, links, quote_pdf } = shown;
    call.shown(&dossier, store.policy(), waiting_position, distance_meters, &links, quote_pdf.as_ref())
}
