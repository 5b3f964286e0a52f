//! `POST /operators`: an operator makes a colleague an operator.

use accounts::Accounts;
use appoint_operator::{AppointOperator, appoint_operator};
use deserr::Deserr;
use domain::{email::Email, idempotency::Request, text::Remark};
use lambda::{Call, Problem, Reply, answer::Time, body::Faults};
use serde::Serialize;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(lambda::both(Store::connect, Accounts::connect), handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Body {
    email: Email,
    reason: Remark,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kept<'a> {
    operator_id: &'a str,
    appointed_at: Time,
    appointed_by: &'a str,
    reason: &'a str,
}

async fn handle((store, accounts): (Store, Accounts), call: Call) -> Result<Reply, Problem> {
    let operator = call.operator()?;
    let Body { email, reason } = call.body()?;
    let request = Request { key: call.idempotency()?, if_match: None };
    let command = AppointOperator { email, operator, reason, request };
    let appointed = appoint_operator(&store, &accounts, command, call.received_at()).await?;
    Reply::ok(&Kept {
        operator_id: appointed.appointed.as_str(),
        appointed_at: appointed.appointed_at.into(),
        appointed_by: appointed.operator.as_str(),
        reason: appointed.reason.as_str(),
    })
}
