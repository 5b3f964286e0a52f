//! `GET /me/data`: everything that is kept about the caller, page by page.

use deserr::Deserr;
use export_personal_data::{ExportPersonalData, export_personal_data};
use lambda::{Call, Cursor, Problem, Reply, answer::PersonalData, body::Faults};
use media::{Bucket, Documents};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    let buckets = lambda::both(Bucket::connect, Documents::connect);
    lambda::serve_http(lambda::both(Store::connect, buckets), handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Query {
    #[deserr(default)]
    cursor: Option<Cursor>,
}

async fn handle(
    (store, (bucket, documents)): (Store, (Bucket, Documents)),
    call: Call,
) -> Result<Reply, Problem> {
    let person = call.person()?;
    let Query { cursor } = call.query()?;
    let (now, language) = (call.received_at(), call.language());
    let query = ExportPersonalData { person, after: call.key_of(cursor.as_ref())?, form: language.form() };
    let exported = export_personal_data(&store, (&bucket, &documents), query, now).await?;
    let next = exported.next.map(|place| call.cursor(&place)).transpose()?;
    Reply::ok(&PersonalData::of(&exported.data, (now, store.policy(), language), next))
}
