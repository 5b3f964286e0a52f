//! What an intervention costs so far, and what is due in the end (rules 14 to 22).

use jiff::{SignedDuration, Timestamp};

use super::{Intervention, Stage, Step};
use crate::{
    moment::Submission,
    money::Money,
    policy::Policy,
    price::{Basis, INTERVENTION_MAX, Price, minutes_until},
    refusal::Refusal,
    terms::Terms,
    timeline::{Actor, Extra, Fact},
};

impl Intervention {
    /// What it costs at `now`; once it ended, what it cost.
    pub fn price(&self, now: Timestamp, policy: &Policy) -> Price {
        match &self.stage {
            Stage::Cancelled { fee, .. } => Price::of_fee(*fee),
            Stage::Finished { at, .. } => self.price_of_work(*at, policy),
            Stage::Declared
            | Stage::Offered { .. }
            | Stage::Waiting { .. }
            | Stage::Accepted { .. }
            | Stage::Arrived { .. }
            | Stage::Working
            | Stage::Paused
            | Stage::Postponed { .. }
            | Stage::Expired => self.price_of_work(self.counts_until(now, policy), policy),
        }
    }

    pub(super) fn price_of_work(&self, now: Timestamp, policy: &Policy) -> Price {
        let Some(basis) = self.basis(policy) else { return Price::default() };
        Price::of_work(&basis, now)
    }

    fn basis(&self, policy: &Policy) -> Option<Basis<'_>> {
        let acceptance = self.acceptance.as_ref()?;
        Some(Basis {
            work: &self.work,
            tariff: acceptance.tariff,
            is_closed: self.closed.is_some(),
            terms: self.terms.unwrap_or_else(|| Terms::of(policy)),
            quotes: self.agreed_quotes().map(|quote| quote.total).sum(),
            extras: self.billed_extras().iter().map(Extra::total).sum(),
            ceiling: self.declaration.price_ceiling,
            warning_percent: policy.ceiling_warning_percent,
        })
    }

    /// The price of all extras that are there.
    pub fn extras_total(&self) -> Money {
        self.extras.iter().map(Extra::total).sum()
    }

    /// Rule 18: what was agreed never goes beyond the limit of an intervention.
    pub(super) fn check_total(&self, more: Money) -> Result<(), Refusal> {
        let flat_rate = self.acceptance.as_ref().and_then(|acceptance| acceptance.tariff.flat_rate);
        let quotes: Money = self.agreed_quotes().map(|quote| quote.total).sum();
        let agreed = quotes + self.extras_total() + flat_rate.unwrap_or_default();
        if agreed + more <= INTERVENTION_MAX {
            return Ok(());
        }
        Err(Refusal::InterventionTooExpensive { most: INTERVENTION_MAX, stage: self.stage.name() })
    }

    /// These facts, with the one that tells both parties that the price nears the ceiling, if it does by them (rule 16).
    pub(super) fn with_ceiling(
        &self,
        mut facts: Vec<Fact>,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Step, Refusal> {
        if self.declaration.price_ceiling.is_some() && !self.ceiling_neared {
            let after = self.clone().record(facts.clone(), Actor::Technician, submission.moment, None)?;
            if after.price(submission.moment.recorded_at, policy).ceiling_warning {
                facts.push(Fact::CeilingNeared);
            }
        }
        Ok(Step::Changed(facts))
    }

    /// When the running clock brings the price so near to the ceiling that both parties are notified (rule 16).
    pub fn nears_ceiling_at(&self, policy: &Policy) -> Option<Timestamp> {
        if self.ceiling_neared || self.stage != Stage::Working {
            return None;
        }
        let since = self.work.billed_since()?;
        let minutes = minutes_until(&self.basis(policy)?)?;
        let worked = self.work.billed_seconds(since);
        let left = (minutes - 1) * 60 + 1 - worked;
        Some(since + SignedDuration::from_secs(left.max(0)))
    }

    /// When it was finished or called off.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.ended().map(|(at, _)| at)
    }

    /// What an invoice must claim: the price of finished work, or the fee of a cancellation. None while it runs, and
    /// where nothing is due: then there is no invoice (rule 22).
    pub fn amount_due(&self) -> Option<Money> {
        self.ended().map(|(_, due)| due).filter(|due| *due > Money::ZERO)
    }

    fn ended(&self) -> Option<(Timestamp, Money)> {
        match &self.stage {
            Stage::Finished { at, price } => Some((*at, *price)),
            Stage::Cancelled { at, fee, .. } => Some((*at, *fee)),
            Stage::Declared
            | Stage::Offered { .. }
            | Stage::Waiting { .. }
            | Stage::Accepted { .. }
            | Stage::Arrived { .. }
            | Stage::Working
            | Stage::Paused
            | Stage::Postponed { .. }
            | Stage::Expired => None,
        }
    }
}
