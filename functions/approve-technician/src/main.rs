//! `POST /technicians/{id}/approval` and `/refusal`: an operator decides about an application.

use accounts::Accounts;
use approve_technician::{ApproveTechnician, approve_technician};
use deserr::Deserr;
use domain::{application::Verdict, idempotency::Request, text::Remark};
use lambda::{Call, Problem, Reply, answer::Application, body::Faults};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(lambda::both(Store::connect, Accounts::connect), handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct Body {
    reason: Remark,
}

async fn handle((store, accounts): (Store, Accounts), call: Call) -> Result<Reply, Problem> {
    let operator = call.operator()?;
    let Body { reason } = call.body()?;
    let approves = call.route().ends_with("/approval");
    let verdict = if approves { Verdict::Approved } else { Verdict::Refused };
    let (technician, request) = (call.path("id")?, Request { key: call.idempotency()?, if_match: None });
    let command = ApproveTechnician { technician, verdict, operator, reason, request };
    let decided = approve_technician(&store, &accounts, command, call.received_at()).await?;
    Reply::ok(&Application::of(&decided))
}
