//! Every saved fact has its effects, in the end: timers, messages, a freed agenda (never save, then send).
//!
//! The stream delivers each change at least once and in order; each effect may be carried out again without harm.

mod coming;
mod effect;
mod event;
mod ledger;
mod measure;
mod redrive;

use domain::{Timestamp, failure::Failure, intervention::Intervention, invoice::CreditNote};
use queue::{DomainEvent, Message, OfferTimer, Queues};
use store::{
    Store,
    stream::{Change, Image, is_marked, key_text, record_span},
};
use trace::Span;

pub use coming::pending;
pub use effect::{Effect, effects};
pub use event::{answer_event, fact_event, question_event, told_event};
pub use ledger::{credit_note_event, invoice_event, payment_event};
pub use measure::{Measure, measures};
pub use redrive::{Redriven, redrive, redrive_item};

/// Carries out what follows from one record of the stream, and before that what follows from parked records of its item.
///
/// The mark in the image before is what tells of them, so a record of any other item costs nothing.
pub async fn publish_record(
    store: &Store,
    queues: &Queues,
    keys: Image,
    (old, new): (Option<Image>, Option<Image>),
    now: Timestamp,
) -> Result<Change, Failure> {
    record_span(&keys, new.as_ref());
    if is_marked(old.as_ref()) {
        let (partition, place) = key_text(keys.clone())?;
        redrive_item(store, queues, &partition, &place, now).await?;
    }
    let change = Change::from_images(keys, old, new)?;
    if let Change::Timeline { after, .. } = &change
        && let Some(acceptance) = after.acceptance()
    {
        Span::record_technician(&acceptance.technician);
    }
    publish_events(store, queues, &change, now).await?;
    Ok(change)
}

/// Carries out what follows from one change of the table.
pub async fn publish_events(
    store: &Store,
    queues: &Queues,
    change: &Change,
    now: Timestamp,
) -> Result<(), Failure> {
    match change {
        Change::Timeline { before, after } => publish_facts(store, queues, after, *before, now).await,
        Change::Notice { technician, intervention, at } => {
            send(queues, [told_event(technician, intervention, *at)], now).await
        }
        Change::Coming { technician, presence } => {
            let waiting = coming::pending(store, technician, *presence, now).await?;
            Ok(queues.send(&waiting, now).await?)
        }
        Change::Invoice(invoice) => {
            send(queues, [invoice_event(invoice), payment_event(invoice, &[])], now).await
        }
        Change::CreditNote(note) => publish_credit_note(store, queues, note, now).await,
        Change::Question { id, asked_at } => send(queues, [question_event(id, *asked_at)], now).await,
        Change::Answered { id, asker, answered_at } => {
            send(queues, [answer_event(id, asker.as_deref(), *answered_at)], now).await
        }
        Change::Other => Ok(()),
    }
}

async fn publish_facts(
    store: &Store,
    queues: &Queues,
    after: &Intervention,
    before: usize,
    now: Timestamp,
) -> Result<(), Failure> {
    let mut messages = Vec::new();
    for place in before..after.timeline().len() {
        for effect in effects(after, place) {
            match effect {
                Effect::Send(message) => messages.push(saved(message, now)),
                Effect::Free { technician, home, entry } => {
                    store.release(&technician, home, after.id(), entry).await?;
                }
                Effect::Record(recorded) => store.record(after.id(), &recorded).await?,
            }
        }
        messages.extend(fact_event(after, place).map(Message::DomainEvent));
    }
    Ok(queues.send(&messages, now).await?)
}

/// The stream knows when an offer was saved: its facts tell only when its timer was received.
fn saved(message: Message, now: Timestamp) -> Message {
    match message {
        Message::OfferTimer(timer) => Message::OfferTimer(OfferTimer { saved_at: Some(now), ..timer }),
        Message::PendingRequest(_)
        | Message::InvoiceRequest(_)
        | Message::PaperRequest(_)
        | Message::DomainEvent(_) => message,
    }
}

/// Told late or again, it tells of the invoice as this credit note left it.
async fn publish_credit_note(
    store: &Store,
    queues: &Queues,
    note: &CreditNote,
    now: Timestamp,
) -> Result<(), Failure> {
    let id = &note.correction.intervention;
    let invoice = store.invoice(id).await?.ok_or(Failure::NotFound)?;
    let mut credited = store.credit_notes_consistent(id).await?;
    let place = credited.iter().position(|one| one.number == note.number).ok_or(Failure::NotFound)?;
    credited.truncate(place + 1);
    send(queues, [credit_note_event(note), payment_event(&invoice, &credited)], now).await
}

async fn send(
    queues: &Queues,
    events: impl IntoIterator<Item = DomainEvent>,
    now: Timestamp,
) -> Result<(), Failure> {
    let messages: Vec<Message> = events.into_iter().map(Message::DomainEvent).collect();
    Ok(queues.send(&messages, now).await?)
}
