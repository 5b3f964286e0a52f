//! `POST /interventions/{id}/finish`: the work is done, the price is final.

use deserr::Deserr;
use domain::{
    Timestamp,
    id::QuoteId,
    intervention::{Report, caps::QUOTES_MAX},
    text::{Name, Story},
};
use finish_intervention::{FinishIntervention, finish_intervention};
use lambda::{
    Call, Problem, Reply,
    body::{Faults, List},
};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    report: Words,
    #[deserr(default)]
    undone_quotes: Option<List<QuoteId, 0, QUOTES_MAX>>,
    #[deserr(default)]
    occurred_at: Option<Timestamp>,
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Words {
    diagnosis: Story,
    work_done: Story,
    #[deserr(default)]
    advice: Option<Story>,
    #[deserr(default)]
    signed_by: Option<Name>,
}

impl From<Words> for Report {
    fn from(words: Words) -> Self {
        let Words { diagnosis, work_done, advice, signed_by } = words;
        Self { diagnosis, work_done, advice, signed_by }
    }
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let body: Body = call.body()?;
    let command = FinishIntervention {
        intervention: call.path("id")?,
        technician,
        report: body.report.into(),
        undone: body.undone_quotes.map(List::into_items).unwrap_or_default(),
        occurred_at: body.occurred_at,
        request: call.request()?,
    };
    let finished = finish_intervention(&store, command, call.received_at()).await?;
    call.dossier(&finished, store.policy())
}
