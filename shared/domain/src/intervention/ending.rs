//! The end of the work and what is said of it (rules 22 to 25).

use jiff::Timestamp;

use crate::{
    calendar,
    id::{CustomerId, QuoteId, TechnicianId},
    moment::Submission,
    money::Money,
    policy::Policy,
    refusal::Refusal,
    text::{Comment, Remark, Story},
    timeline::{Actor, Fact, Resolution, Stall, Stars},
};

use super::{Intervention, Stage, Step};

/// Who ended work, and why: the report says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending<'a> {
    /// The technician finished it, with a report.
    ByTechnician,
    /// The customer closed it, as nobody continued (rule 31).
    ByCustomer(Stall),
    /// An operator finished it, for this reason (rule 33).
    ByOperator(&'a Remark),
}

/// What the technician reports (rule 23).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What was found.
    pub diagnosis: Story,
    /// What was done.
    pub work_done: Story,
    /// What should be done next.
    pub advice: Option<Story>,
    /// Who signed on site.
    pub signed_by: Option<crate::text::Name>,
}

impl Intervention {
    /// Who ended the work, once it is finished.
    pub fn ending(&self) -> Option<Ending<'_>> {
        self.timeline.iter().rev().find_map(|entry| {
            if let Fact::Closed { stall, .. } = &entry.fact {
                return Some(Ending::ByCustomer(*stall));
            }
            if let Fact::Resolved { reason, resolution: Resolution::Finished { .. }, .. } = &entry.fact {
                return Some(Ending::ByOperator(reason));
            }
            matches!(entry.fact, Fact::Finished { .. }).then_some(Ending::ByTechnician)
        })
    }

    /// The work is done; the price is final. Accepted quotes whose work was not done are named in `undone` (rule 14).
    pub fn finish(
        &self,
        technician: &TechnicianId,
        undone: &[QuoteId],
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.as_heard(technician, submission, policy, |heard| heard.finish_now(undone, submission, policy))
    }

    fn finish_now(
        &self,
        undone: &[QuoteId],
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        if matches!(self.stage, Stage::Finished { .. }) {
            return self.finish_again(undone, submission);
        }
        let now = submission.at();
        self.check_no_quote_pending(now)?;
        let failed =
            matches!(self.stage, Stage::Arrived { .. }) && self.quotes.iter().any(|one| one.has_failed(now));
        // A second visit at which nobody is at home, or which never happens, must not keep the technician bound.
        let comes_again = matches!(self.stage, Stage::Arrived { .. } | Stage::Postponed { .. });
        let begun = comes_again && self.work.has_started();
        self.check_stage(failed || begun || matches!(self.stage, Stage::Working | Stage::Paused))?;
        self.check_after_people(submission)?;
        if !undone.iter().all(|id| self.agreed_quotes().any(|quote| quote.id == *id)) {
            return Err(Refusal::NoSuchAgreedQuote);
        }
        let end = |price| Fact::Finished { price, undone: undone.to_vec() };
        let ended =
            self.clone().record(vec![end(Money::ZERO)], Actor::Technician, submission.moment, None)?;
        Ok(Step::one(end(ended.price_of_work(now, policy).total)))
    }

    /// A finished intervention never changes: the same end is a repeat, another one is refused (rule 24).
    fn finish_again(&self, undone: &[QuoteId], submission: &Submission) -> Result<Step, Refusal> {
        let same = |fact: &Fact| matches!(fact, Fact::Finished { undone: known, .. } if known == undone);
        let known = self.timeline.iter().any(|entry| same(&entry.fact));
        if known && (submission.stated.is_none() || self.was_told(submission, same)) {
            return Ok(Step::Unchanged);
        }
        if self.closed.is_some() {
            return Err(self.forbids());
        }
        Err(Refusal::AlreadyFinished { stage: self.stage.name() })
    }

    /// Rule 25: the customer rates once, in time.
    pub fn rate(
        &self,
        customer: &CustomerId,
        stars: Stars,
        comment: Option<Comment>,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_customer(customer)?;
        let stage = self.stage.name();
        let Stage::Finished { at, .. } = &self.stage else { return Err(self.forbids()) };
        match &self.rating {
            Some(given) if *given == (stars, comment.clone()) => return Ok(Step::Unchanged),
            Some(_) => return Err(Refusal::AlreadyRated { stage }),
            None => {}
        }
        let closes = calendar::days_later(*at, policy.rating_days);
        if now > closes {
            return Err(Refusal::RatingClosed { at: closes, stage });
        }
        Ok(Step::one(Fact::Rated { stars, comment }))
    }
}
