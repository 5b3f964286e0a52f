//! What is told to the readers of the topic: one event a fact, without personal data.

use domain::{
    Timestamp,
    calendar::written,
    id::{InterventionId, QuestionId, TechnicianId},
    intervention::Intervention,
    timeline::{Cause, Entry, Fact, Scope},
};
use queue::DomainEvent;
use serde_json::{Value, json};

/// The event of the entry at a place of the timeline, told to everybody whom the entry concerns.
pub fn fact_event(after: &Intervention, place: usize) -> Option<DomainEvent> {
    let entries = after.timeline();
    let entry = entries.get(place)?;
    let (kind, data) = spelt(&entry.fact);
    Some(DomainEvent {
        id: format!("{}-{}", after.id(), place + 1),
        kind: kind.to_owned(),
        intervention_id: Some(after.id().clone()),
        occurred_at: entry.moment.occurred_at,
        recorded_at: entry.moment.recorded_at,
        audience: audience(after, &entries[..=place]),
        stage: Some(after.stage().name()),
        data,
    })
}

/// The event that tells a technician of a waiting request.
pub fn told_event(technician: &TechnicianId, intervention: &InterventionId, at: Timestamp) -> DomainEvent {
    DomainEvent {
        id: format!("{intervention}-told-{technician}-{}", at.as_millisecond()),
        kind: "technicianTold".to_owned(),
        intervention_id: Some(intervention.clone()),
        occurred_at: at,
        recorded_at: at,
        audience: vec![technician.to_string()],
        stage: None,
        data: json!({ "technicianId": technician.as_str() }),
    }
}

/// The event of a question to the team.
pub fn question_event(id: &QuestionId, asked_at: Timestamp) -> DomainEvent {
    DomainEvent {
        id: format!("{id}-question"),
        kind: "questionAsked".to_owned(),
        intervention_id: None,
        occurred_at: asked_at,
        recorded_at: asked_at,
        audience: Vec::new(),
        stage: None,
        data: json!({ "questionId": id.as_str() }),
    }
}

/// The event that tells a person that the team answered their question.
pub fn answer_event(id: &QuestionId, asker: Option<&str>, answered_at: Timestamp) -> DomainEvent {
    DomainEvent {
        id: format!("{id}-answer-{}", answered_at.as_millisecond()),
        kind: "questionAnswered".to_owned(),
        intervention_id: None,
        occurred_at: answered_at,
        recorded_at: answered_at,
        audience: asker.map(ToOwned::to_owned).into_iter().collect(),
        stage: None,
        data: json!({ "questionId": id.as_str() }),
    }
}

/// The customer, the technician of that moment, and whoever is asked or no longer asked. An erasure concerns nobody but
/// those who keep copies.
fn audience(after: &Intervention, entries: &[Entry]) -> Vec<String> {
    if matches!(entries.last(), Some(Entry { fact: Fact::Erased { .. }, .. })) {
        return Vec::new();
    }
    let mut audience = vec![after.declaration().customer.to_string()];
    let opened =
        |entry: &&Entry| matches!(entry.fact, Fact::Waiting | Fact::Scheduled { .. } | Fact::Offered { .. });
    let since_opened = entries.iter().rev().take_while(|entry| !opened(entry));
    let taken = since_opened.filter_map(|entry| {
        if let Fact::Accepted { acceptance, .. } = &entry.fact {
            Some(acceptance.technician.to_string())
        } else {
            None
        }
    });
    audience.extend(taken.take(1));
    if let Some(Fact::Offered { to, .. }) = entries.last().map(|entry| &entry.fact) {
        audience.extend(to.iter().map(|asked| asked.technician.to_string()));
    }
    audience
}

fn spelt(fact: &Fact) -> (&'static str, Value) {
    let nothing = || json!({});
    match fact {
        Fact::Declared { declaration, expires_at } => (
            "requestDeclared",
            json!({ "category": declaration.category.code(), "expiresAt": written(*expires_at) }),
        ),
        Fact::Offered { to, until, wave } => {
            let to: Vec<&str> = to.iter().map(|asked| asked.technician.as_str()).collect();
            ("offerMade", json!({ "technicianIds": to, "until": written(*until), "wave": wave }))
        }
        Fact::TimedOut { .. } => ("offerTimedOut", nothing()),
        Fact::Waiting => ("requestWaiting", nothing()),
        Fact::Scheduled { hour } => ("requestScheduled", json!({ "scheduledFor": written(*hour) })),
        Fact::Declined { technician } => ("offerDeclined", json!({ "technicianId": technician.as_str() })),
        Fact::Expired => ("requestExpired", nothing()),
        Fact::Accepted { acceptance, due, .. } => (
            "requestAccepted",
            json!({ "technicianId": acceptance.technician.as_str(), "dueAt": written(*due) }),
        ),
        Fact::Departed { eta_minutes } => ("technicianDeparted", json!({ "etaMinutes": eta_minutes })),
        Fact::Nudged { leave_by } => ("technicianNudged", json!({ "leaveBy": leave_by.map(written) })),
        Fact::FoundLate { expected } => ("technicianLate", json!({ "expectedAt": expected.map(written) })),
        Fact::Arrived => ("technicianArrived", nothing()),
        Fact::Started => ("workStarted", nothing()),
        Fact::Paused => ("workPaused", nothing()),
        Fact::Resumed => ("workResumed", nothing()),
        Fact::QuoteProposed { quote, total, valid_until, .. } => {
            let data = json!({ "quoteId": quote.as_str(), "totalCents": total.cents(), "validUntil": written(*valid_until) });
            ("quoteProposed", data)
        }
        Fact::QuoteAccepted => ("quoteAccepted", nothing()),
        Fact::QuoteRefused => ("quoteRefused", nothing()),
        Fact::QuoteWithdrawn => ("quoteWithdrawn", nothing()),
        Fact::ExtraAdded(extra) => {
            ("extraAdded", json!({ "extraId": extra.id.as_str(), "totalCents": extra.total().cents() }))
        }
        Fact::ExtraRemoved { extra } => ("extraRemoved", json!({ "extraId": extra.as_str() })),
        Fact::PostponementProposed { appointment } => {
            ("postponementProposed", json!({ "appointment": written(*appointment) }))
        }
        Fact::PostponementConfirmed { appointment } => {
            ("postponementConfirmed", json!({ "appointment": written(*appointment) }))
        }
        Fact::PostponementRefused => ("postponementRefused", nothing()),
        Fact::CeilingNeared => ("ceilingNeared", nothing()),
        Fact::StartCodeChanged { locked_until, .. } => {
            ("startCodeChanged", json!({ "lockedUntil": written(*locked_until) }))
        }
        Fact::AutoPaused { since } => ("workAutoPaused", json!({ "since": written(*since) })),
        Fact::AutoPauseLifted => ("autoPauseLifted", nothing()),
        Fact::ReleaseLifted => ("releaseLifted", nothing()),
        Fact::Stalled { stall } => ("interventionStalled", json!({ "stall": stall.as_str() })),
        Fact::Finished { price, .. } => ("workFinished", json!({ "totalCents": price.cents() })),
        Fact::Closed { price, stall } => {
            ("interventionClosed", json!({ "totalCents": price.cents(), "stall": stall.as_str() }))
        }
        Fact::Resolved { operator, resolution, .. } => {
            let data = json!({ "operatorId": operator.as_str(), "outcome": resolution.as_str() });
            ("interventionResolved", data)
        }
        Fact::Cancelled { fee, cause } => {
            ("interventionCancelled", json!({ "feeCents": fee.cents(), "cause": cause_name(*cause) }))
        }
        Fact::Released { cause, expires_at } => {
            ("requestReleased", json!({ "cause": cause_name(*cause), "expiresAt": written(*expires_at) }))
        }
        Fact::Rated { stars, .. } => ("interventionRated", json!({ "stars": stars.number() })),
        Fact::Erased { scope } => ("personalDataErased", json!({ "scope": scope_name(*scope) })),
    }
}

fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Access => "access",
        Scope::Media => "media",
        Scope::Customer => "customer",
        Scope::Technician => "technician",
        Scope::All => "all",
    }
}

fn cause_name(cause: Cause) -> &'static str {
    match cause {
        Cause::CustomerCancelled => "customerCancelled",
        Cause::CustomerAbsent => "customerAbsent",
        Cause::TechnicianCancelled => "technicianCancelled",
        Cause::TechnicianLate => "technicianLate",
        Cause::OperatorDecided => "operatorDecided",
    }
}
