//! A technician takes an intervention: the intervention and their agenda change together or not at all (rule 11).

use domain::{
    Timestamp,
    agenda::{Agenda, Conflict},
    intervention::Intervention,
    refusal::Refusal,
};

use crate::{
    agenda::AgendaRow,
    batch::pause,
    client::{Read, Store},
    error::Error,
    intervention::{companion::Promise, save::Saved},
    key,
    transaction::Transacted,
};

/// So often may another promise of the same technician come in between.
const ROUNDS_MAX: u32 = 5;

/// What an agenda makes of a promise.
enum Room {
    Made(Agenda),
    Refused(Refusal),
}

impl Store {
    /// Most technicians who accept hold nothing: their agenda is not even read, the condition tells.
    pub(super) async fn save_promise(
        &self,
        before: &Intervention,
        after: &Intervention,
        promise: &Promise<'_>,
        now: Timestamp,
    ) -> Result<Saved, Error> {
        let acceptance = promise.acceptance;
        let mut seen = if promise.is_first {
            Agenda::default()
        } else {
            self.agenda(acceptance.home, &acceptance.technician, Read::Consistent).await?
        };
        for round in 0..ROUNDS_MAX {
            let agenda = match self.make_room(&seen, before, promise, now).await? {
                Room::Made(agenda) => agenda,
                Room::Refused(refusal) => return Ok(Saved::Refused(refusal)),
            };
            match self.keep_promise(before, after, promise, (&seen, &agenda)).await? {
                Transacted::Done => return Ok(Saved::Done),
                Transacted::Crossed => pause(round).await,
                Transacted::Failed(mut failed) => match (failed.pop().flatten(), failed.pop().flatten()) {
                    (Some(found), None) => seen = AgendaRow::found(found)?,
                    (_, Some(_)) | (None, None) => return Ok(Saved::Lost),
                },
            }
        }
        Err(Error::Busy)
    }

    async fn keep_promise(
        &self,
        before: &Intervention,
        after: &Intervention,
        promise: &Promise<'_>,
        (seen, agenda): (&Agenda, &Agenda),
    ) -> Result<Transacted, Error> {
        let acceptance = promise.acceptance;
        let key = key::agenda(acceptance.home, &acceptance.technician);
        let agenda = self.transact_put(key, &AgendaRow::of(agenda), &AgendaRow::unchanged(seen)?)?;
        self.transact(vec![self.transact_timeline(before, after)?, agenda]).await
    }

    /// The agenda with the promise; promises that nobody freed although they are over give way.
    async fn make_room(
        &self,
        seen: &Agenda,
        before: &Intervention,
        promise: &Promise<'_>,
        now: Timestamp,
    ) -> Result<Room, Error> {
        let mut agenda = seen.clone();
        while let Some(conflict) = agenda.conflict(before.id(), promise.when, now, self.policy()) {
            let (Conflict::Busy { with } | Conflict::Collides { with, .. }) = &conflict else {
                return Ok(Room::Refused(refusal(&conflict, before)));
            };
            if self.holds(&promise.acceptance.technician, with).await? {
                return Ok(Room::Refused(refusal(&conflict, before)));
            }
            agenda = agenda.without(with);
        }
        Ok(Room::Made(agenda.with(before.id(), promise.entry, promise.when)))
    }
}

fn refusal(conflict: &Conflict, intervention: &Intervention) -> Refusal {
    let stage = intervention.stage().name();
    match conflict {
        Conflict::Closed => Refusal::TechnicianUnavailable { stage },
        Conflict::Busy { .. } => Refusal::TechnicianBusy { stage },
        Conflict::Collides { at, .. } => Refusal::AgendaCollides { at: *at, stage },
    }
}
