//! `GET /interventions/{id}`: one intervention, as far as the caller may see it.

use lambda::{Call, Problem, Reply, View, answer::Contact, body::Nothing};
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
    let Shown { customer, technician_phone, waiting_position, distance_meters, .. } = shown;
    let view = View {
        dossier: &shown.dossier,
        party: shown.party,
        sight: shown.sight,
        contact: Contact { customer, technician_phone },
        waiting_position,
        distance_meters,
        links: &shown.links,
        quote_pdf: shown.quote_pdf.as_ref(),
    };
    call.shown(view, store.policy())
}
