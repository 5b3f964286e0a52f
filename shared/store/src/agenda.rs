//! Agendas: what technicians hold, one row each, absent while they hold nothing.

use std::{collections::HashMap, time::Duration};

use domain::{
    Timestamp,
    agenda::{Agenda, Conflict, Hold, When},
    cell::Home,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    intervention::Intervention,
    person::Unsettled,
    technician::Technician,
};
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    error::Error,
    key,
    row::{Item, Row, key_of, millis, parse, time},
    transaction::Condition,
};

/// All promises of a technician.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AgendaRow {
    holds: Vec<HoldRow>,
    /// Only in a closed one: when nobody can write to it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<i64>,
    /// Since when the intervention without an hour binds; at most one does. Rows written before this field lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<i64>,
}

/// To which intervention, by which entry of its timeline, and the hour of an appointment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct HoldRow(String, u64, #[serde(default, skip_serializing_if = "Option::is_none")] Option<i64>);

impl Row for AgendaRow {
    const KIND: &'static str = "agenda";
}

impl AgendaRow {
    pub(crate) fn of(agenda: &Agenda) -> Self {
        let hold = |hold: &Hold| {
            let at = match hold.when {
                When::Now { .. } => None,
                When::At(at) => Some(millis(at)),
            };
            HoldRow(hold.intervention.to_string(), hold.entry, at)
        };
        let since = agenda.holds().iter().find_map(|hold| match hold.when {
            When::Now { since } => Some(millis(since)),
            When::At(_) => None,
        });
        Self { holds: agenda.holds().iter().map(hold).collect(), since, expires: None }
    }

    /// One that takes no promise; DynamoDB may sweep it then.
    fn closed(until: Timestamp) -> Self {
        Self { holds: Vec::new(), since: None, expires: Some(until.as_second()) }
    }

    fn agenda(self) -> Result<Agenda, Error> {
        if self.expires.is_some() {
            return Ok(Agenda::closed());
        }
        // Without the field the intervention began at a time that nobody knows any more, long ago.
        let since = time(self.since.unwrap_or(0))?;
        let hold = |HoldRow(intervention, entry, at): HoldRow| {
            let when = at.map_or(Ok(When::Now { since }), |at| time(at).map(When::At))?;
            Ok(Hold { intervention: parse(intervention)?, entry, when })
        };
        Ok(Agenda::of(self.holds.into_iter().map(hold).collect::<Result<_, Error>>()?))
    }

    /// The agenda that a failed condition found; an empty item means that there is none.
    pub(crate) fn found(item: Item) -> Result<Agenda, Error> {
        if item.is_empty() { Ok(Agenda::default()) } else { Self::of_item(item)?.agenda() }
    }

    /// The agenda is still what was seen: its content says so, whatever happened in between.
    pub(crate) fn unchanged(seen: &Agenda) -> Result<Condition, Error> {
        if seen.is_empty() {
            return Ok(Condition::New);
        }
        let holds = serde_dynamo::to_attribute_value(Self::of(seen).holds);
        Ok(Condition::Same("holds", holds.map_err(|_| Error::Row { kind: Self::KIND, done: "written" })?))
    }
}

/// A closed agenda is kept beyond the last token of the technician.
const CLOSED: Duration = Duration::from_hours(24);
/// So often may another promise of the same technician come in between.
const RACES_MAX: usize = 5;

impl Store {
    /// Frees a technician of the promise that an entry of an intervention made; doing it again changes nothing, not even
    /// a promise that they made to the same intervention since.
    pub async fn release(
        &self,
        technician: &TechnicianId,
        home: Home,
        intervention: &InterventionId,
        entry: u64,
    ) -> Result<(), Failure> {
        let mut read = Read::Eventual;
        for _ in 0..=RACES_MAX {
            let seen = self.agenda(home, technician, read).await?;
            let freed = seen.released(intervention, entry);
            let holds = freed != seen;
            if !holds && read.is_consistent() {
                return Ok(());
            }
            if holds && self.replace_agenda(home, technician, &seen, &freed).await? {
                return Ok(());
            }
            read = Read::Consistent;
        }
        Err(Failure::Busy)
    }

    /// Lets a technician who leaves take nothing any more. Refused while they hold work; promises that nobody freed
    /// although they are over give way. Nothing for a person who is no technician.
    pub async fn close_agenda(&self, technician: &TechnicianId, now: Timestamp) -> Result<(), Failure> {
        let Some(home) = self.home_of(technician).await? else { return Ok(()) };
        for _ in 0..=RACES_MAX {
            let seen = self.agenda(home, technician, Read::Consistent).await?;
            if seen.is_closed() {
                return Ok(());
            }
            let mut running = Vec::new();
            for Hold { intervention, .. } in seen.holds() {
                if self.holds(technician, intervention).await? {
                    running.push(intervention.clone());
                }
            }
            if !running.is_empty() {
                return Err(Unsettled::WorkRunning(running).into());
            }
            let closed = AgendaRow::closed(now + CLOSED);
            if self.put_if(key::agenda(home, technician), &closed, &AgendaRow::unchanged(&seen)?).await? {
                return Ok(());
            }
        }
        Err(Failure::Busy)
    }

    /// Takes a closing back: the technician stays.
    pub async fn open_agenda(&self, technician: &TechnicianId) -> Result<(), Failure> {
        let Some(home) = self.home_of(technician).await? else { return Ok(()) };
        if self.agenda(home, technician, Read::Consistent).await?.is_closed() {
            // A closed one is never written to, so nothing is lost.
            self.delete(key::agenda(home, technician)).await?;
        }
        Ok(())
    }

    async fn replace_agenda(
        &self,
        home: Home,
        technician: &TechnicianId,
        seen: &Agenda,
        agenda: &Agenda,
    ) -> Result<bool, Error> {
        let key = key::agenda(home, technician);
        let unchanged = AgendaRow::unchanged(seen)?;
        if agenda.is_empty() {
            return self.delete_if(key, &unchanged).await;
        }
        self.put_if(key, &AgendaRow::of(agenda), &unchanged).await
    }

    /// The promises of a technician; an eventually consistent read.
    pub async fn agenda_of(&self, technician: &Technician) -> Result<Agenda, Failure> {
        Ok(self.agenda(technician.home, &technician.id, Read::Eventual).await?)
    }

    /// What a technician holds, without promises that are over and in the way of an intervention: nobody freed them yet.
    pub async fn agenda_beside(
        &self,
        technician: &Technician,
        intervention: &Intervention,
        now: Timestamp,
    ) -> Result<Agenda, Failure> {
        let mut agenda = self.agenda(technician.home, &technician.id, Read::Consistent).await?;
        let when = intervention.binds(now);
        let conflict = |agenda: &Agenda| agenda.conflict(intervention.id(), when, self.policy());
        self.obstacle(&mut agenda, &technician.id, conflict).await?;
        Ok(agenda)
    }

    /// What is in the way for good. Promises that nobody freed although they are over leave the agenda.
    pub(crate) async fn obstacle(
        &self,
        agenda: &mut Agenda,
        technician: &TechnicianId,
        conflict: impl Fn(&Agenda) -> Option<Conflict>,
    ) -> Result<Option<Conflict>, Error> {
        while let Some(conflict) = conflict(agenda) {
            let Some(with) = conflict.with() else { return Ok(Some(conflict)) };
            if self.holds(technician, with).await? {
                return Ok(Some(conflict));
            }
            *agenda = agenda.without(with);
        }
        Ok(None)
    }

    /// What a technician holds.
    pub(crate) async fn agenda(
        &self,
        home: Home,
        technician: &TechnicianId,
        read: Read,
    ) -> Result<Agenda, Error> {
        let row = self.get::<AgendaRow>(key::agenda(home, technician), read).await?;
        row.map_or(Ok(Agenda::default()), AgendaRow::agenda)
    }

    /// What all technicians of a home cell hold, as far as they hold anything.
    pub(crate) async fn agendas(&self, home: Home) -> Result<HashMap<TechnicianId, Agenda>, Error> {
        let items = self.partition(&key::agendas(home), None, Read::Eventual).await?;
        let agenda = |item: Item| Ok((parse(key_of(&item)?.sk)?, AgendaRow::of_item(item)?.agenda()?));
        items.into_iter().map(agenda).collect()
    }
}
