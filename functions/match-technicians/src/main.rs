//! `GET /interventions/{id}/technicians`: whom the customer can choose from.

use deserr::Deserr;
use domain::{money::Money, ranking::Sort};
use lambda::{Call, Cursor, LeastStars, Limit, Number, Problem, Reply, body::Faults, telemetry::warn};
use match_technicians::{Filter, MatchTechnicians, match_technicians};
use places::Travel;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    let travel = |_: &_, lookup: lambda::Lookup<'_>| Travel::connect(lookup, warn);
    lambda::serve_http(lambda::both(Store::connect, travel), handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Query {
    #[deserr(default)]
    sort: Sort,
    #[deserr(default)]
    max_estimate_cents: Option<Number<0, 100_000_000>>,
    #[deserr(default)]
    min_rating: Option<LeastStars>,
    #[deserr(default)]
    limit: Limit,
    #[deserr(default)]
    cursor: Option<Cursor>,
}

async fn handle((store, travel): (Store, Travel), call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    let Query { sort, max_estimate_cents, min_rating, limit, cursor } = call.query()?;
    let after: Option<String> = call.key_of(cursor.as_ref())?;
    let filter = Filter {
        most_for_60_minutes: max_estimate_cents.map(|cents| Money::of_cents(cents.number())),
        least_rating_hundredths: min_rating.map(LeastStars::hundredths),
    };
    let query = MatchTechnicians { intervention: call.path("id")?, customer, sort, filter };
    let technicians = match_technicians(&store, &travel, query, call.received_at()).await?;
    call.technicians(&technicians, limit, after.as_deref())
}
