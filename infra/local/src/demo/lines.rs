//! What the stories print: one readable line a step, the list of technicians, the invoice.

use serde_json::Value;

use super::answer::{cents, items, number, text};
use crate::{Error, Progress};

/// Where the stories are told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines(Progress);

impl Lines {
    /// Tells to whom watches.
    pub(super) fn to(progress: Progress) -> Self {
        Self(progress)
    }

    /// What the story is about.
    pub(super) fn title(self, what: &str) {
        self.0.tell("", "");
        self.0.tell("Story", what);
    }

    /// Who did what, the stage it led to, and the price so far.
    pub(super) fn step(self, stage: &str, sentence: &str, price: Option<i64>) {
        let price = price.map(euros).unwrap_or_default();
        self.0.tell(stage, format!("{sentence:<82} {price:>11}").trim_end());
    }

    /// Something beside the steps.
    pub(super) fn note(self, sentence: &str) {
        self.0.tell("", sentence);
    }

    /// The nearest few of a match, in its order.
    pub(super) fn technicians(self, order: &str, matched: &[Value]) -> Result<(), Error> {
        self.note(&format!("{} technicians to choose from, {order}:", matched.len()));
        for technician in matched.iter().take(3) {
            let stars =
                technician["rating"]["mean"].as_f64().map_or("new".into(), |mean| format!("{mean:.1}/5"));
            self.note(&format!(
                "  {:<20} {:>6} m {:>3} min {:>11}/h  an hour of work {:>11}  {stars}",
                text(technician, "/displayName")?,
                number(technician, "/distanceMeters")?,
                number(technician, "/etaMinutes")?,
                euros(cents(technician, "/hourlyRate")?),
                euros(cents(technician, "/estimate/for60Minutes")?),
            ));
        }
        Ok(())
    }

    /// The invoice as a table.
    pub(super) fn invoice(self, invoice: &Value) -> Result<(), Error> {
        let buyer = |field: &str| text(invoice, &format!("/customer{field}"));
        self.note("");
        self.0.tell("Invoice", text(invoice, "/number")?);
        self.note(&format!("from {}", text(invoice, "/seller/legalName")?));
        let street = format!("{}, {}", buyer("/name")?, buyer("/address/line1")?);
        self.note(&format!("to   {street}, {} {}", buyer("/address/postcode")?, buyer("/address/city")?));
        self.row("", "", ["HT", "VAT", "TTC"].map(ToOwned::to_owned));
        for line in items(invoice, "/lines")? {
            let label = format!("{} × {}", number(line, "/quantity")?, text(line, "/label")?);
            let rate = format!("{} %", line["vatPercent"]).replace(".0 ", " ");
            self.row(&label, &rate, amounts(line, ["/totalHt", "/vat", "/totalTtc"])?);
        }
        self.row("To pay, in EUR", "", amounts(invoice, ["/totals/ht", "/totals/vat", "/totals/ttc"])?);
        Ok(())
    }

    fn row(self, label: &str, rate: &str, [ht, vat, ttc]: [String; 3]) {
        self.note(&format!("{label:<58} {rate:>6} {ht:>8} {vat:>8} {ttc:>8}"));
    }
}

fn amounts(of: &Value, pointers: [&str; 3]) -> Result<[String; 3], Error> {
    let [ht, vat, ttc] = pointers.map(|pointer| cents(of, pointer).map(amount));
    Ok([ht?, vat?, ttc?])
}

/// An amount as people read it.
fn euros(cents: i64) -> String {
    format!("{} EUR", amount(cents))
}

fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_shows_every_cent() {
        assert_eq!([euros(29_749), euros(5), euros(-120)], ["297.49 EUR", "0.05 EUR", "-1.20 EUR"]);
    }
}
