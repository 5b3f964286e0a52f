//! The timeline row: every entry, and the attributes by which indexes find the intervention.

use domain::{
    Timestamp,
    cell::Cell,
    id::{CustomerId, InterventionId, TechnicianId},
    intervention::{Deadline, Intervention, Stage},
    policy::Policy,
};
use serde::{Deserialize, Serialize};

use crate::{
    deadlines::DueKind,
    error::Error,
    intervention::entry::{EntryRow, Known},
    key,
    lists::WaitingRow,
    row::{Row, millis, parse_some},
};

/// The row that decisions are made of; kept under 1 KB, so that each step of a life costs one unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TimelineRow {
    version: u64,
    /// None once the customer was erased: the index of customers then forgets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    declared_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    technician: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline_bucket: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deadline: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waiting_in: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waiting_rank: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waiting: Option<WaitingRow>,
    timeline: Vec<EntryRow>,
}

impl Row for TimelineRow {
    const KIND: &'static str = "timeline";
    const IS_TRACED: bool = true;
}

impl TimelineRow {
    /// The attribute that conditions look at.
    pub(crate) const VERSION: &'static str = "version";

    pub(crate) fn of(intervention: &Intervention, policy: &Policy) -> Self {
        let id = intervention.id();
        let technician = intervention.acceptance().map(|acceptance| &acceptance.technician);
        let known = Known { customer: &intervention.declaration().customer, technician };
        let due = intervention.deadline(policy).map(|deadline| match deadline {
            Deadline::Expiry(at) => (DueKind::Expiry, at),
            Deadline::Arrival(at) => (DueKind::Arrival, at),
            Deadline::Effects(at) => (DueKind::Effects, at),
        });
        let waiting_since = waiting_since(intervention);
        let category = intervention.declaration().category;
        let rank = |since| key::waiting_rank(category, intervention.has_priority(), since, id);
        Self {
            version: intervention.version(),
            customer: (*known.customer != CustomerId::erased()).then(|| known.customer.to_string()),
            declared_at: millis(intervention.declared_at()),
            technician: technician.map(ToString::to_string),
            deadline_bucket: due.map(|(kind, at)| key::deadline_bucket(kind, at, key::shard(id))),
            deadline: due.map(|(_, at)| millis(at)),
            waiting_in: waiting_since.map(|_| waiting_in(intervention)),
            waiting_rank: waiting_since.map(rank),
            waiting: waiting_since.map(|_| WaitingRow::of(intervention)),
            timeline: intervention.timeline().iter().map(|entry| EntryRow::of(entry, known)).collect(),
        }
    }

    /// The same row with an alarm of the guardian.
    pub(super) fn ringing_at(self, at: Timestamp, id: &InterventionId) -> Self {
        let bucket = key::deadline_bucket(DueKind::Arrival, at, key::shard(id));
        Self { deadline_bucket: Some(bucket), deadline: Some(millis(at)), ..self }
    }

    /// The intervention that the row tells of.
    pub(crate) fn intervention(self, id: InterventionId) -> Result<Intervention, Error> {
        let customer = parse_some(self.customer)?.unwrap_or_else(CustomerId::erased);
        let technician: Option<TechnicianId> = parse_some(self.technician)?;
        let known = Known { customer: &customer, technician: technician.as_ref() };
        let entries = self.timeline.into_iter().map(|row| row.entry(known)).collect::<Result<_, _>>()?;
        Ok(Intervention::replay(id, entries)?)
    }
}

/// Where an intervention waits, once it does.
pub(crate) fn waiting_in(intervention: &Intervention) -> String {
    key::waiting_in(Cell::region_of(intervention.declaration().location))
}

/// Since when an intervention waits, if it does.
pub(crate) fn waiting_since(intervention: &Intervention) -> Option<Timestamp> {
    let Stage::Waiting { since } = intervention.stage() else { return None };
    Some(*since)
}
