//! `GET /categories`: what can be declared, and the prices that are the same for everybody.

use domain::policy::Policy;
use lambda::{Call, Problem, Reply, answer::Categories, body::Nothing};
use list_categories::list_categories;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(|_, lookup| Policy::from_lookup(lookup), handle).await
}

/// Categories and prices change with a release only.
const FRESH_SECONDS: u32 = 3_600;

async fn handle(policy: Policy, call: Call) -> Result<Reply, Problem> {
    call.query::<Nothing>()?;
    let reply = Reply::ok(&Categories::of(&list_categories(), &policy))?;
    Ok(reply.public(FRESH_SECONDS))
}
