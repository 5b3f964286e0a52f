//! `PUT /interventions/{id}/choice`: the customer chooses a technician, who gets an offer.

use choose_technician::{ChooseTechnician, choose_technician};
use deserr::Deserr;
use domain::id::TechnicianId;
use lambda::{Call, Problem, Reply, body::Faults};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    technician_id: TechnicianId,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    let Body { technician_id: technician } = call.body()?;
    let command =
        ChooseTechnician { intervention: call.path("id")?, customer, technician, request: call.request()? };
    let offered = choose_technician(&store, command, call.received_at()).await?;
    call.dossier(&offered, store.policy())
}
