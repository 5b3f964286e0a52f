//! A technician takes an intervention: the intervention and their agenda change together or not at all (rule 11).

use domain::{agenda::Agenda, intervention::Intervention, refusal::Refusal};

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
    ) -> Result<Saved, Error> {
        let acceptance = promise.acceptance;
        let mut seen = if promise.is_first {
            Agenda::default()
        } else {
            self.agenda(acceptance.home, &acceptance.technician, Read::Consistent).await?
        };
        for round in 0..ROUNDS_MAX {
            let agenda = match self.make_room(&seen, before, promise).await? {
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

    /// Refuses an appointment that the technician proposes where their agenda has no room for it. Nothing is promised
    /// yet: the confirmation decides again.
    pub(super) async fn save_proposal(
        &self,
        before: &Intervention,
        after: &Intervention,
        proposal: &Promise<'_>,
    ) -> Result<Saved, Error> {
        let acceptance = proposal.acceptance;
        let seen = self.agenda(acceptance.home, &acceptance.technician, Read::Eventual).await?;
        match self.make_room(&seen, before, proposal).await? {
            Room::Made(_) => self.save_alone(before, after).await,
            Room::Refused(refusal) => Ok(Saved::Refused(refusal)),
        }
    }

    /// The agenda with the promise, if there is room for it.
    async fn make_room(
        &self,
        seen: &Agenda,
        before: &Intervention,
        promise: &Promise<'_>,
    ) -> Result<Room, Error> {
        let mut agenda = seen.clone();
        let conflict = |agenda: &Agenda| {
            if promise.is_visit {
                agenda.running(before.id())
            } else {
                agenda.conflict(before.id(), promise.when, self.policy())
            }
        };
        let obstacle = self.obstacle(&mut agenda, &promise.acceptance.technician, conflict).await?;
        Ok(match obstacle {
            Some(conflict) => Room::Refused(before.in_the_way(&conflict)),
            None => Room::Made(agenda.with(before.id(), promise.entry, promise.when)),
        })
    }
}
