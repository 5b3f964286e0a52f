//! Several quotes, ceilings, flat rates and limits together: rules 14, 16 and 18.

use domain::{
    intervention::StageName,
    money::Money,
    quote::Answer::{Accepted, Refused},
    refusal::Refusal,
    timeline::Fact,
};

use crate::{
    command::Command::{
        AddExtra, Cancel, Finish, FinishWithout, Pause, ProposeQuote, Resume, Settle, Start, Watch, Withdraw,
    },
    given::{self, WORK, at, flat, hourly, minutes, paused, proposed, settled},
};

/// 10 minutes of work before and after a second quote, which is accepted in a pause.
fn twice(first: i64, second: i64) -> i64 {
    let working = settled(given::arrived(), WORK, first, Accepted).then(WORK + 60, Start(1));
    let paused = working.then(WORK + minutes(10), Pause(1));
    let agreed = settled(paused, WORK + minutes(11), second, Accepted);
    agreed.then(WORK + minutes(12), Resume(1)).then(WORK + minutes(22), Finish(1)).total(0)
}

#[test]
fn rule_14_a_second_accepted_quote_is_a_second_agreement() {
    assert_eq!(twice(100_000, 5_000), 105_000);
    assert_eq!(twice(20_000, 15_000), 35_000);
}

#[test]
fn rule_14_a_second_quote_takes_nothing_from_what_was_agreed_before() {
    let agreed = settled(
        given::paused().then(WORK + minutes(40), AddExtra(1, 250)),
        WORK + minutes(41),
        19_000,
        Accepted,
    );
    assert_eq!(agreed.total(WORK + minutes(42)), 25_249);

    let again = settled(agreed, WORK + minutes(43), 1_000, Accepted);

    assert_eq!(again.total(WORK + minutes(44)), 26_249);
    assert_eq!(again.intervention.agreed_quotes().count(), 2);
}

#[test]
fn rule_16_a_quote_comes_on_top_of_a_ceiling() {
    let under = |ceiling| given::on_site(given::story(given::with_ceiling(ceiling), false, hourly(6_000)));
    let working = under(6_000).then(WORK, Start(1)).then(WORK, AddExtra(1, 1_000)).then(WORK + 60, Pause(1));
    assert_eq!(settled(working, WORK + 61, 30_000, Accepted).total(WORK + 70), 35_999);

    let paused = under(30_000).then(WORK, Start(1)).then(WORK + minutes(130), Pause(1));
    assert_eq!(paused.total(WORK + minutes(130)), 14_999);
    assert_eq!(settled(paused, WORK + minutes(131), 20_000, Accepted).total(WORK + minutes(140)), 34_999);
}

#[test]
fn rule_18_a_quote_comes_on_top_of_a_flat_rate_whenever_it_was_accepted() {
    let on_site = || given::on_site(given::story(given::declaration(), false, flat(12_000)));
    let before = settled(on_site(), WORK, 5_000, Accepted).then(WORK + 60, Start(1));
    let within =
        settled(on_site().then(WORK, Start(1)).then(WORK + 60, Pause(1)), WORK + 61, 5_000, Accepted);

    assert_eq!(before.then(WORK + minutes(90), Finish(1)).total(0), 17_000);
    assert_eq!(within.then(WORK + minutes(90), Finish(1)).total(0), 17_000);
}

#[test]
fn rule_14_refused_before_work_nothing_is_due_whoever_ends_it() {
    let refused = || settled(given::arrived(), WORK, 20_000, Refused);

    for (end, command) in [(40, Cancel), (40, Finish(1))] {
        let ended = refused().then(minutes(end), command.clone());
        assert_eq!((ended.total(0), ended.intervention.amount_due()), (0, None), "{command:?}");
    }
}

#[test]
fn rule_14_a_quote_that_lapsed_or_was_withdrawn_before_work_costs_nothing_either() {
    let (lapsed, _) = proposed(given::arrived(), WORK, 20_000);
    assert_eq!(lapsed.then(WORK + 31 * 86_400, Cancel).total(0), 0);

    let (pending, id) = proposed(given::arrived(), WORK, 20_000);
    let withdrawn = pending.then(WORK + 1, Withdraw(1, id.clone()));
    assert_eq!(withdrawn.last(), Fact::QuoteWithdrawn);
    assert!(withdrawn.repeats(WORK + 2, Withdraw(1, id.clone())));
    assert_eq!(
        withdrawn.refusal(WORK + 2, Settle(id, Accepted)),
        Refusal::NoQuotePending { stage: StageName::Arrived }
    );
    assert_eq!(withdrawn.then(minutes(40), Cancel).total(0), 0);
}

#[test]
fn rule_14_a_quote_whose_work_was_not_done_is_not_billed() {
    let agreed = settled(paused(), WORK + minutes(41), 20_000, Accepted);
    let id = agreed.intervention.quote().unwrap().id.clone();
    let done = agreed.clone().then(WORK + minutes(50), Finish(1));
    assert_eq!(done.total(0), 25_999);

    let undone = agreed.then(WORK + minutes(50), FinishWithout(1, id.clone()));

    assert_eq!(undone.total(0), 5_999);
    assert_eq!(undone.intervention.agreed_quotes().count(), 0);
    assert!(undone.repeats(WORK + minutes(51), FinishWithout(1, id)));
    assert_eq!(
        undone.refusal(WORK + minutes(51), Finish(1)),
        Refusal::AlreadyFinished { stage: StageName::Finished }
    );
    let (pending, unknown) = proposed(paused(), WORK + minutes(41), 20_000);
    let refused = pending.then(WORK + minutes(42), Settle(unknown.clone(), Refused));
    assert_eq!(refused.refusal(WORK + minutes(43), FinishWithout(1, unknown)), Refusal::NoSuchAgreedQuote);
}

#[test]
fn rule_18_a_quote_is_at_most_50_000_eur_and_an_intervention_100_000_eur() {
    let arrived = given::arrived();
    assert_eq!(
        arrived.refusal(WORK, ProposeQuote(1, 5_000_001)),
        Refusal::QuoteTooLarge { most: Money::of_cents(5_000_000) }
    );

    let first = settled(given::arrived(), WORK, 5_000_000, Accepted);
    let second = settled(first, WORK + 10, 4_999_999, Accepted);

    let stage = StageName::Arrived;
    assert_eq!(
        second.refusal(WORK + 20, ProposeQuote(1, 2)),
        Refusal::InterventionTooExpensive { most: Money::of_cents(10_000_000), stage }
    );
}

#[test]
fn rule_16_both_are_notified_at_80_percent_of_the_ceiling_by_time_or_by_an_extra() {
    let declared = given::story(given::with_ceiling(10_000), false, hourly(6_000));
    let working = given::on_site(declared).then(WORK, Start(1));

    let nears = working.intervention.nears_ceiling_at(&working.policy).unwrap();
    assert_eq!(nears, at(WORK + minutes(30 + 30) + 1));
    assert!(working.repeats(WORK + minutes(60), Watch));
    let told = working.clone().then(WORK + minutes(60) + 1, Watch);
    assert_eq!(told.last(), Fact::CeilingNeared);
    assert!(told.repeats(WORK + minutes(90), Watch));
    assert_eq!(told.price(WORK + minutes(60) + 1).total, Money::of_cents(8_099));

    let extra = working.then(WORK + 60, AddExtra(1, 3_001));
    assert_eq!(extra.last(), Fact::CeilingNeared);
    assert_eq!(
        extra
            .then(WORK + 120, AddExtra(1, 100))
            .facts()
            .iter()
            .filter(|fact| **fact == Fact::CeilingNeared)
            .count(),
        1
    );
}
