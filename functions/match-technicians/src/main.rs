//! `GET /interventions/{id}/technicians`: whom the customer can choose from.

use deserr::Deserr;
use domain::ranking::Sort;
use lambda::{Call, Cursor, Limit, Problem, Reply, body::Faults, telemetry::warn};
use match_technicians::{MatchTechnicians, match_technicians};
use places::Travel;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    let travel = |_: &_, lookup: lambda::Lookup<'_>| Travel::connect(lookup, warn);
    lambda::serve_http(lambda::both(Store::connect, travel), handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Query {
    #[deserr(default)]
    sort: Sort,
    #[deserr(default)]
    limit: Limit,
    #[deserr(default)]
    cursor: Option<Cursor>,
}

async fn handle((store, travel): (Store, Travel), call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    let Query { sort, limit, cursor } = call.query()?;
    let after: Option<String> = call.key_of(cursor.as_ref())?;
    let query = MatchTechnicians { intervention: call.path("id")?, customer, sort };
    let technicians = match_technicians(&store, &travel, query, call.received_at()).await?;
    call.technicians(&technicians, limit, after.as_deref())
}
