//! Applications to become a technician: as the person reads the own one, and as the team reads them (rule 35).

use domain::application::{self, Registration, Status, Verdict};
use serde::Serialize;

use super::{Technician, Time};

/// How a person who registered a business stands with the team, as they read it: not which operator decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnApplication {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    applied_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl OwnApplication {
    /// How a person stands now.
    pub fn of(registration: &Registration) -> Self {
        let application = registration.application.as_ref();
        let decision = application.and_then(application::Application::decision);
        Self {
            status: status(registration.status()),
            applied_at: application.map(|application| application.applied_at.into()),
            decided_at: decision.map(|decision| decision.decided_at.into()),
            reason: decision.map(|decision| decision.reason.to_string()),
        }
    }
}

/// An application as the team reads it, with all that was decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    technician_id: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    applied_at: Option<Time>,
    decisions: Vec<Decision>,
    profile: Technician,
}

/// A decision; which operator decided is for the team alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    verdict: &'static str,
    reason: String,
    decided_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator_id: Option<String>,
}

impl Application {
    /// A registration for the team.
    pub fn of(registration: &Registration) -> Self {
        let application = registration.application.as_ref();
        let decisions = application.map(|application| application.decisions.as_slice()).unwrap_or_default();
        Self {
            technician_id: registration.id().to_string(),
            status: status(registration.status()),
            applied_at: application.map(|application| application.applied_at.into()),
            decisions: decisions.iter().map(Decision::of_team).collect(),
            profile: Technician::of(&registration.technician),
        }
    }
}

impl Decision {
    fn of_team(decision: &application::Decision) -> Self {
        Self { operator_id: Some(decision.operator.to_string()), ..Self::of(decision) }
    }

    /// A decision as the person reads it.
    pub(super) fn of(decision: &application::Decision) -> Self {
        Self {
            verdict: match decision.verdict {
                Verdict::Approved => "approved",
                Verdict::Refused => "refused",
            },
            reason: decision.reason.to_string(),
            decided_at: decision.decided_at.into(),
            operator_id: None,
        }
    }
}

/// As apps read it.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Applied => "applied",
        Status::Approved => "approved",
        Status::Refused => "refused",
    }
}
