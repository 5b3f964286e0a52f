//! Every five minutes: personal data that were kept long enough are erased, and erasures that were cut are completed.

use apply_retention::apply_retention;
use domain::{Timestamp, failure::Failure};
use erasure::Eraser;
use lambda::telemetry::{tell_parked, tell_rows};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_schedule(Eraser::connect, handle).await
}

async fn handle(eraser: Eraser, now: Timestamp) -> Result<(), Failure> {
    let walk = apply_retention(&eraser, now).await?;
    tell_rows(&walk.rows).await;
    tell_parked(walk.parked);
    walk.outcome()
}
