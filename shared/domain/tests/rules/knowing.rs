//! Who sees what: rule 29.

use domain::{
    calendar,
    intervention::{Party, Sight, StageName},
    policy::Policy,
    technician::{Presence, Technician},
};
use jiff::SignedDuration;

use crate::{
    command::Command::{Accept, Cancel, Choose, Decline, Finish, GiveUp, Watch},
    given::{self, Story, at, minutes, technician},
    team::{north, registered, tariff},
};

fn sight(story: &Story, number: u8, second: i64) -> Option<Sight> {
    story.intervention.sight(&Party::Technician(technician(number)), at(second))
}

#[test]
fn rule_29_a_request_is_shown_to_whom_it_is_offered_while_the_offer_stands() {
    let (declared, offered) = (given::declared(), given::offered());

    assert_eq!(sight(&declared, 1, 5), None);
    assert_eq!([sight(&offered, 1, 45), sight(&offered, 2, 45)], [Some(Sight::Request), None]);
    assert_eq!(sight(&offered, 1, 46), Some(Sight::Outline));
    let party = |sub: &str| Party::Customer(sub.to_owned().try_into().unwrap());
    assert_eq!(offered.intervention.sight(&Party::Customer(given::customer()), at(5)), Some(Sight::Whole));
    assert_eq!(offered.intervention.sight(&party("other"), at(5)), None);
    assert_eq!(offered.intervention.sight(&Party::Operator, at(5)), Some(Sight::Whole));
}

#[test]
fn rule_29_who_did_not_get_it_sees_the_outline_alone() {
    let taken = given::offered().then(30, Choose(2)).then(31, Accept(2));
    let declined = given::offered().then(5, Decline(1));
    let given_up = given::accepted().then(60, GiveUp(1));
    let replaced = given::accepted().then(minutes(60), Watch).then(minutes(61), Accept(2));

    assert_eq!([sight(&taken, 1, 60), sight(&taken, 2, 60)], [Some(Sight::Outline), Some(Sight::Whole)]);
    assert_eq!(sight(&declined, 1, 6), Some(Sight::Outline));
    assert_eq!(sight(&given_up, 1, 61), Some(Sight::Outline));
    assert_eq!(sight(&replaced, 1, minutes(62)), Some(Sight::Outline));
    let outline = |story: &Story, second| story.intervention.outline(at(second));
    assert_eq!([outline(&taken, 60), outline(&declined, 6)], [StageName::Taken, StageName::Open]);
    assert_eq!(outline(&taken.then(70, Cancel), 71), StageName::Ended);
    assert_eq!(outline(&declined, 86_400), StageName::Ended);
}

#[test]
fn rule_29_what_waits_is_shown_to_technicians_of_the_trade_in_reach_alone() {
    let near = |number, meters| {
        let presence = Presence { location: north(meters), until: at(900) };
        registered(number, north(40_000.0), Some(presence))
    };
    let plumber = Technician { tariffs: vec![tariff("plumbing", 4_500)], ..near(9, 100.0) };
    let waiting = given::waiting();
    let taken = waiting.clone().then(60, Accept(1));
    let seen = |story: &Story, technician: &Technician| technician.sight_of(&story.intervention, at(61));

    assert_eq!(seen(&waiting, &near(2, 3_000.0)), Some(Sight::Request));
    assert_eq!([seen(&waiting, &near(2, 10_500.0)), seen(&waiting, &plumber)], [None, None]);
    assert_eq!(seen(&taken, &near(2, 3_000.0)), Some(Sight::Outline));
    assert_eq!([seen(&taken, &near(2, 10_500.0)), seen(&taken, &plumber)], [None, None]);
    assert_eq!(seen(&given::offered(), &near(2, 3_000.0)), None);
}

#[test]
fn rule_29_phone_and_codes_go_thirty_days_of_the_calendar_after_the_end() {
    let finished = given::working().then(minutes(60), Finish(1));
    let end = finished.intervention.ended_at().unwrap();
    let policy = Policy::default();
    let shows = |party: &Party, now| finished.intervention.shows_contact_to(party, now, &policy);
    let last = calendar::days_later(end, 30);
    let moment = SignedDuration::from_millis(1);

    let theirs = Party::Technician(technician(1));
    assert_eq!([shows(&theirs, last - moment), shows(&theirs, last)], [true, false]);
    assert!(shows(&Party::Customer(given::customer()), last + moment));
    assert!(!shows(&Party::Technician(technician(2)), end));
    let cancelled = given::accepted().then(60, Cancel).intervention;
    let ended = |now| cancelled.shows_contact_to(&theirs, now, &policy);
    assert_eq!([ended(at(61)), ended(calendar::days_later(at(60), 30))], [true, false]);
}

#[test]
fn rule_29_only_who_accepted_may_see_the_address_and_no_longer_than_it_is_theirs() {
    let accepted = given::accepted();
    let by = |story: &Story, number| story.intervention.is_taken_by(&technician(number));

    assert_eq!([by(&given::offered(), 1), by(&accepted, 1), by(&accepted, 2)], [false, true, false]);
    assert!(!by(&accepted.then(60, GiveUp(1)), 1));
}
