//! An operator ends or repairs an intervention (rule 33).

use jiff::Timestamp;

use crate::{
    agenda::When,
    calendar,
    id::{OperatorId, QuoteId},
    moment::Submission,
    money::Money,
    policy::Policy,
    refusal::{Counted, Refusal},
    text::Remark,
    timeline::{Actor, Cause, Fact, Resolution},
};

use super::{Intervention, Stage, Step, caps::RESOLUTIONS_MAX};

/// What an operator asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is cancelled.
    Cancel {
        /// What the customer owes; may be nothing.
        fee: Money,
    },
    /// It is finished, at the time that the submission states.
    Finish {
        /// The accepted quotes whose work was not done.
        undone: Vec<QuoteId>,
    },
    /// It leaves its technician and waits again, with priority.
    Release,
    /// Its next deadline moves: the expiry, the promised arrival or the appointment.
    Extend {
        /// The new deadline.
        until: Timestamp,
    },
    /// No fee is due when it is cancelled.
    WaiveFee,
}

impl Intervention {
    /// Rule 33: the operator decides. What is over for good stays so: a credit note corrects it (rule 24).
    pub fn resolve(
        &self,
        operator: &OperatorId,
        reason: &Remark,
        decision: &Decision,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        if !submission.is_keyed && self.is_resolved_so(operator, reason, decision, submission) {
            return Ok(Step::Unchanged);
        }
        let stage = self.stage.name();
        if self.stage.is_over() {
            return Err(Refusal::EndedForGood { stage });
        }
        let fact =
            |resolution| Fact::Resolved { operator: operator.clone(), reason: reason.clone(), resolution };
        let mut before: Vec<Fact> = Vec::new();
        let resolution = match decision {
            Decision::Cancel { fee } => self.resolved_cancelled(*fee, submission.at())?,
            Decision::Finish { undone } => {
                self.check_finish(undone, submission)?;
                before.extend(self.corrected_pause(submission, policy));
                let end = fact(Resolution::Finished { price: Money::ZERO, undone: undone.clone() });
                let ended = before.iter().cloned().chain([end]).collect();
                let ended = self.clone().record(ended, Actor::Operator, submission.moment, None)?;
                let price = ended.price_of_work(submission.at(), policy).total;
                Resolution::Finished { price, undone: undone.clone() }
            }
            Decision::Release => {
                self.check_stage(self.acceptance.is_some() && !self.work.has_started())?;
                let now = submission.moment.recorded_at;
                Resolution::Released { expires_at: self.released_until(Cause::OperatorDecided, now, policy) }
            }
            Decision::Extend { until } => self.extended(*until, submission, policy)?,
            Decision::WaiveFee => {
                self.check_stage(self.acceptance.is_some() && !self.work.has_started())?;
                Resolution::FeeWaived
            }
        };
        let fact = fact(resolution);
        if !fact.is_end() {
            self.check_room(Counted::Resolutions, RESOLUTIONS_MAX, |known| {
                matches!(known, Fact::Resolved { .. })
            })?;
        }
        before.push(fact);
        Ok(Step::Changed(before))
    }

    /// An operator who states when the work ended states the hours: they lift an automatic pause before that time. Without
    /// a stated time the silence counts as paused (rule 32).
    fn corrected_pause(&self, submission: &Submission, policy: &Policy) -> Option<Fact> {
        let Some(at) = submission.stated else {
            let since = self.silent_since(submission.at(), policy)?;
            return Some(Fact::AutoPaused { since });
        };
        self.auto_paused.filter(|since| at > *since).map(|_| Fact::AutoPauseLifted)
    }

    /// A fee needs a technician who accepted, is at most the highest fee of the terms, and is not due once it was waived. A
    /// quote that was refused before the work leaves nothing due (rule 14).
    fn resolved_cancelled(&self, fee: Money, now: Timestamp) -> Result<Resolution, Refusal> {
        let is_free = self.fee_waived || self.is_free_of_charge(now);
        let Some(terms) = self.terms.filter(|_| !is_free || fee == Money::ZERO) else {
            let stage = self.stage.name();
            let is_none = fee == Money::ZERO;
            return if is_none {
                Ok(Resolution::Cancelled { fee })
            } else {
                Err(Refusal::FeeNotDue { stage })
            };
        };
        let most = terms.fee_on_the_way.max(terms.fee_arrived);
        if fee > most {
            return Err(Refusal::FeeTooHigh { most });
        }
        Ok(Resolution::Cancelled { fee })
    }

    /// Work that began ends between its start and now.
    fn check_finish(&self, undone: &[QuoteId], submission: &Submission) -> Result<(), Refusal> {
        let started = self.work.segments().first().ok_or_else(|| self.forbids())?.from;
        let now = submission.moment.recorded_at;
        let at = submission.stated.unwrap_or(now);
        if at < started || at > now {
            return Err(Refusal::FinishOutOfRange { earliest: started, latest: now });
        }
        if undone.iter().all(|id| self.agreed_quotes().any(|quote| quote.id == *id)) {
            return Ok(());
        }
        Err(Refusal::NoSuchAgreedQuote)
    }

    fn extended(
        &self,
        until: Timestamp,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Resolution, Refusal> {
        let movable = self.stage.is_open() || self.visit().is_some();
        self.check_stage(movable)?;
        let now = submission.moment.recorded_at;
        // An earlier hour would bind people who never agreed to it, and a fee may follow from it.
        let deadline = if self.stage.is_open() { Some(self.expires_at) } else { self.promised_at() };
        let earliest = deadline.map_or(now, |deadline| deadline.max(now));
        let latest = calendar::days_later(now, policy.schedule_ahead_days_max).max(earliest);
        if until <= earliest || until > latest {
            return Err(Refusal::ExtensionOutOfRange { earliest, latest });
        }
        Ok(Resolution::Extended { until })
    }

    /// When the technician's agenda is bound once an operator moved the visit; none where the agenda stays as it is.
    pub fn binds_until(&self, until: Timestamp) -> Option<When> {
        let accepted = || self.last_recorded(|fact| matches!(fact, Fact::Accepted { .. }));
        let scheduled = self.declaration.scheduled_for.zip(accepted()).is_some_and(|(hour, at)| hour > at);
        let is_second = matches!(self.stage, Stage::Postponed { .. });
        (is_second || (scheduled && self.visit().is_some())).then_some(When::At(until))
    }

    /// Whether the newest decision of an operator is this one, and nothing happened since but a rating.
    fn is_resolved_so(
        &self,
        operator: &OperatorId,
        reason: &Remark,
        decision: &Decision,
        submission: &Submission,
    ) -> bool {
        let mut latest = self.timeline.iter().rev();
        let Some(entry) = latest.find(|entry| !matches!(entry.fact, Fact::Rated { .. })) else {
            return false;
        };
        let Fact::Resolved { operator: by, reason: why, resolution } = &entry.fact else { return false };
        let same = match (decision, resolution) {
            (Decision::Cancel { fee }, Resolution::Cancelled { fee: known }) => fee == known,
            (Decision::Finish { undone }, Resolution::Finished { undone: known, .. }) => {
                undone == known && submission.stated.is_none_or(|at| at == entry.moment.occurred_at)
            }
            (Decision::Extend { until }, Resolution::Extended { until: known }) => until == known,
            (Decision::Release, Resolution::Released { .. })
            | (Decision::WaiveFee, Resolution::FeeWaived) => true,
            (
                Decision::Cancel { .. }
                | Decision::Finish { .. }
                | Decision::Release
                | Decision::Extend { .. }
                | Decision::WaiveFee,
                _,
            ) => false,
        };
        same && by == operator && why == reason
    }
}
