//! Every five minutes: effects that should have followed and did not are brought by the normal way.

use domain::{Timestamp, failure::Failure};
use lambda::telemetry::{Unit, metric, tell_missing, tell_parked, tell_rows};
use queue::Queues;
use repair_effects::repair_effects;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_schedule(lambda::both(Store::connect, Queues::connect), handle).await
}

async fn handle((store, queues): (Store, Queues), now: Timestamp) -> Result<(), Failure> {
    let repaired = repair_effects(&store, &queues, now).await;
    for (effect, count) in &repaired.missing {
        metric("MissingEffects", Unit::Count, *count, &[("Effect", effect)], now);
    }
    tell_rows(&repaired.walk.rows).await;
    tell_missing(repaired.missing.values().sum());
    tell_parked(repaired.walk.parked);
    repaired.walk.outcome()
}
