//! Rules 31 to 33: in every state customer, technician and operator each have a command that leads out of it.

use domain::{
    id::OperatorId,
    intervention::{Decision, Intervention, Stage, Step},
    moment::{Moment, Submission},
    money::Money,
    policy::Policy,
    quote::Answer,
    refusal::Refusal,
    technician::Technician,
    timeline::Actor,
};
use embedded::given;

use crate::living::{Life, at};

const DAY: i64 = 24 * 60 * 60;
/// After so many days without any command every deadline is over.
const DAYS: i64 = 62;

/// Everybody who has a part in it finds a way out, or it is over for good.
pub(super) fn leave(life: &Life, policy: &Policy, now: i64) -> Result<(), String> {
    let one = &life.intervention;
    if one.stage().is_over() {
        return Ok(());
    }
    let much_later = now + (DAYS + 1) * DAY;
    let watched = watched(one.clone(), policy, now);
    let customer = customer_leaves(one, policy, now) || customer_leaves(&watched, policy, much_later);
    let operator = OperatorId::try_from("odile".to_owned()).expect("an id");
    let cancel = Decision::Cancel { fee: Money::ZERO };
    let told = Submission::now(at(now));
    let resolved = one.resolve(&operator, &given::word("Personne ne répond."), &cancel, &told, policy);
    let operator = leads_on(one, Actor::Operator, now, resolved);
    let holder = life.technicians().iter().find(|technician| one.is_taken_by(&technician.id));
    let technician = holder.is_none_or(|holder| technician_leaves(one, holder, policy, now));
    let ways = [("customer", customer), ("operator", operator), ("technician", technician)];
    match ways.into_iter().find(|(_, leaves)| !leaves) {
        Some((who, _)) => Err(format!("no way out for the {who} at {now} in {:?}", one.stage())),
        None => Ok(()),
    }
}

fn customer_leaves(one: &Intervention, policy: &Policy, now: i64) -> bool {
    let customer = given::customer();
    if one.stage().is_over() {
        return true;
    }
    let mut open = one.clone();
    if let Some(quote) = one.quote()
        && let Ok(Step::Changed(facts)) = one.settle_quote(&customer, &quote.id, Answer::Refused, at(now))
    {
        let Ok(freed) = open.record(facts, Actor::Customer, Moment::now(at(now)), None) else { return false };
        open = freed;
    }
    [open.cancel(&customer, at(now), policy), open.close(&customer, at(now), policy)]
        .into_iter()
        .any(|step| leads_on(&open, Actor::Customer, now, step))
}

/// Gives it up before the work, and finishes it after; a quote that waits for an answer is withdrawn first.
fn technician_leaves(one: &Intervention, holder: &Technician, policy: &Policy, now: i64) -> bool {
    let told = Submission::now(at(now));
    let mut freed = one.clone();
    if let Some(quote) = one.quote()
        && let Ok(Step::Changed(facts)) = one.withdraw_quote(&holder.id, &quote.id, &told)
    {
        let Ok(without) = freed.record(facts, Actor::Technician, told.moment, None) else { return false };
        freed = without;
    }
    [
        freed.give_up(&holder.id, at(now), policy),
        freed.finish(&holder.id, &[], &told, policy),
        freed.arrive(&holder.id, &told),
        freed.start(&holder.id, freed.declaration().start_code, &told, policy),
    ]
    .into_iter()
    .any(|step| leads_on(&freed, Actor::Technician, now, step))
}

fn leads_on(one: &Intervention, by: Actor, now: i64, step: Result<Step, Refusal>) -> bool {
    let Ok(Step::Changed(facts)) = step else { return false };
    let after = one.clone().record(facts, by, Moment::now(at(now)), None);
    after.is_ok_and(|after| after.stage().name() != one.stage().name())
}

/// The intervention after two months without any command, with guardian and expiry at work.
fn watched(mut one: Intervention, policy: &Policy, now: i64) -> Intervention {
    for day in 0..DAYS {
        let then = at(now + day * DAY);
        for step in [one.expire(then), one.watch(None, then, policy)] {
            let Ok(Step::Changed(facts)) = step else { continue };
            if let Ok(after) = one.clone().record(facts, Actor::System, Moment::now(then), None) {
                one = after;
            }
        }
        if matches!(one.stage(), Stage::Expired) {
            break;
        }
    }
    one
}
