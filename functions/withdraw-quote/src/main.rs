//! `POST /interventions/{id}/quotes/{quoteId}/withdrawal`: the technician takes a quote back.

use lambda::{Call, Problem, Reply, body::Occurred};
use store::Store;
use withdraw_quote::{WithdrawQuote, withdraw_quote};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let Occurred { occurred_at } = call.body()?;
    let command = WithdrawQuote {
        intervention: call.path("id")?,
        quote: call.path("quoteId")?,
        technician,
        occurred_at,
        request: call.request()?,
    };
    let withdrawn = withdraw_quote(&store, command, call.received_at()).await?;
    call.dossier(&withdrawn, store.policy())
}
