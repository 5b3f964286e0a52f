//! `POST /interventions/{id}/start`: the clock starts, with the customer's code.

use deserr::Deserr;
use domain::{Timestamp, breakdown::StartCode};
use lambda::{Call, Problem, Reply, body::Faults};
use start_intervention::{StartIntervention, start_intervention};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    code: StartCode,
    #[deserr(default)]
    occurred_at: Option<Timestamp>,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let body: Body = call.body()?;
    let command = StartIntervention {
        intervention: call.path("id")?,
        technician,
        code: body.code,
        next_code: StartCode::of_random(call.random()),
        occurred_at: body.occurred_at,
        request: call.request()?,
    };
    let started = start_intervention(&store, command, call.received_at()).await?;
    call.dossier(&started, store.policy())
}
