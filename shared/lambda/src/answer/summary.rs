//! An intervention in a list.

use domain::{Timestamp, dossier::Dossier, policy::Policy};
use serde::Serialize;

use super::{Money, TechnicianName, Time};

/// What a history shows of an intervention.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    id: String,
    stage: &'static str,
    category: &'static str,
    city: String,
    declared_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_for: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    technician: Option<TechnicianName>,
    price_so_far: Total,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Total {
    total: Money,
}

impl Summary {
    /// The intervention as it stands at `now`.
    pub fn of(dossier: &Dossier, now: Timestamp, policy: &Policy) -> Self {
        let intervention = &dossier.intervention;
        Self {
            id: intervention.id().to_string(),
            stage: intervention.stage().name().as_str(),
            category: intervention.declaration().category.code(),
            city: dossier.breakdown.address.city.to_string(),
            declared_at: intervention.declared_at().into(),
            scheduled_for: intervention.declaration().scheduled_for.map(Time::from),
            technician: intervention.acceptance().map(|acceptance| TechnicianName::of(acceptance, None)),
            price_so_far: Total { total: intervention.price(now, policy).total.into() },
        }
    }
}
