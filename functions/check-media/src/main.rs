//! Queue `uploads`: S3 tells of photos and voice notes that were uploaded.

use check_media::check_media;
use domain::{Timestamp, failure::Failure, media::State};
use lambda::telemetry::{Unit, metric};
use media::{Bucket, Notice};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_queue(lambda::both(Store::connect, Bucket::connect), handle).await
}

async fn handle((store, bucket): (Store, Bucket), notice: Notice, now: Timestamp) -> Result<(), Failure> {
    for upload in notice.uploads() {
        if let Some(State::Refused(fault)) = check_media(&store, &bucket, &upload).await? {
            metric("MediaRefused", Unit::Count, 1, &[("Fault", fault.code())], now);
        }
    }
    Ok(())
}
