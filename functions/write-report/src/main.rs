//! Queue `papers`: a proposed quote and work that ended get their one document.

use domain::{Timestamp, failure::Failure};
use media::{Bucket, Documents};
use queue::PaperRequest;
use store::Store;
use write_report::write_report;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    let buckets = lambda::both(Bucket::connect, Documents::connect);
    lambda::serve_queue(lambda::both(Store::connect, buckets), handle).await
}

async fn handle(
    (store, (bucket, documents)): (Store, (Bucket, Documents)),
    message: PaperRequest,
    _: Timestamp,
) -> Result<(), Failure> {
    write_report(&store, &bucket, &documents, message).await?;
    Ok(())
}
