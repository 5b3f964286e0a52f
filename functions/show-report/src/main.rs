//! `GET /interventions/{id}/report`: the report of work that ended.

use lambda::{Call, Problem, Reply, answer::Report, body::Nothing};
use media::Documents;
use show_report::{ShowReport, show_report};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(lambda::both(Store::connect, Documents::connect), handle).await
}

/// A report is written within seconds after the end.
const RETRY_AFTER_SECONDS: u32 = 5;

async fn handle((store, documents): (Store, Documents), call: Call) -> Result<Reply, Problem> {
    call.query::<Nothing>()?;
    let (intervention, parties) = (call.path("id")?, call.parties()?);
    let query = ShowReport { intervention, parties, form: call.language().form() };
    let reported = show_report(&store, &documents, query, call.received_at()).await?;
    let reported = reported.ok_or(Problem::NotYet { retry_after: RETRY_AFTER_SECONDS })?;
    Reply::ok(&Report::of(&reported.dossier, reported.report.as_ref(), reported.ended_at, &reported.link))
}
