//! What an accepted or refused quote makes of the price: rule 14.

use domain::{
    intervention::StageName,
    money::Money,
    price::Price,
    quote::Answer::{Accepted, Refused},
    refusal::Refusal,
};

use crate::{
    command::Command::{Accept, AddExtra, Arrive, Depart, Finish, GiveUp, Pause, Resume, Settle, Start},
    given::{self, WORK, at, minutes, paused, proposed, settled},
};

#[test]
fn rule_14_accepted_before_work_the_quote_is_the_whole_price() {
    let agreed = settled(given::arrived(), WORK, 20_000, Accepted);
    assert_eq!(agreed.total(WORK + 60), 0);

    let finished = agreed.then(WORK + 60, Start(1)).then(WORK + minutes(400), Finish(1));

    let amount = Money::of_cents(20_000);
    assert_eq!(finished.price(0), Price { quote: amount, total: amount, ..Price::default() });
}

#[test]
fn rule_14_accepted_in_a_pause_time_after_it_is_not_billed_by_the_minute() {
    let agreed = settled(paused(), WORK + minutes(41), 20_000, Accepted);

    let finished = agreed.then(WORK + minutes(50), Resume(1)).then(WORK + minutes(500), Finish(1));

    let (base, time, quote) = (Money::of_cents(4_999), Money::of_cents(1_000), Money::of_cents(20_000));
    assert_eq!(
        finished.price(0),
        Price { base, time, quote, total: Money::of_cents(25_999), ..Price::default() }
    );
    assert_eq!(finished.intervention.work().worked_seconds(at(0)), minutes(40 + 450));
    assert_eq!(finished.intervention.work().billed_seconds(at(0)), minutes(40));
}

#[test]
fn rule_14_the_clock_that_ran_even_for_no_time_before_the_quote_owes_the_base_price() {
    let second = WORK + 1;
    let blink = given::arrived().then(second, Start(1)).then(second, Pause(1));
    let (pending, id) = proposed(blink, second, 20_000);

    assert_eq!(pending.then(second, Settle(id, Accepted)).total(second), 24_999);
}

#[test]
fn rule_14_refused_before_work_nothing_is_due() {
    let refused = settled(given::arrived(), WORK, 20_000, Refused);

    let finished = refused.then(WORK + minutes(90), Finish(1));

    assert_eq!(finished.price(0), Price::default());
    assert_eq!(finished.intervention.amount_due(), None);
}

#[test]
fn rule_14_refused_before_work_nothing_is_due_even_after_an_older_quote_was_accepted() {
    let agreed = settled(given::arrived(), WORK, 20_000, Accepted);
    let refused = settled(agreed, WORK + 60, 30_000, Refused);

    assert_eq!(refused.then(WORK + 120, Finish(1)).price(0), Price::default());
}

#[test]
fn rule_14_refused_after_work_began_elapsed_time_and_extras_are_due() {
    let refused =
        settled(paused().then(WORK + minutes(40), AddExtra(1, 1_000)), WORK + minutes(41), 20_000, Refused);

    let finished = refused.then(WORK + minutes(50), Finish(1));

    let (base, time, extras) = (Money::of_cents(4_999), Money::of_cents(1_000), Money::of_cents(1_000));
    assert_eq!(
        finished.price(0),
        Price { base, time, extras, total: Money::of_cents(6_999), ..Price::default() }
    );
}

#[test]
fn rule_14_refused_before_work_it_may_still_start_by_the_minute() {
    let refused = settled(given::arrived(), WORK, 20_000, Refused);

    assert_eq!(refused.then(WORK + 60, Start(1)).total(WORK + 60 + minutes(31)), 5_099);
}

#[test]
fn rule_14_on_site_only_a_refused_quote_ends_it_without_work() {
    let forbidden = Refusal::StageForbids { stage: StageName::Arrived };

    assert_eq!(given::arrived().refusal(WORK, Finish(1)), forbidden);
    let agreed = settled(given::arrived(), WORK, 20_000, Accepted);
    assert_eq!(agreed.refusal(WORK + 60, Finish(1)), forbidden);
    let (pending, _) = proposed(given::arrived(), WORK, 20_000);
    assert_eq!(pending.refusal(WORK + 60, Finish(1)), Refusal::QuotePending { stage: StageName::Arrived });
}

#[test]
fn rule_14_a_quote_agreed_with_a_technician_who_left_does_not_bind_the_next_one() {
    let left = settled(given::arrived(), WORK, 20_000, Accepted).then(WORK + 60, GiveUp(1));

    let again = left.then(WORK + 90, Accept(2)).then(WORK + 91, Depart(2, None)).then(WORK + 92, Arrive(2));
    let working = again.then(WORK + 100, Start(2));

    assert_eq!(working.intervention.agreed_quotes().count(), 0);
    assert_eq!(working.total(WORK + 100 + minutes(31)), 5_099);
}
