//! `POST /interventions/{id}/postponement`: the work shall go on another day.

use deserr::Deserr;
use domain::Timestamp;
use lambda::{Call, Problem, Reply, body::Faults};
use propose_postponement::{ProposePostponement, propose_postponement};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    appointment: Timestamp,
    #[deserr(default)]
    occurred_at: Option<Timestamp>,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let body: Body = call.body()?;
    let command = ProposePostponement {
        intervention: call.path("id")?,
        technician,
        appointment: body.appointment,
        occurred_at: body.occurred_at,
        request: call.request()?,
    };
    let proposed = propose_postponement(&store, command, call.received_at()).await?;
    call.dossier(&proposed, store.policy())
}
