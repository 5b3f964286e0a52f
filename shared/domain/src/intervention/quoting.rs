//! Quotes: proposed on site, answered by the customer (rule 14).

use jiff::Timestamp;

use crate::{
    calendar,
    id::{CustomerId, QuoteId, TechnicianId},
    moment::Submission,
    policy::Policy,
    quote::{Answer, QUOTE_MAX, Quote, QuoteLines},
    refusal::{Counted, Refusal},
    timeline::Fact,
};

use super::{Intervention, Stage, Step, caps::QUOTES_MAX};

impl Intervention {
    /// A quote, in the interview or in a pause; a newer one replaces one that still waits for an answer.
    pub fn propose_quote(
        &self,
        technician: &TechnicianId,
        lines: &QuoteLines,
        valid_until: Option<Timestamp>,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        self.check_holder(technician)?;
        let now = submission.moment.recorded_at;
        if self.is_proposed(lines, valid_until, submission) {
            return Ok(Step::Unchanged);
        }
        self.check_stage(matches!(self.stage, Stage::Arrived { .. } | Stage::Paused))?;
        self.check_paused_then(submission, policy)?;
        submission.check_within_a_day()?;
        if valid_until.is_some_and(|until| until <= now) {
            return Err(Refusal::ValidityPast { now });
        }
        if lines.total() > QUOTE_MAX {
            return Err(Refusal::QuoteTooLarge { most: QUOTE_MAX });
        }
        self.check_total(lines.total())?;
        self.check_room(Counted::Quotes, QUOTES_MAX, |fact| matches!(fact, Fact::QuoteProposed { .. }))?;
        let valid_until =
            valid_until.unwrap_or_else(|| calendar::days_later(now, policy.quote_validity_days));
        let (quote, total, digest) = (self.next_quote(), lines.total(), lines.digest(valid_until));
        Ok(Step::one(Fact::QuoteProposed { quote, total, valid_until, digest }))
    }

    /// Whether this is the newest quote once more. One that waits for its answer is the same in any case; one that was
    /// answered is the same only for a repeat. Without a validity of its own it takes that of the older one.
    fn is_proposed(
        &self,
        lines: &QuoteLines,
        valid_until: Option<Timestamp>,
        submission: &Submission,
    ) -> bool {
        let same = |quote: &Quote| quote.digest == lines.digest(valid_until.unwrap_or(quote.valid_until));
        let Some(quote) = self.quotes.last().filter(|quote| same(quote)) else { return false };
        let accepted = quote.answer == Some(Answer::Accepted);
        let told = submission.stated == Some(quote.proposed_at);
        let repeated = accepted && submission.stated.is_none() && !submission.is_keyed;
        quote.is_pending(submission.moment.recorded_at) || told || repeated
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
        self.answer_quote(id, answer, now)
    }

    /// The technician takes back a quote that the customer has not answered.
    pub fn withdraw_quote(
        &self,
        technician: &TechnicianId,
        id: &QuoteId,
        submission: &Submission,
    ) -> Result<Step, Refusal> {
        self.check_holder(technician)?;
        submission.check_within_a_day()?;
        self.answer_quote(id, Answer::Withdrawn, submission.moment.recorded_at)
    }

    fn answer_quote(&self, id: &QuoteId, answer: Answer, now: Timestamp) -> Result<Step, Refusal> {
        let stage = self.stage.name();
        let quote = self.quotes.iter().find(|quote| quote.id == *id).ok_or(Refusal::NoSuchQuote)?;
        if quote.answer == Some(answer) {
            return Ok(Step::Unchanged);
        }
        if quote.has_expired(now) {
            return Err(Refusal::QuoteExpired { at: quote.valid_until, stage });
        }
        if quote.is_replaced {
            return Err(Refusal::QuoteReplaced { stage });
        }
        if quote.answer.is_some() {
            return Err(Refusal::NoQuotePending { stage });
        }
        self.check_stage(matches!(self.stage, Stage::Arrived { .. } | Stage::Paused))?;
        Ok(Step::one(match answer {
            Answer::Accepted => Fact::QuoteAccepted,
            Answer::Refused => Fact::QuoteRefused,
            Answer::Withdrawn => Fact::QuoteWithdrawn,
        }))
    }

    pub(super) fn check_no_quote_pending(&self, at: Timestamp) -> Result<(), Refusal> {
        let talking = matches!(self.stage, Stage::Arrived { .. } | Stage::Paused);
        if talking && self.quotes.last().is_some_and(|quote| quote.is_pending(at)) {
            return Err(Refusal::QuotePending { stage: self.stage.name() });
        }
        Ok(())
    }

    /// Whether a quote came to nothing before work began, and none was accepted: nothing is due then, whoever ends the
    /// intervention and however.
    pub fn is_free_of_charge(&self, now: Timestamp) -> bool {
        !self.work.has_started()
            && self.quotes.iter().any(|quote| quote.has_failed(now))
            && !self.quotes.iter().any(Quote::is_agreed)
    }
}
