//! Every minute: requests that nobody took in time expire.

use domain::{Timestamp, failure::Failure};
use expire_requests::expire_requests;
use lambda::telemetry::{tell_parked, tell_rows};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_schedule(Store::connect, handle).await
}

async fn handle(store: Store, now: Timestamp) -> Result<(), Failure> {
    let walk = expire_requests(&store, now).await?;
    tell_rows(&walk.rows).await;
    tell_parked(walk.parked);
    walk.outcome()
}
