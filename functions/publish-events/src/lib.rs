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
use queue::{Channels, DomainEvent, Message, OfferTimer};
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
    channels: &Channels,
    keys: Image,
    (old, new): (Option<Image>, Option<Image>),
    now: Timestamp,
) -> Result<Change, Failure> {
    record_span(&keys, new.as_ref());
    if is_marked(old.as_ref()) {
        let (partition, place) = key_text(keys.clone())?;
        redrive_item(store, channels, &partition, &place, now).await?;
    }
    let change = Change::from_images(keys, old, new)?;
    if let Change::Timeline { after, .. } = &change
        && let Some(acceptance) = after.acceptance()
    {
        Span::record_technician(&acceptance.technician);
    }
    publish_events(store, channels, &change, now).await?;
    Ok(change)
}

/// Carries out what follows from one change of the table.
pub async fn publish_events(
    store: &Store,
    channels: &Channels,
    change: &Change,
    now: Timestamp,
) -> Result<(), Failure> {
    match change {
        Change::Timeline { before, after } => publish_facts(store, channels, after, *before, now).await,
        Change::Notice { technician, intervention, at } => {
            publish(channels, &[told_event(technician, intervention, *at)]).await
        }
        Change::Coming { technician, presence } => {
            let waiting = coming::pending(store, technician, *presence, now).await?;
            Ok(channels.queues.send(&waiting, now).await?)
        }
        Change::Invoice(invoice) => {
            publish(channels, &[invoice_event(invoice), payment_event(invoice, &[])]).await
        }
        Change::CreditNote(note) => publish_credit_note(store, channels, note).await,
        Change::Question { id, asked_at } => publish(channels, &[question_event(id, *asked_at)]).await,
        Change::Answered { id, asker, answered_at } => {
            publish(channels, &[answer_event(id, asker.as_deref(), *answered_at)]).await
        }
        Change::Other => Ok(()),
    }
}

async fn publish_facts(
    store: &Store,
    channels: &Channels,
    after: &Intervention,
    before: usize,
    now: Timestamp,
) -> Result<(), Failure> {
    let (mut messages, mut events) = (Vec::new(), Vec::new());
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
        events.extend(fact_event(after, place));
    }
    channels.queues.send(&messages, now).await?;
    publish(channels, &events).await
}

/// The stream knows when an offer was saved: its facts tell only when its timer was received.
fn saved(message: Message, now: Timestamp) -> Message {
    match message {
        Message::OfferTimer(timer) => Message::OfferTimer(OfferTimer { saved_at: Some(now), ..timer }),
        Message::PendingRequest(_) | Message::InvoiceRequest(_) | Message::PaperRequest(_) => message,
    }
}

/// Told late or again, it tells of the invoice as this credit note left it.
async fn publish_credit_note(store: &Store, channels: &Channels, note: &CreditNote) -> Result<(), Failure> {
    let id = &note.correction.intervention;
    let invoice = store.invoice(id).await?.ok_or(Failure::NotFound)?;
    let mut credited = store.credit_notes_consistent(id).await?;
    let place = credited.iter().position(|one| one.number == note.number).ok_or(Failure::NotFound)?;
    credited.truncate(place + 1);
    publish(channels, &[credit_note_event(note), payment_event(&invoice, &credited)]).await
}

async fn publish(channels: &Channels, events: &[DomainEvent]) -> Result<(), Failure> {
    Ok(channels.topic.publish(events).await?)
}
