//! The terms of an intervention: prices and fees as they stood when the technician accepted (rule 22).
//!
//! A later change of the policy changes no price of work that was accepted before.

use crate::{money::Money, policy::Policy};

/// What the price and the fees of one accepted intervention are computed from, besides the technician's tariff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The price of the first minutes (rule 17).
    pub base_price: Money,
    /// How many minutes the base price covers (rule 17).
    pub base_minutes: i64,
    /// Until how many minutes after the acceptance the customer cancels free of charge (rule 21).
    pub free_cancel_minutes: i64,
    /// The fee once the technician is on the way (rule 21).
    pub fee_on_the_way: Money,
    /// The fee once the technician arrived, and for an absent customer (rule 21).
    pub fee_arrived: Money,
    /// How many minutes a technician waits on site for an absent customer (rule 21).
    pub absence_minutes: i64,
}

impl Terms {
    /// The terms of interventions that were accepted before terms were kept. These figures never change.
    pub const FIRST: Self = Self {
        base_price: Money::of_cents(4_999),
        base_minutes: 30,
        free_cancel_minutes: 5,
        fee_on_the_way: Money::of_cents(1_500),
        fee_arrived: Money::of_cents(3_000),
        absence_minutes: 15,
    };

    /// The terms of an acceptance under this policy.
    pub fn of(policy: &Policy) -> Self {
        Self {
            base_price: policy.base_price(),
            base_minutes: policy.base_minutes,
            free_cancel_minutes: policy.free_cancel_minutes,
            fee_on_the_way: Money::of_cents(policy.fee_on_the_way_cents),
            fee_arrived: Money::of_cents(policy.fee_arrived_cents),
            absence_minutes: policy.absence_minutes,
        }
    }
}
