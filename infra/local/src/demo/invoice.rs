//! The end of each story: the invoice is awaited, shown, and held against the rules.

use std::time::Duration;

use hyper::Method;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::answer::{cents, expect_cents, expect_text, items, surprising, text};
use super::caller::{Caller, retry_after};
use super::deed;
use super::rules::{self, Part};
use crate::Error;
use crate::http::Client;

/// How often the invoice is asked for; it follows the finish within seconds.
const LOOKS: usize = 30;

/// Waits for the invoice, shows it and proves it.
pub(super) async fn open(customer: &Caller, user: &str, id: &str, parts: &[Part]) -> Result<(), Error> {
    let path = deed::path(id, "invoice");
    let invoice = waited_for(customer, &path).await?;
    customer.lines.invoice(&invoice)?;
    rules::check(&invoice, parts)?;
    customer.lines.note("Its figures are those of rules 14 to 18 and of French VAT, to the cent.");
    fetch(customer, &invoice).await?;
    let token = format!("Authorization: Bearer $(cargo dev token customer {user})");
    customer.lines.note(&format!("curl -H \"{token}\" \\"));
    customer.lines.note(&format!("  {}", customer.url(&path)));
    customer.lines.note("");
    Ok(())
}

/// The PDF is fetched as an app does it, and held against the hash of the answer.
async fn fetch(customer: &Caller, invoice: &Value) -> Result<(), Error> {
    let pdf = Client::default().call(Method::GET, text(invoice, "/pdf/url")?, None, None).await?;
    expect_text("the invoice's PDF", &pdf.status.to_string(), "200")?;
    if !pdf.body.starts_with(b"%PDF") {
        return Err(surprising("the invoice's PDF", "it is none"));
    }
    let digest = Sha256::digest(&pdf.body);
    let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    expect_text("the SHA-256 of the invoice's PDF", &sha256, text(invoice, "/pdf/sha256")?)?;
    let bytes = pdf.body.len();
    customer.lines.note(&format!("Its PDF was fetched: {bytes} bytes, with the SHA-256 that the API says."));
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
