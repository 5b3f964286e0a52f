//! The life of one intervention: what happened, which effects were due, and which of them are missing.

use domain::{Timestamp, effect::Effect, failure::Failure, id::InterventionId, paper::PaperKind};
use lambda::answer::{actor, fact};
use store::Store;

use crate::Error;

/// The life as lines; the last ones tell of the effects that are due by now, `missing` of those that must still come.
pub async fn life(store: &Store, id: &InterventionId, now: Timestamp) -> Result<Vec<String>, Error> {
    let traces = store.traces_consistent(id).await?.ok_or(Failure::NotFound)?;
    let intervention = &traces.dossier.intervention;
    let mut lines = vec![format!("intervention {id}: {}", intervention.stage().name().as_str())];
    for (version, entry) in intervention.timeline().iter().enumerate() {
        let (at, known) = (entry.moment.occurred_at, entry.moment.recorded_at);
        let late = if at == known { String::new() } else { format!(", recorded {known}") };
        lines.push(format!("{:>4}  {at}  {:<11}{}{late}", version + 1, actor(entry.by), fact(&entry.fact)));
    }
    let invoice = if traces.is_invoiced { store.invoice(id).await? } else { None };
    let number = invoice.map_or_else(|| "without a number".to_owned(), |invoice| invoice.number.to_string());
    let due = traces.due(now);
    lines.extend(due.iter().map(|due| line(&name(&due.effect, &number), due.is_done)));
    Ok(lines)
}

/// How people call an effect.
fn name(effect: &Effect, invoice: &str) -> String {
    match effect {
        Effect::NextWave { .. } => "next wave after the offer".to_owned(),
        Effect::WaitingPlace => "place on the waiting list".to_owned(),
        Effect::Expiry => "expiry".to_owned(),
        Effect::Invoice => format!("invoice {invoice}"),
        Effect::Paper(PaperKind::Invoice) => "document of the invoice".to_owned(),
        Effect::Paper(PaperKind::Report) => "document of the report".to_owned(),
        Effect::Paper(PaperKind::Quote(quote)) => format!("document of quote {quote}"),
        Effect::Paper(PaperKind::CreditNote(number)) => format!("document of credit note {number}"),
    }
}

fn line(what: &str, is_there: bool) -> String {
    format!("      {}: {what}", if is_there { "done" } else { "missing" })
}
