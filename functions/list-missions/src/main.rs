//! `GET /missions`: what is offered to the technician, then what waits nearby.

use deserr::Deserr;
use domain::mission::Mission;
use lambda::{Call, Cursor, Limit, Problem, Reply, answer, body::Faults};
use list_missions::{ListMissions, list_missions};
use media::Bucket;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(lambda::both(Store::connect, Bucket::connect), handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Query {
    #[deserr(default)]
    limit: Limit,
    #[deserr(default)]
    cursor: Option<Cursor>,
}

async fn handle((store, bucket): (Store, Bucket), call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let Query { limit, cursor } = call.query()?;
    let query = ListMissions { technician, limit: limit.number(), after: call.key_of(cursor.as_ref())? };
    let page = list_missions(&store, &bucket, query, call.received_at()).await?;
    let links = &page.links;
    let shown =
        |one: &Mission| answer::Mission::of(&one.dossier, one.distance_meters, one.offered_until, links);
    let items = page.items.iter().map(shown).collect();
    let next = page.next.map(|rank| call.cursor(&rank)).transpose()?;
    Reply::ok(&answer::Page { items, next })
}
