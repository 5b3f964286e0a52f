//! `DELETE /interventions/{id}/extras/{extraId}`: an extra leaves the price.

use lambda::{
    Call, Problem, Reply,
    body::{Nothing, Occurred},
};
use remove_extra::{RemoveExtra, remove_extra};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let (Occurred { occurred_at }, Nothing {}) = call.query_and_body()?;
    let command = RemoveExtra {
        intervention: call.path("id")?,
        technician,
        extra: call.path("extraId")?,
        occurred_at,
        request: call.request()?,
    };
    let removed = remove_extra(&store, command, call.received_at()).await?;
    call.dossier(&removed, store.policy())
}
