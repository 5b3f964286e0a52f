//! `GET /categories`: what can be declared, and the prices that are the same for everybody.

use domain::policy::Policy;
use lambda::{Call, Lookup, Problem, Reply, answer::Categories, body::Nothing};
use list_categories::list_categories;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(|_, lookup| settings(lookup), handle).await
}

/// Prices, and the oldest version of the apps that still works.
fn settings(lookup: Lookup<'_>) -> Result<(Policy, String), lambda::Error> {
    let oldest = lookup("MINIMUM_APP_VERSION").ok_or("MINIMUM_APP_VERSION is not set")?;
    Ok((Policy::from_lookup(lookup)?, oldest))
}

/// Categories and prices change with a release only.
const FRESH_SECONDS: u32 = 3_600;

async fn handle((policy, oldest): (Policy, String), call: Call) -> Result<Reply, Problem> {
    call.query::<Nothing>()?;
    let reply = Reply::ok(&Categories::of(&list_categories(), &policy, &oldest))?;
    Ok(reply.public(FRESH_SECONDS))
}
