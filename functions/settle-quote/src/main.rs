//! `POST /interventions/{id}/quotes/{quoteId}/acceptance` and `/refusal`: the customer answers a quote.

use domain::quote::Answer;
use lambda::{Call, Problem, Reply};
use settle_quote::{SettleQuote, settle_quote};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    call.no_body()?;
    let refused = call.route().ends_with("/refusal");
    let command = SettleQuote {
        intervention: call.path("id")?,
        quote: call.path("quoteId")?,
        answer: if refused { Answer::Refused } else { Answer::Accepted },
        customer,
        request: call.request()?,
    };
    let settled = settle_quote(&store, command, call.received_at()).await?;
    call.dossier(&settled, store.policy())
}
