//! `GET /customers/me`: a customer's own profile.

use lambda::{Call, Problem, Reply, answer, body::Nothing};
use show_customer::show_customer;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    call.query::<Nothing>()?;
    let customer = show_customer(&store, &call.customer()?).await?;
    Reply::ok(&answer::Customer::of(&customer))
}
