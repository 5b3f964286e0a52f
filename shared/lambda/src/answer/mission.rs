//! A request as a technician sees it before acceptance (rule 29).

use domain::{Timestamp, dossier::Dossier, media::Links};
use serde::Serialize;

use super::{MissionMedium, Time};

/// What the missions list shows of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mission {
    id: String,
    category: &'static str,
    city: String,
    distance_meters: u32,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_for: Option<Time>,
    declared_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    offer: Option<Standing>,
    priority: bool,
    media: Vec<MissionMedium>,
}

/// An offer to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Standing {
    until: Time,
}

impl Mission {
    /// The request at a distance; `offered_until` if it is offered to the reader, else it is waiting.
    pub fn of(
        dossier: &Dossier,
        distance_meters: u32,
        offered_until: Option<Timestamp>,
        links: &Links,
    ) -> Self {
        let intervention = &dossier.intervention;
        Self {
            id: intervention.id().to_string(),
            category: intervention.declaration().category.code(),
            city: dossier.breakdown.address.city.to_string(),
            distance_meters,
            description: dossier.breakdown.description.to_string(),
            scheduled_for: intervention.declaration().scheduled_for.map(Time::from),
            declared_at: intervention.declared_at().into(),
            offer: offered_until.map(|until| Standing { until: until.into() }),
            priority: intervention.has_priority(),
            media: MissionMedium::all_of(&dossier.media, links),
        }
    }
}
