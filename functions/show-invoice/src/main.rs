//! `GET /interventions/{id}/invoice`: the invoice of an intervention that ended.

use lambda::{
    Call, Problem, Reply,
    answer::{Invoice, Parties},
    body::Nothing,
};
use show_invoice::{ShowInvoice, show_invoice};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

/// An invoice is made within seconds after the end.
const RETRY_AFTER_SECONDS: u32 = 2;

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    call.query::<Nothing>()?;
    let query = ShowInvoice { intervention: call.path("id")?, parties: call.parties()? };
    let billed = show_invoice(&store, query).await?;
    let billed = billed.ok_or(Problem::NotYet { retry_after: RETRY_AFTER_SECONDS })?;
    let parties = Parties {
        technician: &billed.technician,
        customer: billed.customer.as_ref(),
        breakdown: &billed.dossier.breakdown.address,
        ended_at: billed.ended_at,
    };
    Reply::ok(&Invoice::of(&billed.invoice, parties).with_credit_notes(&billed.credit_notes))
}
