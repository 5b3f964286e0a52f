//! Quotes before, during and after the work: rule 14.

use domain::{
    id::QuoteId,
    intervention::{Stage, StageName},
    moment::Submission,
    money::Money,
    quote::Answer::{Accepted, Refused},
    refusal::Refusal,
    timeline::Fact,
};

use crate::{
    command::Command::{Cancel, Finish, ProposeQuote, Settle, Start},
    given::{self, Story, WORK, at, minutes, paused, proposed, quote},
};

const MONTH: i64 = 30 * 86_400;

#[test]
fn rule_14_a_quote_keeps_its_price_its_validity_and_what_proves_its_lines() {
    let (story, id) = proposed(given::arrived(), WORK, 20_000);

    let valid_until = at(WORK + MONTH);
    let digest = quote(20_000).digest(valid_until);
    let whole = Fact::QuoteProposed { quote: id, total: Money::of_cents(20_000), valid_until, digest };
    assert_eq!(story.last(), whole);
    assert_ne!(digest, quote(20_001).digest(valid_until));
    assert_ne!(digest, quote(20_000).digest(at(WORK + MONTH + 1)));
}

#[test]
fn rule_14_a_newer_quote_replaces_an_older_one() {
    let (story, older) = proposed(given::arrived(), WORK, 20_000);
    let (story, newer) = proposed(story, WORK + 60, 18_000);

    let replaced = Refusal::QuoteReplaced { stage: StageName::Arrived };
    assert_eq!(story.refusal(WORK + 61, Settle(older, Accepted)), replaced);
    let agreed = story.then(WORK + 61, Settle(newer, Accepted)).then(WORK + 62, Start(1));
    assert_eq!(agreed.total(WORK + 63), 18_000);
}

#[test]
fn rule_14_a_quote_that_was_replaced_while_it_was_valid_never_counts_as_refused() {
    let (story, _) = proposed(given::arrived(), WORK, 20_000);
    let (replaced, _) = proposed(story.clone(), WORK + 60, 18_000);
    let free = |story: &Story, second| story.intervention.is_free_of_charge(at(second));

    assert!(!free(&replaced, WORK + MONTH + 1), "the newer one is valid for another minute");
    assert!(free(&replaced, WORK + MONTH + 61));
    let (too_late, _) = proposed(story, WORK + MONTH + 1, 18_000);
    assert!(free(&too_late, WORK + MONTH + 2), "the older one had ended before the newer one came");
}

#[test]
fn rule_14_the_answer_to_a_quote_is_given_once() {
    let (story, id) = proposed(given::arrived(), WORK, 20_000);
    let agreed = story.then(WORK + 1, Settle(id.clone(), Accepted));

    assert!(agreed.repeats(WORK + 2, Settle(id.clone(), Accepted)));
    let settled = Refusal::NoQuotePending { stage: StageName::Arrived };
    assert_eq!(agreed.refusal(WORK + 2, Settle(id, Refused)), settled);
    let unknown = Settle(QuoteId::numbered(1), Accepted);
    assert_eq!(given::arrived().refusal(WORK, unknown), Refusal::NoSuchQuote);
}

#[test]
fn rule_14_a_quote_whose_validity_ended_counts_as_refused() {
    let (story, id) = proposed(given::arrived(), WORK, 20_000);
    let end = WORK + MONTH;

    let expired = Refusal::QuoteExpired { at: at(end), stage: StageName::Arrived };
    assert_eq!(story.refusal(end + 1, Settle(id.clone(), Accepted)), expired);
    assert_eq!(story.clone().then(end, Settle(id.clone(), Accepted)).last(), Fact::QuoteAccepted);
    assert_eq!(story.refusal(end + 1, Settle(id, Refused)), expired);
    assert_eq!(story.refusal(end, Start(1)), Refusal::QuotePending { stage: StageName::Arrived });
    assert_eq!(story.clone().then(end + 1, Start(1)).total(end + 1), 4_999);
    assert_eq!(story.then(end + 1, Finish(1)).total(end + 1), 0);
}

#[test]
fn rule_14_a_validity_lies_ahead() {
    let arrived = given::arrived();
    let technician = given::technician(1);

    let over = arrived.intervention.propose_quote(
        &technician,
        &quote(1),
        Some(at(WORK)),
        &Submission::now(at(WORK)),
        &arrived.policy,
    );

    assert_eq!(over, Err(Refusal::ValidityPast { now: at(WORK) }));
}

#[test]
fn rule_14_the_same_quote_proposed_again_later_is_a_repeat_unless_it_was_refused() {
    let (story, id) = proposed(given::arrived(), WORK, 20_000);

    assert!(story.repeats(WORK + 30, ProposeQuote(1, 20_000)));
    assert!(
        story
            .clone()
            .then(WORK + 31, Settle(id.clone(), Accepted))
            .repeats(WORK + 32, ProposeQuote(1, 20_000))
    );
    let refused = story.then(WORK + 31, Settle(id, Refused));
    assert_eq!(proposed(refused, WORK + 32, 20_000).0.intervention.quote().unwrap().answer, None);
}

#[test]
fn rule_14_twenty_quotes_are_the_most() {
    let full =
        (0..20).fold(given::arrived(), |story, number| proposed(story, WORK + number, 20_000 + number).0);

    assert!(full.repeats(WORK + 60, ProposeQuote(1, 20_019)));
    let too_many =
        Refusal::TooMany { what: domain::refusal::Counted::Quotes, max: 20, stage: StageName::Arrived };
    assert_eq!(full.refusal(WORK + 60, ProposeQuote(1, 30_000)), too_many);
}

#[test]
fn rule_14_quotes_are_proposed_in_the_interview_or_a_pause() {
    let working = Refusal::StageForbids { stage: StageName::Working };

    assert_eq!(given::working().refusal(WORK, ProposeQuote(1, 1)), working);
    assert_eq!(proposed(paused(), WORK + minutes(41), 1).0.intervention.stage(), &Stage::Paused);
}

#[test]
fn rule_14_the_quote_of_a_cancelled_intervention_cannot_be_settled() {
    let (story, id) = proposed(given::arrived(), WORK, 20_000);
    let cancelled = story.then(WORK + 60, Cancel);

    let forbidden = Refusal::StageForbids { stage: StageName::Cancelled };
    assert_eq!(cancelled.refusal(WORK + 61, Settle(id.clone(), Accepted)), forbidden);
    assert_eq!(cancelled.refusal(WORK + 61, Settle(id, Refused)), forbidden);
}
