//! Queue `invoices`: an intervention that ended gets its one invoice.

use domain::{Timestamp, failure::Failure};
use generate_invoice::generate_invoice;
use lambda::telemetry::{Unit, metric};
use media::Documents;
use queue::InvoiceRequest;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_queue(lambda::both(Store::connect, Documents::connect), handle).await
}

async fn handle(
    (store, documents): (Store, Documents),
    message: InvoiceRequest,
    now: Timestamp,
) -> Result<(), Failure> {
    if let Some(issued) = generate_invoice(&store, &documents, message, now).await? {
        metric("InvoiceDelay", Unit::Seconds, issued.delay_seconds, &[], now);
    }
    Ok(())
}
