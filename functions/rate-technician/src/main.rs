//! `POST /interventions/{id}/rating`: the customer rates the technician.

use deserr::Deserr;
use domain::{text::Comment, timeline::Stars};
use lambda::{Call, Problem, Reply, body::Faults};
use rate_technician::{RateTechnician, rate_technician};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    stars: Stars,
    #[deserr(default)]
    comment: Option<Comment>,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    let Body { stars, comment } = call.body()?;
    let command =
        RateTechnician { intervention: call.path("id")?, customer, stars, comment, request: call.request()? };
    let rated = rate_technician(&store, command, call.received_at()).await?;
    call.dossier(&rated, store.policy())
}
