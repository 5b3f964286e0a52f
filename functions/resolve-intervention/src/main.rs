//! `POST /interventions/{id}/resolution`: an operator ends or repairs an intervention.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use domain::{
    Timestamp,
    id::QuoteId,
    intervention::{Decision, QUOTES_MAX},
    money::Money,
    text::Remark,
};
use lambda::{
    Call, Problem, Reply,
    body::{Faults, List},
};
use resolve_intervention::{ResolveIntervention, resolve_intervention};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

/// Each outcome has its own fields: what another outcome needs is refused.
#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields, tag = "outcome")]
enum Body {
    #[deserr(rename = "cancelled", rename_all = camelCase)]
    Cancelled {
        reason: Remark,
        #[deserr(default)]
        fee: Option<Money>,
    },
    #[deserr(rename = "finished", rename_all = camelCase)]
    Finished {
        reason: Remark,
        #[deserr(default)]
        at: Option<Timestamp>,
        #[deserr(default)]
        undone_quotes: Option<List<QuoteId, 0, QUOTES_MAX>>,
    },
    #[deserr(rename = "released")]
    Released { reason: Remark },
    #[deserr(rename = "extended")]
    Extended { reason: Remark, until: Timestamp },
    #[deserr(rename = "fee-waived")]
    FeeWaived { reason: Remark },
}

/// The body, where an unknown outcome is pointed at.
struct Named(Body);

impl Deserr<Faults> for Named {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, at: ValuePointerRef) -> Result<Self, Faults> {
        let body = Body::deserialize_from_value(value, at);
        body.map(Self).map_err(|faults| faults.named_by(at, "outcome"))
    }
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let operator = call.operator()?;
    let (reason, decision, at) = match call.body::<Named>()?.0 {
        Body::Cancelled { reason, fee } => (reason, Decision::Cancel { fee: fee.unwrap_or_default() }, None),
        Body::Finished { reason, at, undone_quotes } => {
            let undone = undone_quotes.map(List::into_items).unwrap_or_default();
            (reason, Decision::Finish { undone }, at)
        }
        Body::Released { reason } => (reason, Decision::Release, None),
        Body::Extended { reason, until } => (reason, Decision::Extend { until }, None),
        Body::FeeWaived { reason } => (reason, Decision::WaiveFee, None),
    };
    let (intervention, request) = (call.path("id")?, call.request()?);
    let command = ResolveIntervention { intervention, operator, reason, decision, at, request };
    let resolved = resolve_intervention(&store, command, call.received_at()).await?;
    call.dossier(&resolved, store.policy())
}
