//! After the work: rules 22, 24 and 25; and repeats that bear a key.

use domain::{
    id::CustomerId,
    idempotency::Key,
    intervention::{Intervention, KeyReused, Stage, StageName, Step},
    moment::Moment,
    money::Money,
    refusal::Refusal,
    timeline::{Actor, Fact, Stars},
};

use crate::{
    command::Command::{AddExtra, Arrive, Depart, Finish, Pause, Rate, Resume, Start},
    given::{self, Story, WORK, at, customer, minutes},
};

const DAY: i64 = 86_400;

fn finished() -> Story {
    given::working().then(WORK + minutes(20), Finish(1))
}

#[test]
fn rule_22_the_price_is_final_the_moment_the_work_ends() {
    let finished = finished();

    let price = Money::of_cents(4_999);
    assert_eq!(finished.intervention.stage(), &Stage::Finished { at: at(WORK + minutes(20)), price });
    assert_eq!(finished.intervention.amount_due(), Some(price));
}

#[test]
fn rule_22_what_has_not_ended_or_costs_nothing_is_not_invoiced() {
    let stories =
        [given::declared(), given::offered(), given::waiting(), given::accepted(), given::working()];

    assert_eq!(stories.map(|story| story.intervention.amount_due()), [None; 5]);
}

#[test]
fn rule_24_a_finished_intervention_never_changes() {
    let finished = finished();

    let forbidden = Refusal::StageForbids { stage: StageName::Finished };
    for command in [Pause(1), Resume(1), AddExtra(1, 100)] {
        assert_eq!(finished.refusal(WORK + minutes(21), command), forbidden);
    }
    for repeat in [Depart(1, None), Arrive(1), Start(1), Finish(1)] {
        assert!(finished.repeats(WORK + minutes(21), repeat.clone()), "{repeat:?} without a key");
    }
}

#[test]
fn rule_24_not_even_a_recorded_fact_changes_what_is_finished() {
    let finished = finished();

    let forced =
        finished.intervention.record(vec![Fact::Resumed], Actor::Technician, Moment::now(at(9_999)), None);

    assert_eq!(forced, Err(Refusal::StageForbids { stage: StageName::Finished }));
}

#[test]
fn rule_25_the_customer_rates_once_within_30_days() {
    let finished = finished();
    let end = WORK + minutes(20);

    let closed = Refusal::RatingClosed { at: at(end + 30 * DAY), stage: StageName::Finished };
    assert_eq!(finished.refusal(end + 30 * DAY + 1, Rate(5)), closed);
    let rated = finished.then(end + 30 * DAY, Rate(4));
    assert_eq!(rated.intervention.rating(), Some(&(Stars::try_from(4).unwrap(), None)));
    assert!(rated.repeats(end + 90 * DAY, Rate(4)));
    let already = Refusal::AlreadyRated { stage: StageName::Finished };
    assert_eq!(rated.refusal(end + 60, Rate(5)), already);
}

#[test]
fn rule_25_thirty_days_to_rate_are_calendar_days_across_the_change_of_clocks() {
    let end = WORK + 10 * DAY;
    let finished = given::working().then(end, Finish(1));

    let latest = end + 30 * DAY + 3_600;
    let closed = Refusal::RatingClosed { at: at(latest), stage: StageName::Finished };
    assert_eq!(finished.refusal(latest + 1, Rate(5)), closed);
    let rated = finished.then(latest, Rate(5));
    assert_eq!(rated.intervention.rating(), Some(&(Stars::try_from(5).unwrap(), None)));
}

#[test]
fn rule_25_only_a_finished_intervention_is_rated_and_only_by_its_customer() {
    let other = CustomerId::try_from("other".to_owned()).unwrap();
    let stars = Stars::try_from(5).unwrap();
    let finished = finished();

    assert_eq!(given::working().refusal(WORK, Rate(5)), Refusal::StageForbids { stage: StageName::Working });
    let foreign = finished.intervention.rate(&other, stars, None, at(WORK + minutes(21)), &finished.policy);
    assert_eq!(foreign, Err(Refusal::NotYours));
}

#[test]
fn rule_25_a_second_rating_does_not_fit_the_timeline() {
    let rated = finished().then(WORK + minutes(30), Rate(4));
    let second = Fact::Rated { stars: Stars::try_from(1).unwrap(), comment: None };

    let forced = rated.intervention.record(vec![second], Actor::Customer, Moment::now(at(9_999)), None);

    assert_eq!(forced, Err(Refusal::StageForbids { stage: StageName::Finished }));
}

#[test]
fn everything_is_recomputed_from_the_timeline() {
    let rated = finished().then(WORK + minutes(30), Rate(4)).intervention;

    let again = Intervention::replay(rated.id().clone(), rated.timeline().to_vec());

    assert_eq!(again, Ok(rated));
}

#[test]
fn a_damaged_timeline_is_a_fault_that_names_its_entry() {
    let rated = finished().intervention;
    let mut timeline = rated.timeline().to_vec();
    timeline.remove(2);

    let corrupt = Intervention::replay(rated.id().clone(), timeline).unwrap_err();
    let empty = Intervention::replay(rated.id().clone(), vec![]).unwrap_err();

    assert_eq!((corrupt.number, empty.number), (3, 1));
}

#[test]
fn a_repeat_with_its_key_gets_the_first_answer_again() {
    let key = Key { command: [7; 12], body: [1; 8], former: None };
    let offered = given::offered();
    let Ok(Step::Changed(facts)) = offered.intervention.wait(&customer(), at(5), &offered.policy) else {
        panic!("waiting is allowed");
    };
    let first = offered.intervention.record(facts, Actor::Customer, Moment::now(at(5)), Some(key)).unwrap();
    let later = Story { intervention: first.clone(), ..offered }.then(60, crate::command::Command::Accept(2));

    assert_eq!(later.intervention.answer_to(&key), Some(Ok((first, at(5)))));
    assert_eq!(later.intervention.answer_to(&Key { body: [2; 8], ..key }), Some(Err(KeyReused)));
    assert_eq!(later.intervention.answer_to(&Key { command: [8; 12], ..key }), None);
}
