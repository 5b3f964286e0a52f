//! `POST /interventions/{id}/resume`: the clock runs again.

use lambda::{Call, Problem, Reply, body::Occurred};
use resume_intervention::{ResumeIntervention, resume_intervention};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let Occurred { occurred_at } = call.body()?;
    let command = ResumeIntervention {
        intervention: call.path("id")?,
        technician,
        occurred_at,
        request: call.request()?,
    };
    let resumed = resume_intervention(&store, command, call.received_at()).await?;
    call.dossier(&resumed, store.policy())
}
