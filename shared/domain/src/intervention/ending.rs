//! The end of the work and what is said of it (rules 22 to 25).

use jiff::Timestamp;

use crate::{
    calendar,
    id::{CustomerId, TechnicianId},
    policy::Policy,
    refusal::Refusal,
    text::{Comment, Story},
    timeline::{Fact, Stars},
};

use super::{Intervention, Stage, Step};

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
    /// The work is done, at `occurred_at`; the price is final.
    pub fn finish(
        &self,
        technician: &TechnicianId,
        occurred_at: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_technician(technician)?;
        if matches!(self.stage, Stage::Finished { .. }) {
            return Ok(Step::Unchanged);
        }
        self.check_no_quote_pending()?;
        let refused = matches!(self.stage, Stage::Arrived { .. }) && self.was_refused_a_quote();
        self.check_stage(refused || matches!(self.stage, Stage::Working | Stage::Paused))?;
        Ok(Step::one(Fact::Finished { price: self.price_of_work(occurred_at, policy).total }))
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
