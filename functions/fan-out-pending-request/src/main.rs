//! Queue `pending-requests`: every online technician concerned is told once.

use domain::{Timestamp, failure::Failure};
use fan_out_pending_request::fan_out_pending_request;
use queue::PendingRequest;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_queue(Store::connect, handle).await
}

async fn handle(store: Store, message: PendingRequest, now: Timestamp) -> Result<(), Failure> {
    fan_out_pending_request(&store, message, now).await.map(|_told| ())
}
