//! Effects that should have followed and did not are brought by the normal way: the same message is sent again, and its
//! reader does what it always does.
//!
//! Nothing is scanned. A row with effects has a deadline in the index of deadlines, some minutes after it was written.
//! Open requests are found in the same index by their expiry, ahead of it. The readers of the messages do nothing twice, so
//! a message that was late and not lost does no harm.

use std::{cell::RefCell, collections::BTreeMap};

use domain::{
    Timestamp,
    effect::{Due, Effect, Traces},
    failure::Failure,
    paper::PaperKind,
};
use queue::{InvoiceRequest, Message, OfferTimer, PaperRequest, Queues};
use store::{Check, DueKind, Store, Walk};

/// The result of one run.
#[derive(Debug)]
pub struct Repaired {
    /// How many effects were missing, by the name of the effect.
    pub missing: BTreeMap<&'static str, i64>,
    /// How far the run came.
    pub walk: Walk,
}

/// Each walk of a run.
const WALKS: [DueKind; 4] = [DueKind::Effects, DueKind::OpenFirst, DueKind::OpenAgain, DueKind::Unexpired];

/// Looks at what is due, so many rows a run, and repairs what is missing. A run that is cut resumes where it stopped. A
/// walk that fails does not stop the others.
pub async fn repair_effects(store: &Store, queues: &Queues, now: Timestamp) -> Repaired {
    let missing = RefCell::new(BTreeMap::new());
    let mut walk = Walk::default();
    for kind in WALKS {
        let repair = async |check: Check| {
            for due in repair(store, queues, &check, now).await? {
                *missing.borrow_mut().entry(due.effect.name()).or_insert(0) += 1;
            }
            Ok(())
        };
        let walked = store.each_due(kind, now, repair).await;
        walk = walk.and(walked.unwrap_or_else(|failure| Walk { failure: Some(failure), ..Walk::default() }));
    }
    Repaired { missing: missing.into_inner(), walk }
}

/// Repairs what is missing behind one row; answers what it was.
async fn repair(store: &Store, queues: &Queues, check: &Check, now: Timestamp) -> Result<Vec<Due>, Failure> {
    let id = &check.intervention;
    let traces = match store.traces(id).await {
        Ok(traces) => traces,
        // The alarm for the parked record has rung already.
        Err(Failure::Unreadable(_)) if store.is_parked(id).await? => return Ok(Vec::new()),
        Err(failure) => return Err(failure),
    };
    let missing = |traces: Option<Traces>| {
        traces.map(|traces| (missing(check, &traces, now), traces)).filter(|(due, _)| !due.is_empty())
    };
    if missing(traces).is_none() {
        return Ok(Vec::new());
    }
    // An effect that a read a second old does not show may be there.
    let Some((missing, traces)) = missing(store.traces_consistent(id).await?) else { return Ok(Vec::new()) };
    if store.is_parked(id).await? {
        return Ok(Vec::new());
    }
    for due in &missing {
        bring(store, queues, &traces, &due.effect, now).await?;
    }
    check_again(store, check, &missing, now).await?;
    Ok(missing)
}

fn missing(check: &Check, traces: &Traces, now: Timestamp) -> Vec<Due> {
    let due = traces.due(now).into_iter();
    let due = due.filter(|due| due.is_missing(now) && check.concerns(&due.effect, traces));
    // The message that brings the row of the invoice brings its files, too.
    due.filter(|due| traces.is_invoiced || due.effect != Effect::Paper(PaperKind::Invoice)).collect()
}

/// Brings one effect by the way on which it comes otherwise.
async fn bring(
    store: &Store,
    queues: &Queues,
    traces: &Traces,
    effect: &Effect,
    now: Timestamp,
) -> Result<(), Failure> {
    let intervention_id = traces.dossier.intervention.id().clone();
    let paper = |quote_id, credit_note| {
        Message::PaperRequest(PaperRequest {
            intervention_id: intervention_id.clone(),
            quote_id,
            credit_note,
        })
    };
    let message = match effect {
        Effect::WaitingPlace => return store.list_again(traces).await,
        Effect::Expiry => return store.expire_again(&intervention_id, now).await,
        Effect::NextWave { offer_entry, until } => {
            let (offer_entry, until, saved_at) = (*offer_entry, *until, None);
            Message::OfferTimer(OfferTimer { intervention_id, offer_entry, until, saved_at })
        }
        Effect::Invoice | Effect::Paper(PaperKind::Invoice) => {
            Message::InvoiceRequest(InvoiceRequest { intervention_id })
        }
        Effect::Paper(PaperKind::Report) => paper(None, None),
        Effect::Paper(PaperKind::Quote(quote)) => paper(Some(quote.clone()), None),
        Effect::Paper(PaperKind::CreditNote(number)) => paper(None, Some(number.clone())),
    };
    Ok(queues.send(&[message], now).await?)
}

/// Looks again after as long a time as the effect is missing: a fault that lasts is told of more and more seldom.
async fn check_again(store: &Store, check: &Check, missing: &[Due], now: Timestamp) -> Result<(), Failure> {
    let Some(since) = missing.iter().map(|due| due.since).min() else { return Ok(()) };
    store.check_again(check, now + now.duration_since(since)).await
}
