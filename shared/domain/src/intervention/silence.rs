//! Work without a command of the technician's app: after some hours it counts as paused from the last command on, whether
//! the guardian has looked or not (rule 32).
//!
//! Only the times at which commands happened count. So the bill is the same with and without a stated time, and with and
//! without a pause that the guardian recorded.

use jiff::{SignedDuration, Timestamp};

use super::{Intervention, Stage, Step};
use crate::{
    id::TechnicianId,
    moment::{Moment, Submission},
    policy::Policy,
    refusal::Refusal,
    timeline::{Actor, Entry, Fact},
};

impl Intervention {
    /// Decides a command of the technician on the work as it was at the time of the command. One that comes after hours of
    /// silence finds the work paused. One that happened before those hours were over lifts an automatic pause. The
    /// correction is recorded with the command.
    pub(super) fn as_heard(
        &self,
        technician: &TechnicianId,
        submission: &Submission,
        policy: &Policy,
        decide: impl Fn(&Self) -> Result<Step, Refusal>,
    ) -> Result<Step, Refusal> {
        self.check_holder(technician)?;
        let silent = self.silent_since(submission.at(), policy).map(|since| Fact::AutoPaused { since });
        let lifted = self.lifted_pause(submission, policy)?;
        let Some(correction) = silent.clone().or(lifted) else { return decide(self) };
        let moment = Moment::now(submission.moment.recorded_at);
        let corrected = self.clone().record(vec![correction.clone()], Actor::System, moment, None)?;
        Ok(match decide(&corrected)? {
            Step::Changed(facts) => Step::Changed([vec![correction], facts].concat()),
            Step::Unchanged => silent.map_or(Step::Unchanged, Step::one),
        })
    }

    /// Since when the running work counts as paused, if the technician's app was silent for hours until that time.
    pub(super) fn silent_since(&self, at: Timestamp, policy: &Policy) -> Option<Timestamp> {
        let heard = self.last_command()?.moment.occurred_at;
        let is_silent = self.stage == Stage::Working && at >= heard + silent_hours(policy);
        is_silent.then_some(heard)
    }

    /// Until when the running clock counts.
    pub(super) fn counts_until(&self, now: Timestamp, policy: &Policy) -> Timestamp {
        self.silent_since(now, policy).unwrap_or(now)
    }

    /// All time worked until `now`, in whole seconds (rules 19 and 32).
    pub fn worked_seconds(&self, now: Timestamp, policy: &Policy) -> i64 {
        self.work.worked_seconds(self.counts_until(now, policy))
    }

    /// The fact that lifts an automatic pause, if this command happened before the silence had lasted for the hours that
    /// pause the work.
    fn lifted_pause(&self, submission: &Submission, policy: &Policy) -> Result<Option<Fact>, Refusal> {
        if self.paused_at_its_time(submission, policy).is_none() {
            return Ok(None);
        }
        submission.check_within_a_day()?;
        Ok(Some(Fact::AutoPauseLifted))
    }

    /// Refuses what needs a pause, for a time at which the clock still ran: the automatic pause came later.
    pub(super) fn check_paused_then(&self, submission: &Submission, policy: &Policy) -> Result<(), Refusal> {
        let earliest = self.paused_at_its_time(submission, policy);
        earliest.map_or(Ok(()), |earliest| Err(submission.not_before(earliest)))
    }

    /// When the silence paused the work, if that is after the time that this command states.
    fn paused_at_its_time(&self, submission: &Submission, policy: &Policy) -> Option<Timestamp> {
        let since = self.auto_paused.filter(|_| submission.stated.is_some())?;
        let paused_at = since + silent_hours(policy);
        (submission.at() > since && submission.at() < paused_at).then_some(paused_at)
    }

    /// Whether this is the first pause of the technician since the silence paused the work. It is recorded, although the
    /// clock stands already: no later command may state a time before it.
    pub(super) fn confirms_silence(&self, submission: &Submission) -> bool {
        let since_silence = self.timeline.iter().rev();
        let mut since_silence =
            since_silence.take_while(|entry| !matches!(entry.fact, Fact::AutoPaused { .. }));
        self.stage == Stage::Paused
            && self.auto_paused.is_some_and(|since| submission.at() > since)
            && !since_silence.any(|entry| entry.fact == Fact::Paused)
    }

    /// The last command of the technician's app.
    pub(super) fn last_command(&self) -> Option<&Entry> {
        self.timeline.iter().rev().find(|entry| entry.by == Actor::Technician)
    }
}

fn silent_hours(policy: &Policy) -> SignedDuration {
    SignedDuration::from_hours(policy.silent_work_hours)
}
