//! `PUT /interventions/{id}/schedule`: the customer names an hour instead of waiting.

use deserr::Deserr;
use domain::Timestamp;
use lambda::{Call, Problem, Reply, body::Faults};
use schedule_request::{ScheduleRequest, schedule_request};
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda::Error> {
    lambda::serve_http(Store::connect, handle).await
}

#[derive(Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    scheduled_for: Timestamp,
}

async fn handle(store: Store, call: Call) -> Result<Reply, Problem> {
    let customer = call.customer()?;
    let Body { scheduled_for: hour } = call.body()?;
    let command =
        ScheduleRequest { intervention: call.path("id")?, customer, hour, request: call.request()? };
    let scheduled = schedule_request(&store, command, call.received_at()).await?;
    let position = store.waiting_position(&scheduled.intervention).await?;
    call.waiting(&scheduled, store.policy(), position)
}
