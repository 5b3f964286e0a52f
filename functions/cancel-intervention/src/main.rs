//! `POST /interventions/{id}/cancellation`: the customer or the technician calls it off.

use cancel_intervention::{CancelIntervention, cancel_intervention, terms};
use deserr::Deserr;
use domain::{
    idempotency::Request,
    intervention::{CancellationTerms, Outcome, Step},
    text::Remark,
};
use lambda::{Call, Flag, Problem, Reply, answer::Money, body::Faults};
use serde::Serialize;
use serde_json::value::RawValue;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Query {
    #[deserr(default)]
    dry_run: Flag,
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Body {
    reason: Remark,
}

#[derive(Serialize)]
struct Cancellation {
    fee: Money,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    intervention: Option<Box<RawValue>>,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let parties = call.parties()?;
    let (Query { dry_run: Flag(dry_run) }, Body { reason }) = call.query_and_body()?;
    let intervention = call.path("id")?;
    // Without a key another reason must still be recognised as another command.
    let request = call.request()?;
    let request = Request { key: Some(request.key.map_or_else(|| call.unkeyed(), Ok)?), ..request };
    let customer_absent = reason.as_str() == "customer-absent";
    let command = CancelIntervention { intervention, parties, customer_absent, request };
    if dry_run {
        return Reply::ok(&cancellation(terms(&store, command, call.received_at()).await?, None));
    }
    let cancelled = cancel_intervention(&store, command, call.received_at()).await?;
    let (party, _) = call.sight(cancelled.today())?;
    let terms = cancelled.intervention.cancellation_terms(&party, &Step::Unchanged);
    let shown = call.dossier(&cancelled, store.policy())?;
    shown.inside(|intervention| cancellation(terms, Some(intervention)))
}

fn cancellation(terms: CancellationTerms, intervention: Option<Box<RawValue>>) -> Cancellation {
    let CancellationTerms { fee, outcome } = terms;
    let outcome = match outcome {
        Outcome::Cancelled => "cancelled",
        Outcome::Rematched => "rematched",
    };
    Cancellation { fee: fee.into(), outcome, intervention }
}
