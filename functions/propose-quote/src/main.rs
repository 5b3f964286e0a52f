//! `POST /interventions/{id}/quotes`: a fixed price for described work.

use deserr::Deserr;
use domain::{
    Timestamp,
    money::Money,
    quote::{LINES_MAX, QuoteLine, QuoteLineKind, QuoteLines},
    text::Label,
};
use lambda::{
    Call, Problem, Reply,
    body::{Faults, List, VatRate, Whole},
};
use propose_quote::{ProposeQuote, propose_quote};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    lines: List<Line, 1, LINES_MAX>,
    #[deserr(default)]
    valid_until: Option<Timestamp>,
    #[deserr(default)]
    occurred_at: Option<Timestamp>,
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Line {
    kind: QuoteLineKind,
    label: Label,
    quantity: Whole<1, 1_000>,
    unit_price: Money,
    #[deserr(default)]
    vat_rate: Option<VatRate>,
}

impl From<Line> for QuoteLine {
    fn from(line: Line) -> Self {
        let Line { kind, label, quantity, unit_price, vat_rate } = line;
        let vat_per_mille = vat_rate.map(VatRate::per_mille);
        Self { kind, label, quantity: quantity.number(), unit_price, vat_per_mille }
    }
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let technician = call.technician()?;
    let body: Body = call.body()?;
    let lines: Vec<QuoteLine> = body.lines.into_items().into_iter().map(QuoteLine::from).collect();
    let command = ProposeQuote {
        intervention: call.path("id")?,
        technician,
        lines: QuoteLines::try_from(lines).map_err(|invalid| Problem::invalid("/lines", invalid))?,
        valid_until: body.valid_until,
        occurred_at: body.occurred_at,
        request: call.request()?,
    };
    let proposed = propose_quote(&store, command, call.received_at()).await?;
    call.dossier(&proposed, store.policy())
}
