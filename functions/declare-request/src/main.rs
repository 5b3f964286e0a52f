//! `POST /interventions`: a customer declares a breakdown.

use declare_request::{DeclareRequest, declare_request, locate};
use deserr::Deserr;
use domain::{
    Timestamp,
    breakdown::{Breakdown, Declaration, StartCode},
    category::Category,
    id::InterventionId,
    money::Money,
    text::{Description, Name},
};
use lambda::{
    Call, Problem, Reply,
    body::{Faults, Place},
    telemetry::{Unit, metric_with, warn},
};
use places::{Addresses, Travel};
use store::Store;
use trace::Span;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    let addresses = |_: &_, lookup: lambda::Lookup<'_>| Addresses::connect(lookup);
    let travel = |_: &_, lookup: lambda::Lookup<'_>| Travel::connect(lookup, warn);
    let connect = lambda::both(Store::connect, lambda::both(addresses, travel));
    lambda::serve_http(connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    category: Category,
    address: Place,
    description: Description,
    #[deserr(default)]
    scheduled_for: Option<Timestamp>,
    #[deserr(default)]
    flat_rate: Option<Name>,
    #[deserr(default)]
    price_ceiling: Option<Money>,
}

async fn handle(
    (store, (addresses, travel)): (Store, (Addresses, Travel)),
    call: Call,
) -> Result<Reply, Problem> {
    let (customer, key) = (call.customer()?, call.idempotency_required()?);
    Span::record_intervention(&InterventionId::derived(&key));
    let Body { category, address: place, description, scheduled_for, flat_rate, price_ceiling } =
        call.body()?;
    let location = match place.location {
        Some(location) => location,
        None => locate(&store, &addresses, &key, &place.address).await?,
    };
    let start_code = StartCode::of_random(call.random());
    let declaration =
        Declaration { customer, category, location, scheduled_for, flat_rate, price_ceiling, start_code };
    let breakdown = Breakdown { address: place.address, access: place.access, description };
    let command = DeclareRequest { declaration, breakdown, key };
    let is_immediate = command.declaration.scheduled_for.is_none();
    let department = command.breakdown.address.postcode.department().to_owned();
    let declared = declare_request(&store, &travel, command, call.received_at()).await?;
    if is_immediate && declared.technicians.is_empty() {
        metric_with("NobodyFound", Unit::Count, 1, &[("department", &department)], call.received_at());
    }
    call.declared(&declared.dossier, &declared.technicians, store.policy())
}
