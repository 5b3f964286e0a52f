//! `POST /interventions/{id}/extras`: material or software on top of the price.

use add_extra::{AddExtra, add_extra};
use deserr::Deserr;
use domain::{Timestamp, intervention::NewExtra, money::Money, text::Label, timeline::ExtraKind};
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
    kind: ExtraKind,
    label: Label,
    quantity: Whole<1, 1_000>,
    unit_price: Money,
    #[deserr(default)]
    occurred_at: Option<Timestamp>,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let Body { kind, label, quantity, unit_price, occurred_at } = call.body()?;
    let command = AddExtra {
        intervention: call.path("id")?,
        technician,
        extra: NewExtra { kind, label, quantity: quantity.number(), unit_price },
        occurred_at,
        request: call.request()?,
    };
    let added = add_extra(&store, command, call.received_at()).await?;
    call.dossier(&added, store.policy())
}
