//! `GET /interventions`: the history of a customer or technician, newest first.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{
    Timestamp,
    category::Category,
    intervention::{Party, StageName},
};
use lambda::{
    Call, Cursor, Flag, Limit, Problem, Reply, Several,
    body::{Faults, one_of},
};
use list_interventions::{Filter, ListInterventions, list_interventions};
use store::{Page, Store};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Query {
    #[deserr(default)]
    role: Option<Role>,
    #[deserr(default)]
    stage: Several<StageName>,
    #[deserr(default)]
    running: Flag,
    #[deserr(default)]
    category: Option<Category>,
    #[deserr(default)]
    from: Option<Timestamp>,
    #[deserr(default)]
    to: Option<Timestamp>,
    #[deserr(default)]
    limit: Limit,
    #[deserr(default)]
    cursor: Option<Cursor>,
}

#[derive(Clone, Copy)]
enum Role {
    Customer,
    Technician,
}

impl Deserr<Faults> for Role {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        one_of(value, at, &[("customer", Self::Customer), ("technician", Self::Technician)])
    }
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let Query { role, stage, running, category, from, to, limit, cursor } = call.query()?;
    let party = match role {
        Some(Role::Technician) => Party::Technician(call.technician()?),
        Some(Role::Customer) => Party::Customer(call.customer()?),
        // Everybody is a customer: a technician without a choice means the work, not the own household.
        None => match call.technician() {
            Ok(technician) => Party::Technician(technician),
            Err(_) => Party::Customer(call.customer()?),
        },
    };
    let page = Page { limit: limit.number(), after: call.key_of(cursor.as_ref())?, from, to };
    let filter = Filter { stages: stage.into_values(), category, running: running.0 };
    let listed = list_interventions(&store, ListInterventions { party, filter, page }).await?;
    call.history(&listed.items, listed.next.as_ref(), store.policy())
}
