//! The price of a life is the one that the rules say.

use domain::{money::Money, policy::Policy};

use crate::{
    living::{Life, at},
    reckoning::{
        price::{Price, price, worked_seconds},
        story::Story,
    },
};

/// Rules 13 to 22: price and time of work at some time.
pub(super) fn compare(life: &Life, story: &Story, policy: &Policy, now: i64) -> Result<(), String> {
    let (said, expected) = (told(life, policy, now), price(story, now));
    if said != expected {
        return Err(format!("the price at {now} is {expected:?} by the rules, not {said:?}"));
    }
    let (seconds, worked) = (life.intervention.worked_seconds(at(now), policy), worked_seconds(story, now));
    if seconds == worked {
        Ok(())
    } else {
        Err(format!("{worked} seconds were worked until {now}, not {seconds}"))
    }
}

/// The price as the domain says it.
pub(super) fn told(life: &Life, policy: &Policy, now: i64) -> Price {
    let told = life.intervention.price(at(now), policy);
    let cents = Money::cents;
    Price {
        base: cents(told.base),
        time: cents(told.time),
        flat_rate: cents(told.flat_rate),
        extras: cents(told.extras),
        quote: cents(told.quote),
        fee: cents(told.fee),
        reduction: cents(told.reduction),
        total: cents(told.total),
        warning: told.ceiling_warning,
    }
}
