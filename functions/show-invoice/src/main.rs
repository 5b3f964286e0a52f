//! `GET /interventions/{id}/invoice`: the invoice of an intervention that ended.

use lambda::{Call, Problem, Reply, answer::Invoice, body::Nothing};
use media::Documents;
use show_invoice::{ShowInvoice, show_invoice};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(lambda::both(Store::connect, Documents::connect), handle).await
}

/// An invoice is made within seconds after the end.
const RETRY_AFTER_SECONDS: u32 = 2;

async fn handle((store, documents): (Store, Documents), call: Call) -> Result<Reply, Problem> {
    call.query::<Nothing>()?;
    let (intervention, parties) = (call.path("id")?, call.parties()?);
    let query = ShowInvoice { intervention, parties, form: call.language().form() };
    let billed = show_invoice(&store, &documents, query, call.received_at()).await?;
    let billed = billed.ok_or(Problem::NotYet { retry_after: RETRY_AFTER_SECONDS })?;
    let invoice = Invoice::of(&billed.bill, &billed.technician, billed.performed_at, &billed.link);
    Reply::ok(&invoice.with_credit_notes(&billed.credit_notes))
}
