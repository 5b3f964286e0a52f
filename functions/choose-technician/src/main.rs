//! `PUT /interventions/{id}/choice`: the customer chooses a technician, who gets an offer.

use choose_technician::{ChooseTechnician, Seen, choose_technician};
use deserr::Deserr;
use domain::{id::TechnicianId, money::Money, tariff::HourlyRate};
use lambda::{Call, Problem, Reply, body::Faults};
use store::Store;
use trace::Span;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    technician_id: TechnicianId,
    #[deserr(default)]
    hourly_rate: Option<HourlyRate>,
    #[deserr(default)]
    flat_rate: Option<Money>,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    let Body { technician_id: technician, hourly_rate, flat_rate } = call.body()?;
    Span::record_technician(&technician);
    let (intervention, request) = (call.path("id")?, call.request()?);
    let seen = Seen { hourly_rate: hourly_rate.map(HourlyRate::money), flat_rate };
    let command = ChooseTechnician { intervention, customer, technician, seen, request };
    let offered = choose_technician(&store, command, call.received_at()).await?;
    call.dossier(&offered, store.policy())
}
