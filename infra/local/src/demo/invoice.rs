//! The end of each story: the invoice is awaited, shown, and held against the rules.

use std::time::Duration;

use serde_json::Value;

use super::answer::{cents, expect_cents, expect_text, items, surprising, text};
use super::caller::{Caller, retry_after};
use super::deed;
use super::rules::{self, Part};
use crate::Error;

/// How often the invoice is asked for; it follows the finish within seconds.
const LOOKS: usize = 30;

/// Waits for the invoice, shows it and proves it.
pub(super) async fn open(customer: &Caller, user: &str, id: &str, parts: &[Part]) -> Result<(), Error> {
    let path = deed::path(id, "invoice");
    let invoice = waited_for(customer, &path).await?;
    customer.lines.invoice(&invoice)?;
    rules::check(&invoice, parts)?;
    customer.lines.note("Its figures are those of rules 14 to 18 and of French VAT, to the cent.");
    let token = format!("Authorization: Bearer $(cargo dev token customer {user})");
    customer.lines.note(&format!("curl -H \"{token}\" \\"));
    customer.lines.note(&format!("  {}", customer.url(&path)));
    customer.lines.note("");
    Ok(())
}

/// Both parties find the finished intervention in their history, at its price (rule 22).
pub(super) async fn is_remembered(
    customer: &Caller,
    technician: &Caller,
    id: &str,
    price: i64,
) -> Result<(), Error> {
    for (who, role) in [(customer, "customer"), (technician, "technician")] {
        let history = who.reads(&format!("/interventions?role={role}&limit=10")).await?;
        let found = items(&history, "/items")?.iter().find(|item| item["id"] == id);
        let absent = || surprising("the history", format!("{} does not find it there", who.name));
        let found = found.ok_or_else(absent)?;
        expect_text("the stage in the history", text(found, "/stage")?, "finished")?;
        expect_cents("the price in the history", cents(found, "/priceSoFar/total")?, price)?;
    }
    let sentence = format!("{} and {} both have it in their history", customer.name, technician.name);
    customer.lines.step("finished", &sentence, Some(price));
    Ok(())
}

async fn waited_for(customer: &Caller, path: &str) -> Result<Value, Error> {
    for _look in 0..LOOKS {
        let answer = customer.asks(path).await?;
        let pause = retry_after(&answer);
        match (answer.status, pause) {
            (404, Some(pause)) => tokio::time::sleep(pause.min(Duration::from_secs(5))).await,
            (_, _) => return customer.accepted(&format!("reads (GET {path})"), &answer),
        }
    }
    Err(surprising(&format!("GET {path}"), format!("no invoice after {LOOKS} looks")))
}
