//! Ends what a demo that was interrupted left under way, so that nobody stays busy and nothing waits for ever.

use serde_json::{Value, json};

use super::answer::{items, text};
use super::caller::Caller;
use super::people::People;
use crate::Error;

/// Ends whatever a customer of the demo still has under way.
pub(super) async fn end(customer: &Caller, people: &People) -> Result<(), Error> {
    let history = customer.reads("/interventions?role=customer&limit=100").await?;
    for intervention in items(&history, "/items")? {
        let path = format!("/interventions/{}", text(intervention, "/id")?);
        match text(intervention, "/stage")? {
            "finished" | "cancelled" | "expired" => {}
            "working" | "paused" => finish(customer, people, &path).await?,
            _before_work => {
                let reason = json!({ "reason": "The demo was interrupted." });
                let what = "calls off what an interrupted demo left";
                customer.calls_off(what, &path, &reason).await?;
            }
        }
    }
    Ok(())
}

async fn finish(customer: &Caller, people: &People, path: &str) -> Result<(), Error> {
    let left = customer.reads(path).await?;
    if left["quote"]["state"] == "pending" {
        let refusal = format!("{path}/quotes/{}/refusal", text(&left, "/quote/id")?);
        customer.posts("refuses the quote of an interrupted demo", &refusal, &json!({}), "paused").await?;
    }
    let Some(technician) = people.named(text(&left, "/technician/displayName")?) else { return Ok(()) };
    let technician = people.technician(technician).await?;
    let what = "finishes what an interrupted demo left";
    technician
        .posts(what, &format!("{path}/finish"), &report("The demo was interrupted."), "finished")
        .await?;
    Ok(())
}

fn report(diagnosis: &str) -> Value {
    json!({ "report": { "diagnosis": diagnosis, "workDone": "Nothing more." } })
}
