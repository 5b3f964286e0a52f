//! Late and repeated commands: what counts as said before, and which facts of the system a late command corrects
//! (rule 34).

use jiff::Timestamp;

use crate::{
    id::TechnicianId,
    moment::{Moment, Submission},
    refusal::Refusal,
    timeline::{Actor, Cause, Entry, Fact, last_acceptance},
};

use super::{Intervention, Stage};

/// How often one intervention may come back to a technician whose commands arrive late.
const LIFTS_MAX: usize = 5;

impl Intervention {
    /// How a command of `by` counts, checked against this timeline: commands of one author are in order, and facts of
    /// the system do not matter.
    pub fn submitted(
        &self,
        by: Actor,
        stated: Option<Timestamp>,
        is_keyed: bool,
        received_at: Timestamp,
    ) -> Result<Submission, Refusal> {
        if by == Actor::Operator {
            // The rule of the decision bounds its time: an operator may end work that stopped weeks ago (rule 33).
            let occurred_at = stated.unwrap_or(received_at).min(received_at);
            return Ok(Submission {
                moment: Moment { occurred_at, recorded_at: received_at },
                stated,
                is_keyed,
            });
        }
        let moment = Moment::occurred(stated, received_at)?;
        let moment = self.last_of(|entry| entry.by == by).map_or(Ok(moment), |last| moment.after(last))?;
        Ok(Submission { moment, stated, is_keyed })
    }

    /// The same before any check, to recognise a repeat and a stranger.
    pub fn claimed(stated: Option<Timestamp>, is_keyed: bool, received_at: Timestamp) -> Submission {
        let moment = Moment { occurred_at: stated.unwrap_or(received_at), recorded_at: received_at };
        Submission { moment, stated, is_keyed }
    }

    /// The clock of the work starts or ends only after everything that both parties agreed before. What was possible at the
    /// time of the command stays possible: a customer who refused another appointment later, or an operator who moved a
    /// deadline, does not make a late command of the technician invalid (rule 34).
    pub(super) fn check_after_people(&self, submission: &Submission) -> Result<(), Refusal> {
        let agrees = |fact: &Fact| *fact != Fact::PostponementRefused;
        let last = self.last_of(|entry| match entry.by {
            Actor::Customer => agrees(&entry.fact),
            Actor::Technician => true,
            Actor::System | Actor::Operator => false,
        });
        last.map_or(Ok(()), |last| submission.moment.after(last).map(|_| ()))
    }

    pub(super) fn last_of(&self, is_it: impl Fn(&Entry) -> bool) -> Option<Timestamp> {
        self.timeline.iter().rev().find(|entry| is_it(entry)).map(|entry| entry.moment.occurred_at)
    }

    /// Whether the technician who holds it said the same for the same time.
    pub(super) fn was_told(&self, submission: &Submission, is_it: impl Fn(&Fact) -> bool) -> bool {
        let Some(stated) = submission.stated else { return false };
        let own = self.since_acceptance().iter().filter(|entry| entry.by == Actor::Technician);
        let own: Vec<&Entry> = own.collect();
        own.iter().enumerate().any(|(place, entry)| {
            let before = place.checked_sub(1).map(|before| own[before].moment);
            let is_last = place + 1 == own.len();
            is_it(&entry.fact) && entry.moment.was_stated_as(stated, before, is_last)
        })
    }

    /// Whether a command without key and time repeats what was said before, however long ago.
    pub(super) fn is_repeated(&self, submission: &Submission, is_it: impl Fn(&Fact) -> bool) -> bool {
        let bare = submission.stated.is_none() && !submission.is_keyed;
        bare && self.since_acceptance().iter().any(|entry| is_it(&entry.fact))
    }

    fn since_acceptance(&self) -> &[Entry] {
        let accepted = |entry: &Entry| matches!(entry.fact, Fact::Accepted { .. });
        let place = self.timeline.iter().rposition(accepted).unwrap_or(self.timeline.len());
        &self.timeline[place..]
    }

    /// The fact that gives the request back to the technician from whom the system took it, if this late command
    /// proves that they kept on and nobody else has it.
    pub(super) fn lifted_release(
        &self,
        technician: &TechnicianId,
        submission: &Submission,
    ) -> Result<Option<Fact>, Refusal> {
        if self.is_taken_by(technician) {
            return Ok(None);
        }
        let Some(loss) = self.loss_of(technician) else { return Err(Refusal::NotYours) };
        let (released_at, stage) = (loss.moment.recorded_at, self.stage.outline());
        if self.acceptance.is_some() {
            return Err(Refusal::AlreadyAccepted { stage });
        }
        if matches!(loss.fact, Fact::Released { cause: Cause::TechnicianCancelled, .. }) {
            return Err(Refusal::GivenUp { at: released_at, stage });
        }
        let lifts = self.timeline.iter().filter(|entry| entry.fact == Fact::ReleaseLifted).count();
        let in_time = submission.stated.is_some_and(|stated| stated <= released_at);
        let open = matches!(self.stage, Stage::Offered { .. } | Stage::Waiting { .. });
        let held_last =
            last_acceptance(&self.timeline).is_some_and(|(_, last)| last.technician == *technician);
        let by_guardian = loss.by == Actor::System;
        if !by_guardian || !open || !in_time || !held_last || lifts >= LIFTS_MAX {
            return Err(Refusal::ReleasedFromYou { at: released_at, stage });
        }
        submission.check_within_a_day()?;
        Ok(Some(Fact::ReleaseLifted))
    }

    /// The entry by which this technician lost it, not another one who accepted after them.
    fn loss_of(&self, technician: &TechnicianId) -> Option<&Entry> {
        let since = self.timeline.iter().rposition(|entry| {
            matches!(&entry.fact, Fact::Accepted { acceptance, .. } if acceptance.technician == *technician)
        })?;
        let accepted = |entry: &&Entry| matches!(entry.fact, Fact::Accepted { .. });
        let held = self.timeline[since + 1..].iter().take_while(|entry| !accepted(entry));
        held.filter(|entry| entry.fact.is_release()).last()
    }
}
