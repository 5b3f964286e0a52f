//! `GET /applications`: the team reads the applications that wait for a decision.

use deserr::Deserr;
use lambda::{
    Call, Cursor, Limit, Problem, Reply,
    answer::{self, Application},
    body::Faults,
};
use list_applications::list_applications;
use store::{Page, Store};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Query {
    #[deserr(default)]
    limit: Limit,
    #[deserr(default)]
    cursor: Option<Cursor>,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    call.operator()?;
    let Query { limit, cursor } = call.query()?;
    let page = Page { limit: limit.number(), after: call.key_of(cursor.as_ref())?, from: None, to: None };
    let listed = list_applications(&store, page).await?;
    let next = listed.next.as_ref().map(|key| call.cursor(key)).transpose()?;
    Reply::ok(&answer::Page { items: listed.items.iter().map(Application::of).collect(), next })
}
