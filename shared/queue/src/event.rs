//! The shape of a domain event; `events/schemas/domain-event.json` tells the same to readers outside.

use domain::{Timestamp, id::InterventionId, intervention::StageName};
use serde::{Deserialize, Serialize};

use crate::wire;

/// A fact, for every reader of the topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DomainEvent {
    /// The same for every repeat of the same event.
    pub id: String,
    /// What happened, such as `requestAccepted`.
    #[serde(rename = "type")]
    pub kind: String,
    /// To which intervention, if to one.
    #[serde(default, with = "wire::optional_text", skip_serializing_if = "Option::is_none")]
    pub intervention_id: Option<InterventionId>,
    /// When it happened.
    #[serde(serialize_with = "wire::time")]
    pub occurred_at: Timestamp,
    /// When we learnt of it.
    #[serde(serialize_with = "wire::time")]
    pub recorded_at: Timestamp,
    /// The subs of the parties to push to.
    pub audience: Vec<String>,
    /// Where the intervention stands since.
    #[serde(default, with = "wire::stage", skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageName>,
    /// What else readers need, by type.
    pub data: serde_json::Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(1_795_000_000_000 + milliseconds).unwrap()
    }

    #[test]
    fn an_event_without_intervention_names_none() {
        let event = DomainEvent {
            id: "e1".to_owned(),
            kind: "technician.registered".to_owned(),
            intervention_id: None,
            occurred_at: at(0),
            recorded_at: at(250),
            audience: vec![],
            stage: None,
            data: serde_json::json!({}),
        };

        let json = serde_json::to_string(&event).unwrap();

        let expected = r#"{"id":"e1","type":"technician.registered","occurredAt":"2026-11-18T11:06:40.000Z","recordedAt":"2026-11-18T11:06:40.250Z","audience":[],"data":{}}"#;
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_str::<DomainEvent>(&json).unwrap(), event);
    }
}
