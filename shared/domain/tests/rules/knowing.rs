//! Who sees what: rule 29.

use domain::intervention::Party;

use crate::{
    command::Command::GiveUp,
    given::{self, Story, technician},
};

#[test]
fn rule_29_a_request_is_known_to_whom_it_was_offered_and_to_all_once_it_waits() {
    let knows =
        |story: &Story, number| story.intervention.is_known_to(&Party::Technician(technician(number)));
    let (declared, offered, waiting) = (given::declared(), given::offered(), given::waiting());

    assert_eq!([knows(&declared, 1), knows(&offered, 1), knows(&offered, 2)], [false, true, false]);
    assert!(knows(&waiting, 2));
    assert!(knows(&given::accepted().then(60, GiveUp(1)), 2));
    assert!(offered.intervention.is_known_to(&Party::Customer(given::customer())));
    assert!(!offered.intervention.is_known_to(&Party::Customer("other".to_owned().try_into().unwrap())));
    assert!(offered.intervention.is_known_to(&Party::Operator));
}

#[test]
fn rule_29_only_who_accepted_may_see_the_address_and_no_longer_than_it_is_theirs() {
    let accepted = given::accepted();
    let by = |story: &Story, number| story.intervention.is_taken_by(&technician(number));

    assert_eq!([by(&given::offered(), 1), by(&accepted, 1), by(&accepted, 2)], [false, true, false]);
    assert!(!by(&accepted.then(60, GiveUp(1)), 1));
}
