//! Holds an answer against the reckoning.

use crate::{
    house::Answer,
    player::Player,
    reckoning::{
        leaving,
        price::{Price, price, tax, worked_seconds},
        story::Story,
    },
};
use serde_json::Value;

/// The rate of all lines.
const VAT_PERCENT: i64 = 20;

/// Price and time of work as an answer about the intervention says them.
pub(super) fn compare(story: &Story, answer: &Answer, now: i64) -> Result<(), String> {
    let told = &answer.body["priceSoFar"];
    let said = Price {
        base: cents(&told["base"]),
        time: cents(&told["time"]),
        flat_rate: cents(&told["flatRate"]),
        extras: cents(&told["extras"]),
        quote: cents(&told["quote"]),
        fee: cents(&told["fee"]),
        reduction: cents(&told["reduction"]),
        total: cents(&told["total"]),
        warning: told["ceilingWarning"] == true,
    };
    same(&format!("the price at {now}"), &said, &price(story, now))?;
    let seconds = answer.body["workedSeconds"].as_i64().unwrap_or(-1);
    same(&format!("the seconds worked at {now}"), &seconds, &worked_seconds(story, now))
}

/// The fee that a customer is told before they cancel.
pub(super) async fn compare_fee(player: &Player<'_>, story: &Story, at: i64) -> Result<(), String> {
    let asked = player.ask_fee(at).await;
    same(&format!("the fee of leaving at {at}"), &cents(&asked.body["fee"]), &leaving::fee(story, at))
}

/// Rule 22: the invoice claims what is due; where nothing is due there is none.
pub(super) async fn compare_invoice(player: &Player<'_>, story: &Story) -> Result<(), String> {
    let now = story.last().1 + 10;
    let due = price(story, now).total;
    let invoice = player.invoice(now).await;
    same("the status of the invoice", &invoice.status, &if due == 0 { 404 } else { 200 })?;
    if due == 0 {
        return Ok(());
    }
    let lines = invoice.body["lines"].as_array().into_iter().flatten();
    same("the sum of the lines", &lines.map(|line| cents(&line["totalTtc"])).sum(), &due)?;
    let totals = &invoice.body["totals"];
    same("the invoice's total", &cents(&totals["ttc"]), &due)?;
    same("the invoice's tax", &cents(&totals["vat"]), &tax(due, VAT_PERCENT))
}

/// Whether both are the same; else what they are.
pub(super) fn same<T: PartialEq + std::fmt::Debug>(what: &str, said: &T, expected: &T) -> Result<(), String> {
    if said == expected {
        Ok(())
    } else {
        Err(format!("{what} is {expected:?} by the rules, answered {said:?}"))
    }
}

/// An amount; impossible where there is none.
pub(super) fn cents(money: &Value) -> i64 {
    money["cents"].as_i64().unwrap_or(-1)
}
