//! The timeline: what happened, without its figures.

use domain::timeline::{self, Actor, Fact};
use serde::Serialize;

use super::Time;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    r#type: &'static str,
    occurred_at: Time,
    recorded_at: Time,
    by: &'static str,
}

impl From<&timeline::Entry> for Entry {
    fn from(entry: &timeline::Entry) -> Self {
        Self {
            r#type: fact(&entry.fact),
            occurred_at: entry.moment.occurred_at.into(),
            recorded_at: entry.moment.recorded_at.into(),
            by: actor(entry.by),
        }
    }
}

/// The name of an author.
pub fn actor(actor: Actor) -> &'static str {
    match actor {
        Actor::Customer => "customer",
        Actor::Technician => "technician",
        Actor::System => "system",
        Actor::Operator => "operator",
    }
}

/// The name of what happened.
pub fn fact(fact: &Fact) -> &'static str {
    match fact {
        Fact::Declared { .. } => "declared",
        Fact::Offered { .. } => "offered",
        Fact::TimedOut { .. } => "timed-out",
        Fact::Waiting => "waiting",
        Fact::Scheduled { .. } => "scheduled",
        Fact::Declined { .. } => "declined",
        Fact::Expired => "expired",
        Fact::Accepted { .. } => "accepted",
        Fact::Departed { .. } => "departed",
        Fact::Nudged { .. } => "nudged",
        Fact::FoundLate { .. } => "late",
        Fact::Arrived => "arrived",
        Fact::Started => "started",
        Fact::Paused => "paused",
        Fact::Resumed => "resumed",
        Fact::QuoteProposed { .. } => "quote-proposed",
        Fact::QuoteAccepted => "quote-accepted",
        Fact::QuoteRefused => "quote-refused",
        Fact::QuoteWithdrawn => "quote-withdrawn",
        Fact::ExtraAdded(_) => "extra-added",
        Fact::ExtraRemoved { .. } => "extra-removed",
        Fact::PostponementProposed { .. } => "postponement-proposed",
        Fact::PostponementConfirmed { .. } => "postponement-confirmed",
        Fact::PostponementRefused => "postponement-refused",
        Fact::CeilingNeared => "ceiling-neared",
        Fact::StartCodeChanged { .. } => "start-code-changed",
        Fact::AutoPaused { .. } => "auto-paused",
        Fact::AutoPauseLifted => "auto-pause-lifted",
        Fact::ReleaseLifted => "release-lifted",
        Fact::Stalled { .. } => "stalled",
        Fact::Finished { .. } => "finished",
        Fact::Closed { .. } => "closed",
        Fact::Resolved { .. } => "resolved",
        Fact::Cancelled { .. } => "cancelled",
        Fact::Released { .. } => "released",
        Fact::Rated { .. } => "rated",
        Fact::Erased { .. } => "personal-data-erased",
    }
}
