//! Quotes: proposed on site, answered by the customer (rule 14).

use jiff::Timestamp;

use crate::{
    calendar,
    id::{CustomerId, QuoteId, TechnicianId},
    policy::Policy,
    quote::{Answer, Quote, QuoteLines},
    refusal::Refusal,
    timeline::{Entry, Fact},
};

use super::{Intervention, Stage, Step};

/// The most quotes of an intervention.
const QUOTES_MAX: usize = 20;

impl Intervention {
    /// A quote, in the interview or in a pause; a newer one replaces an older one.
    pub fn propose_quote(
        &self,
        technician: &TechnicianId,
        lines: &QuoteLines,
        valid_until: Option<Timestamp>,
        now: Timestamp,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_technician(technician)?;
        self.check_stage(matches!(self.stage, Stage::Arrived { .. } | Stage::Paused))?;
        if valid_until.is_some_and(|until| until <= now) {
            return Err(Refusal::ValidityPast { now });
        }
        if self.is_proposed(lines, valid_until, now) {
            return Ok(Step::Unchanged);
        }
        if self.quotes_proposed() >= QUOTES_MAX {
            return Err(Refusal::TooMany { max: QUOTES_MAX, stage: self.stage.name() });
        }
        let valid_until =
            valid_until.unwrap_or_else(|| calendar::days_later(now, policy.quote_validity_days));
        let (quote, total, digest) = (self.next_quote(), lines.total(), lines.digest(valid_until));
        Ok(Step::one(Fact::QuoteProposed { quote, total, valid_until, digest }))
    }

    /// Whether the newest quote is this one and stands; who refused it may be asked again. Without a validity of its
    /// own it is the same as long as the older one is valid.
    fn is_proposed(&self, lines: &QuoteLines, valid_until: Option<Timestamp>, now: Timestamp) -> bool {
        self.quote.as_ref().is_some_and(|quote| {
            quote.answer != Some(Answer::Refused)
                && now < quote.valid_until
                && quote.digest == lines.digest(valid_until.unwrap_or(quote.valid_until))
        })
    }

    fn quotes_proposed(&self) -> usize {
        let proposed = |entry: &&Entry| matches!(entry.fact, Fact::QuoteProposed { .. });
        self.timeline.iter().filter(proposed).count()
    }

    /// The id that the next quote gets.
    pub fn next_quote(&self) -> QuoteId {
        QuoteId::numbered(self.timeline.len() + 1)
    }

    /// The customer's answer; it is given once.
    pub fn settle_quote(
        &self,
        customer: &CustomerId,
        id: &QuoteId,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Step, Refusal> {
        self.check_customer(customer)?;
        let stage = self.stage.name();
        let quote = self.quote.as_ref().ok_or(Refusal::NoQuotePending { stage })?;
        if quote.id != *id {
            return Err(Refusal::QuoteReplaced { stage });
        }
        if quote.answer == Some(answer) {
            return Ok(Step::Unchanged);
        }
        if quote.answer.is_some() {
            return Err(Refusal::NoQuotePending { stage });
        }
        self.check_stage(matches!(self.stage, Stage::Arrived { .. } | Stage::Paused))?;
        match answer {
            Answer::Accepted if now > quote.valid_until => {
                Err(Refusal::QuoteExpired { at: quote.valid_until, stage })
            }
            Answer::Accepted => Ok(Step::one(Fact::QuoteAccepted)),
            Answer::Refused => Ok(Step::one(Fact::QuoteRefused)),
        }
    }

    pub(super) fn check_no_quote_pending(&self) -> Result<(), Refusal> {
        let talking = matches!(self.stage, Stage::Arrived { .. } | Stage::Paused);
        if talking && self.quote.as_ref().is_some_and(Quote::is_pending) {
            return Err(Refusal::QuotePending { stage: self.stage.name() });
        }
        Ok(())
    }

    pub(super) fn was_refused_a_quote(&self) -> bool {
        self.quote.as_ref().is_some_and(|quote| quote.answer == Some(Answer::Refused))
    }
}
