//! Entries of the timeline, as short as they can be and still be read: `[fact, occurredAt, key, {rest}]`.

use domain::{
    id::{CustomerId, TechnicianId},
    moment::Moment,
    timeline::{Actor, Cause, Entry, Fact},
};
use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    intervention::fact::FactRow,
    row::{KeyRow, key_row, millis, stored_key, time},
};

/// The fact, when it happened, the key of its command, and what is unusual about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct EntryRow(
    FactRow,
    i64,
    Option<KeyRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")] Option<UnusualRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")] Option<NewerRow>,
);

/// A part that a newer version of the code may append to an entry. This version knows no such part, so an entry that has one
/// cannot be read, and is neither dropped nor overwritten.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum NewerRow {}

/// Kept only where it differs from what the fact suggests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UnusualRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<ActorRow>,
    /// Milliseconds from when it happened to when we learnt of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    learnt_after: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum ActorRow {
    Customer,
    Technician,
    System,
    Operator,
}

/// What entries do not repeat because their row says it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) customer: &'a CustomerId,
    pub(super) technician: Option<&'a TechnicianId>,
}

impl EntryRow {
    pub(super) fn of(entry: &Entry, known: Known<'_>) -> Self {
        let Moment { occurred_at, recorded_at } = entry.moment;
        let by = (entry.by != usual_author(&entry.fact)).then(|| ActorRow::of(entry.by));
        let learnt_after = Some(millis(recorded_at) - millis(occurred_at)).filter(|after| *after != 0);
        let unusual = (by.is_some() || learnt_after.is_some()).then_some(UnusualRow { by, learnt_after });
        Self(FactRow::of(&entry.fact, known), millis(occurred_at), entry.key.map(key_row), unusual, None)
    }

    pub(super) fn entry(self, known: Known<'_>) -> Result<Entry, Error> {
        let Self(fact, occurred_at, key, unusual, _none) = self;
        let fact = fact.fact(known)?;
        let unusual = unusual.unwrap_or(UnusualRow { by: None, learnt_after: None });
        let recorded_at = occurred_at + unusual.learnt_after.unwrap_or(0);
        let moment = Moment { occurred_at: time(occurred_at)?, recorded_at: time(recorded_at)? };
        let by = unusual.by.map_or_else(|| usual_author(&fact), ActorRow::actor);
        Ok(Entry { moment, by, key: key.map(stored_key), fact })
    }
}

impl ActorRow {
    fn of(actor: Actor) -> Self {
        match actor {
            Actor::Customer => Self::Customer,
            Actor::Technician => Self::Technician,
            Actor::System => Self::System,
            Actor::Operator => Self::Operator,
        }
    }

    fn actor(self) -> Actor {
        match self {
            Self::Customer => Actor::Customer,
            Self::Technician => Actor::Technician,
            Self::System => Actor::System,
            Self::Operator => Actor::Operator,
        }
    }
}

/// Who makes such a fact so, as a rule. Entries are stored by it: it may grow, but never change.
fn usual_author(fact: &Fact) -> Actor {
    match fact {
        Fact::Declared { .. }
        | Fact::Offered { wave: 0, .. }
        | Fact::Scheduled { .. }
        | Fact::QuoteAccepted
        | Fact::QuoteRefused
        | Fact::PostponementConfirmed { .. }
        | Fact::PostponementRefused
        | Fact::Closed { .. }
        | Fact::Cancelled { cause: Cause::CustomerCancelled, .. }
        | Fact::Rated { .. } => Actor::Customer,
        Fact::Offered { .. }
        | Fact::TimedOut { .. }
        | Fact::Waiting
        | Fact::Expired
        | Fact::Nudged { .. }
        | Fact::FoundLate { .. }
        | Fact::CeilingNeared
        | Fact::StartCodeChanged { .. }
        | Fact::AutoPaused { .. }
        | Fact::AutoPauseLifted
        | Fact::ReleaseLifted
        | Fact::Stalled { .. }
        | Fact::Released { cause: Cause::TechnicianLate, .. }
        | Fact::Erased { .. } => Actor::System,
        Fact::Declined { .. }
        | Fact::Accepted { .. }
        | Fact::Departed { .. }
        | Fact::Arrived
        | Fact::Started
        | Fact::Paused
        | Fact::Resumed
        | Fact::QuoteProposed { .. }
        | Fact::QuoteWithdrawn
        | Fact::ExtraAdded(_)
        | Fact::ExtraRemoved { .. }
        | Fact::PostponementProposed { .. }
        | Fact::Finished { .. }
        | Fact::Cancelled { .. }
        | Fact::Released { .. } => Actor::Technician,
        Fact::Resolved { .. } => Actor::Operator,
    }
}
