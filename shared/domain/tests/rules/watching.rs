//! The guardian: lateness foreseen, and a backup who is really there earlier: rule 10.

use domain::{
    Timestamp,
    arrival::Surroundings,
    intervention::{Deadline, Sighting, StageName, Step},
    policy::Policy,
    technician::Candidate,
    timeline::{Acceptance, Cause, Fact},
};

use crate::{
    command::Command::{Accept, Arrive, Cancel, Choose, Decline, Depart, See, TimeOut, Wait, Watch},
    given::{self, Story, acceptance, at, hourly, minutes, scheduled, technician},
    team::{candidate, north},
};

/// Technician 1 took it so many minutes of driving away: 5 to leave and one more each 850 metres.
fn taken(drive: u16) -> Story {
    let offered = given::offered();
    let offer = Acceptance { drive_minutes: Some(drive), ..acceptance(1, offered.tariff) };
    let step = offered.intervention.accept(offer, at(0), &offered.policy).unwrap();
    let Step::Changed(facts) = step else { panic!("not accepted") };
    let by = domain::timeline::Actor::Technician;
    let moment = domain::moment::Moment::now(at(0));
    let intervention = offered.intervention.clone().record(facts, by, moment, None).unwrap();
    Story { intervention, ..offered }
}

fn seen(meters: f64, second: i64) -> Sighting {
    Sighting { technician: technician(1), place: north(meters), at: at(second) }
}

fn expected(story: &Story, place: &Sighting, second: i64) -> Option<Timestamp> {
    story.intervention.expected_arrival(Some(place), Surroundings::Country, at(second))
}

fn alarm(story: &Story) -> Option<Deadline> {
    story.intervention.deadline(&story.policy)
}

fn rematched(story: &Story, first: &Sighting, backup: Candidate, second: i64) -> bool {
    let step = story.intervention.rematch(Some(first), &[backup], at(second), &story.policy).unwrap();
    if let Step::Changed(facts) = &step {
        let [Fact::Released { cause: Cause::TechnicianLate, .. }] = facts[..] else { panic!("{facts:?}") };
    }
    step != Step::Unchanged
}

#[test]
fn rule_10_the_nudge_says_when_to_leave_by_the_last_place() {
    let nudged = given::accepted().then(minutes(20), See(6_750));

    assert_eq!(nudged.last(), Fact::Nudged { leave_by: Some(at(minutes(45 - 13))) });
    assert_eq!(alarm(&nudged), Some(Deadline::Arrival(at(minutes(32)))));
}

#[test]
fn rule_10_who_has_not_left_when_they_had_to_is_late_for_certain() {
    let nudged = given::accepted().then(minutes(20), See(6_750));

    assert!(!nudged.intervention.is_late(at(minutes(32) - 1)));
    assert!(nudged.intervention.is_late(at(minutes(32))));
    assert!(nudged.repeats(minutes(32) - 1, See(6_750)));
    let late = nudged.clone().then(minutes(32), See(6_750));
    assert_eq!(late.last(), Fact::FoundLate { expected: Some(at(minutes(45))) });
    assert!(late.repeats(minutes(33), See(6_750)));
    assert_eq!(nudged.clone().then(minutes(32), Wait).intervention.stage().name(), StageName::Waiting);
    assert_eq!(nudged.then(minutes(32), Depart(1, None)).then(minutes(33), Cancel).total(minutes(33)), 1_500);
}

#[test]
fn rule_10_a_long_drive_wakes_the_guardian_before_the_nudge() {
    let far = taken(35);

    assert_eq!(alarm(&far), Some(Deadline::Arrival(at(minutes(10)))));
    let late = far.clone().then(minutes(10), See(25_400));
    assert_eq!(late.last(), Fact::FoundLate { expected: Some(at(minutes(45))) });
    assert_eq!(alarm(&late), Some(Deadline::Arrival(at(minutes(20)))));
    assert_eq!(late.then(minutes(20), Watch).last(), Fact::Nudged { leave_by: Some(at(minutes(10))) });
}

#[test]
fn rule_10_who_came_nearer_since_is_in_time_and_looked_at_again() {
    let far = taken(35).intervention;

    let near = seen(4_200.0, minutes(9));
    assert!(far.watch(Some(&near), at(minutes(10)), &Policy::default()).is_err());
    assert_eq!(far.next_look(Some(&near), at(minutes(10)), &Policy::default()), Some(at(minutes(20))));
    assert!(!far.is_late(at(minutes(11))));
}

#[test]
fn rule_10_a_drive_longer_than_the_promise_is_late_from_the_first_look() {
    let hopeless = taken(60);

    assert_eq!(alarm(&hopeless), Some(Deadline::Arrival(at(0))));
    assert_eq!(hopeless.then(5, Watch).last(), Fact::FoundLate { expected: Some(at(5 + minutes(60))) });
}

#[test]
fn rule_10_a_departure_is_a_sign_and_keeps_the_alarm_where_it_stands() {
    let accepted = given::accepted();
    let departed = accepted.clone().then(minutes(2), Depart(1, Some(14)));
    let too_late = accepted.clone().then(minutes(2), Depart(1, Some(44)));

    assert_eq!(alarm(&departed), alarm(&accepted));
    assert_eq!(alarm(&too_late), Some(Deadline::Arrival(at(minutes(2)))));
    assert!(departed.repeats(minutes(20), Watch));
    let found = too_late.then(minutes(3), Watch);
    assert_eq!(found.last(), Fact::FoundLate { expected: Some(at(minutes(46))) });
    assert!(found.repeats(minutes(500), Watch));
    assert_eq!(alarm(&departed.then(minutes(15), Arrive(1))), None);
}

#[test]
fn rule_10_the_word_of_the_technician_counts_until_it_cannot_be_true_then_where_they_are_seen() {
    let departed = given::accepted().then(minutes(10), Depart(1, Some(10)));

    assert_eq!(expected(&departed, &seen(15_200.0, minutes(12)), minutes(12)), Some(at(minutes(20))));
    assert_eq!(expected(&departed, &seen(15_200.0, minutes(9)), minutes(21)), Some(at(minutes(21))));
    assert_eq!(expected(&departed, &seen(15_200.0, minutes(30)), minutes(31)), Some(at(minutes(53))));
    let late = departed.then(minutes(31), See(15_200));
    assert_eq!(late.last(), Fact::FoundLate { expected: Some(at(minutes(31 + 23))) });
}

#[test]
fn rule_10_without_word_the_last_place_tells_when_they_come() {
    let departed = given::accepted().then(minutes(10), Depart(1, None));

    assert_eq!(expected(&departed, &seen(6_750.0, minutes(5)), minutes(12)), Some(at(minutes(23))));
    let other = Sighting { technician: technician(2), ..seen(6_750.0, minutes(5)) };
    assert_eq!(expected(&departed, &other, minutes(12)), None);
    assert_eq!(
        taken(30).intervention.expected_arrival(None, Surroundings::Country, at(minutes(3))),
        Some(at(minutes(33)))
    );
}

#[test]
fn rule_10_who_was_found_late_stays_so_and_the_customer_leaves_free() {
    let late = given::accepted().then(minutes(20), See(6_750)).then(minutes(33), See(6_750));

    let hasty = late.then(minutes(34), Depart(1, Some(5)));

    assert!(hasty.intervention.is_late(at(minutes(35))));
    assert_eq!(hasty.intervention.expected_at(), Some(at(minutes(39))));
    assert_eq!(hasty.then(minutes(35), Cancel).total(minutes(35)), 0);
}

#[test]
fn rule_10_a_backup_must_be_there_earlier_by_the_margin_with_the_time_of_the_offer() {
    let late = given::accepted().then(minutes(20), See(6_750)).then(minutes(33), See(6_750));
    let (first, now) = (seen(15_200.0, minutes(33)), minutes(33));

    let backup = |meters| candidate(3, meters, 6_000, (0, 0));
    // The first is there in 23 minutes; a backup in 45 seconds and 12 minutes, with 10 of margin, not in 13.
    assert!(rematched(&late, &first, backup(5_900.0), now));
    assert!(!rematched(&late, &first, backup(6_750.0), now));
    assert!(!rematched(&late, &seen(5_900.0, now), backup(100.0), now));
}

#[test]
fn rule_10_who_is_in_time_is_never_replaced() {
    let nudged = given::accepted().then(minutes(20), See(6_750));

    assert!(!rematched(&nudged, &seen(6_750.0, minutes(31)), candidate(3, 0.0, 6_000, (0, 0)), minutes(31)));
    let arrived = given::arrived();
    assert!(!rematched(
        &arrived,
        &seen(15_200.0, minutes(50)),
        candidate(3, 0.0, 6_000, (0, 0)),
        minutes(50)
    ));
}

#[test]
fn rule_10_a_backup_is_somebody_else_online_who_costs_no_more_and_was_not_asked_in_vain() {
    let choose = |story: Story, who| story.then(0, Choose(who));
    let declined = choose(given::declared(), 3).then(1, Decline(3));
    let ignored = choose(given::declared(), 3).then(minutes(1), TimeOut { version: 2, reachable: vec![] });
    let late = |story: Story, from| {
        let taken = story.then(from, Choose(1)).then(from, Accept(1)).then(from + minutes(20), See(6_750));
        taken.then(from + minutes(33), See(15_200))
    };
    let first = |from| seen(15_200.0, from + minutes(33));
    let near = || candidate(3, 500.0, 6_000, (0, 0));
    let plain = || late(given::declared(), 0);
    let now = minutes(33);

    assert!(rematched(&plain(), &first(0), near(), now));
    assert!(!rematched(&plain(), &first(0), candidate(3, 500.0, 6_001, (0, 0)), now));
    assert!(!rematched(&plain(), &first(0), candidate(1, 500.0, 6_000, (0, 0)), now));
    assert!(!rematched(&plain(), &first(0), Candidate { online_until: None, ..near() }, now));
    assert!(!rematched(&plain(), &first(0), Candidate { online_until: Some(at(now)), ..near() }, now));
    assert!(!rematched(&late(declined, 2), &first(2), near(), 2 + now));
    let from = minutes(1);
    assert!(!rematched(&late(ignored, from), &first(from), near(), from + now));
}

#[test]
fn rule_10_while_somebody_is_late_the_guardian_looks_every_five_minutes_until_the_rematch() {
    let late = given::accepted().then(minutes(20), See(6_750)).then(minutes(33), See(6_750)).intervention;
    let next = |minute| late.next_look(Some(&seen(6_750.0, 0)), at(minutes(minute)), &Policy::default());

    assert_eq!([next(33), next(58), next(60)], [Some(at(minutes(38))), Some(at(minutes(60))), None]);
}

#[test]
fn rule_10_whoever_takes_it_again_is_promised_and_watched_anew() {
    let late = given::accepted().then(minutes(20), See(6_750)).then(minutes(33), See(6_750));

    let again = late.then(minutes(34), Wait).then(minutes(35), Accept(1));

    assert!(!again.intervention.is_late(at(minutes(79))));
    assert_eq!((again.intervention.leave_by(), again.intervention.expected_at()), (None, None));
    assert_eq!(alarm(&again), Some(Deadline::Arrival(at(minutes(55)))));
}

#[test]
fn rule_10_an_appointment_taken_just_before_its_hour_is_watched_all_the_same() {
    let hour = minutes(70);
    let accepted = given::story(scheduled(hour), true, hourly(6_000)).then(minutes(60), Accept(1));

    assert_eq!(alarm(&accepted), Some(Deadline::Arrival(at(minutes(60)))));
    let nudged = accepted.then(minutes(60), See(15_200));
    let facts = nudged.facts();
    let late = Fact::FoundLate { expected: Some(at(minutes(83))) };
    assert_eq!(facts[facts.len() - 2..], [Fact::Nudged { leave_by: Some(at(minutes(47))) }, late]);
    let left = nudged.then(minutes(61), Wait);
    assert_eq!(left.intervention.expires_at(), at(minutes(61) + 86_400));
}
