//! `POST /interventions/{id}/departure`: the technician sets out.

use depart_for_intervention::{DepartForIntervention, depart_for_intervention};
use deserr::Deserr;
use domain::Timestamp;
use lambda::{
    Call, Problem, Reply,
    body::{Faults, Whole},
};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    #[deserr(default)]
    eta_minutes: Option<Whole<1, 240>>,
    #[deserr(default)]
    occurred_at: Option<Timestamp>,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let body: Body = call.body()?;
    let command = DepartForIntervention {
        intervention: call.path("id")?,
        technician,
        eta_minutes: body.eta_minutes.map(Whole::number),
        occurred_at: body.occurred_at,
        request: call.request()?,
    };
    let departed = depart_for_intervention(&store, command, call.received_at()).await?;
    call.dossier(&departed, store.policy())
}
