//! What an intervention costs so far, and what is due in the end (rules 14 to 22).

use jiff::Timestamp;

use super::{Intervention, Stage};
use crate::{
    money::Money,
    policy::Policy,
    price::{Basis, Price},
    timeline::Extra,
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
            | Stage::Expired => self.price_of_work(now, policy),
        }
    }

    pub(super) fn price_of_work(&self, now: Timestamp, policy: &Policy) -> Price {
        let Some(acceptance) = &self.acceptance else { return Price::default() };
        let basis = Basis {
            work: &self.work,
            tariff: acceptance.tariff,
            quote: self.agreed_quote.as_ref().map(|quote| quote.total),
            extras: self.extras_total(),
            ceiling: self.declaration.price_ceiling,
        };
        Price::of_work(&basis, now, policy)
    }

    /// The price of all extras.
    pub fn extras_total(&self) -> Money {
        self.extras.iter().map(Extra::total).sum()
    }

    /// When it was finished or called off.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.ended().map(|(at, _)| at)
    }

    /// What an invoice must claim: the price of finished work, or the fee of a cancellation (rule 22).
    pub fn amount_due(&self) -> Option<Money> {
        self.ended().and_then(|(_, due)| due)
    }

    fn ended(&self) -> Option<(Timestamp, Option<Money>)> {
        match &self.stage {
            Stage::Finished { at, price } => Some((*at, Some(*price))),
            Stage::Cancelled { at, fee, .. } => Some((*at, Some(*fee).filter(|fee| *fee > Money::ZERO))),
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
