//! The life of one intervention: what happened, which effects were due, and which of them are missing.

use domain::{id::InterventionId, intervention::Stage, paper::PaperKind};
use lambda::answer::{actor, fact};
use store::Store;

use crate::Error;

/// The life as lines; the last ones tell of effects, `missing` of those that must still come.
pub async fn life(store: &Store, id: &InterventionId) -> Result<Vec<String>, Error> {
    let dossier = store.dossier_consistent(id).await?;
    let intervention = &dossier.intervention;
    let mut lines = vec![format!("intervention {id}: {}", intervention.stage().name().as_str())];
    for (version, entry) in intervention.timeline().iter().enumerate() {
        let (at, known) = (entry.moment.occurred_at, entry.moment.recorded_at);
        let late = if at == known { String::new() } else { format!(", recorded {known}") };
        lines.push(format!("{:>4}  {at}  {:<11}{}{late}", version + 1, actor(entry.by), fact(&entry.fact)));
    }
    let has = |kind: &PaperKind| dossier.paper(kind).is_some();
    for (quote, _) in &dossier.quotes {
        lines.push(effect(&format!("document of quote {quote}"), has(&PaperKind::Quote(quote.clone()))));
    }
    if intervention.amount_due().is_some() {
        let invoice = store.invoice(id).await?;
        let number = invoice.as_ref().map(|invoice| invoice.number.to_string());
        lines.push(effect(
            &format!("invoice {}", number.as_deref().unwrap_or("without a number")),
            invoice.is_some(),
        ));
        lines.push(effect("document of the invoice", has(&PaperKind::Invoice)));
    }
    if matches!(intervention.stage(), Stage::Finished { .. }) {
        lines.push(effect("document of the report", has(&PaperKind::Report)));
    }
    for note in store.credit_notes_consistent(id).await? {
        lines.push(effect(&format!("credit note {}", note.number), true));
    }
    Ok(lines)
}

fn effect(what: &str, is_there: bool) -> String {
    format!("      {}: {what}", if is_there { "done" } else { "missing" })
}
