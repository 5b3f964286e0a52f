//! `GET /missions`: what is offered to the technician, then what waits nearby.

use deserr::Deserr;
use domain::{category::Category, mission::Mission};
use lambda::{Call, Cursor, Limit, Number, Problem, Reply, Several, answer, body::Faults};
use list_missions::{Filter, ListMissions, list_missions};
use media::Bucket;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(lambda::both(Store::connect, Bucket::connect), handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Query {
    #[deserr(default)]
    category: Several<Category>,
    #[deserr(default)]
    max_distance_meters: Option<Number<0, 100_000>>,
    #[deserr(default)]
    limit: Limit,
    #[deserr(default)]
    cursor: Option<Cursor>,
}

async fn handle((store, bucket): (Store, Bucket), call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let Query { category, max_distance_meters, limit, cursor } = call.query()?;
    let most_meters = max_distance_meters.and_then(|meters| u32::try_from(meters.number()).ok());
    let filter = Filter { categories: category.into_values(), most_meters };
    let after = call.key_of(cursor.as_ref())?;
    let query = ListMissions { technician, limit: limit.number(), after, filter };
    let page = list_missions(&store, &bucket, query, call.received_at()).await?;
    let links = &page.links;
    let shown =
        |one: &Mission| answer::Mission::of(&one.dossier, one.distance_meters, one.offered_until, links);
    let items = page.items.iter().map(shown).collect();
    let next = page.next.map(|rank| call.cursor(&rank)).transpose()?;
    Reply::ok(&answer::Page { items, next })
}
