//! Queue `offer-timers`: an offer ended, the next wave goes out or the request waits.

use domain::{Timestamp, failure::Failure};
use lambda::telemetry::warn;
use offer_next_wave::{Rung, offer_next_wave};
use places::Travel;
use queue::{Message, OfferTimer, Queues};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    let travel = |_: &_, lookup: lambda::Lookup<'_>| Travel::connect(lookup, warn);
    let connect = lambda::both(lambda::both(Store::connect, travel), Queues::connect);
    lambda::serve_queue(connect, handle).await
}

async fn handle(
    ((store, travel), queues): ((Store, Travel), Queues),
    timer: OfferTimer,
    now: Timestamp,
) -> Result<(), Failure> {
    match offer_next_wave(&store, &travel, &timer, now).await? {
        Rung::Done => Ok(()),
        Rung::Early { until } => {
            Ok(queues.send(&[Message::OfferTimer(OfferTimer { until, ..timer })], now).await?)
        }
    }
}
