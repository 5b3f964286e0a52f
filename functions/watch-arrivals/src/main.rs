//! Every minute: technicians who did not leave are nudged, then replaced.

use domain::{Timestamp, failure::Failure};
use lambda::telemetry::{tell_parked, tell_rows};
use store::Store;
use watch_arrivals::watch_arrivals;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_schedule(Store::connect, handle).await
}

async fn handle(store: Store, now: Timestamp) -> Result<(), Failure> {
    let walk = watch_arrivals(&store, now).await?;
    tell_rows(&walk.rows).await;
    tell_parked(walk.parked);
    walk.outcome()
}
