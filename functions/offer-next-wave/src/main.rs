//! Queue `offer-timers`: an offer ended, the next wave goes out or the request waits.

use domain::{Timestamp, failure::Failure};
use offer_next_wave::{Rung, offer_next_wave};
use queue::{Message, OfferTimer, Queues};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_queue(lambda::both(Store::connect, Queues::connect), handle).await
}

async fn handle((store, queues): (Store, Queues), timer: OfferTimer, now: Timestamp) -> Result<(), Failure> {
    match offer_next_wave(&store, &timer, now).await? {
        Rung::Done => Ok(()),
        Rung::Early { until } => {
            Ok(queues.send(&[Message::OfferTimer(OfferTimer { until, ..timer })], now).await?)
        }
    }
}
