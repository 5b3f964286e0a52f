//! `POST /interventions/{id}/invoice/credit-notes`: an operator takes back an invoice, or a part of it.

use deserr::Deserr;
use domain::{
    invoice::{Credit, CreditedLine},
    money::Money,
    text::Remark,
};
use issue_credit_note::{Credited, IssueCreditNote, issue_credit_note};
use lambda::{
    Call, Problem, Reply,
    answer::CreditNote,
    body::{Faults, List, Whole},
};
use media::Documents;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(lambda::both(Store::connect, Documents::connect), handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    reason: Remark,
    #[deserr(default)]
    lines: Option<List<Line, 1, 200>>,
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Line {
    line: Whole<1, 1_000>,
    amount: Money,
}

async fn handle((store, documents): (Store, Documents), call: Call) -> Result<Reply, Problem> {
    call.operator()?;
    let (key, if_match) = (call.idempotency_required()?, call.if_match()?);
    let Body { reason, lines } = call.body()?;
    let part = |Line { line, amount }: Line| CreditedLine { line: line.number::<usize>() - 1, amount };
    let credit = match lines {
        None => Credit::Whole,
        Some(lines) => Credit::Lines(lines.into_items().into_iter().map(part).collect()),
    };
    let (intervention, form) = (call.path("id")?, call.language().form());
    let command = IssueCreditNote { intervention, reason, credit, key, if_match, form };
    let Credited { note, link } = issue_credit_note(&store, &documents, command, call.received_at()).await?;
    Reply::created(&CreditNote::of(&note, Some(&link)))
}
