//! The missions list: what is offered to a technician, and what waits near: rules 7, 28 and 29.

use domain::{
    breakdown::Breakdown,
    dossier::Dossier,
    intervention::Intervention,
    media::Media,
    mission::{Mission, missions},
    place::Access,
    technician::Presence,
};

use crate::{
    command::Command::{Choose, GiveUp},
    given::{self, Story, amiens, at, hourly, scheduled, text},
    team::{address, north, registered},
};

pub(crate) fn dossier(intervention: Intervention) -> Dossier {
    let description = text("The boiler shows error E133");
    let breakdown = Breakdown { address: address(), access: Access::default(), description };
    Dossier {
        intervention,
        breakdown,
        quotes: vec![],
        report: None,
        media: Media::default(),
        papers: vec![],
        as_of: None,
        today: None,
    }
}

fn seen_from(meters: f64, offered: Vec<Story>, waiting: Vec<Story>, second: i64) -> Vec<Mission> {
    let presence = Presence { location: north(meters), until: at(second + 900) };
    let technician = registered(1, north(40_000.0), Some(presence));
    let dossiers = |stories: Vec<Story>| stories.into_iter().map(|one| dossier(one.intervention)).collect();
    missions(&technician, dossiers(offered), dossiers(waiting), at(second))
}

#[test]
fn rule_7_whoever_comes_online_sees_what_waits_near() {
    let near = seen_from(9_000.0, vec![], vec![given::waiting()], 500);

    let mission = Mission {
        dossier: dossier(given::waiting().intervention),
        distance_meters: 8_575,
        offered_until: None,
    };
    assert_eq!(near, [mission]);
    assert_eq!(seen_from(10_500.0, vec![], vec![given::waiting()], 500), []);
}

#[test]
fn rule_28_what_is_offered_to_them_stands_before_what_waits_and_priority_before_the_rest() {
    let priority = given::declared().then(5, Choose(2)).then(5, crate::command::Command::Accept(2));
    let priority = priority.then(6, GiveUp(2));
    let offered = given::offered();

    let list = seen_from(500.0, vec![offered], vec![given::waiting(), priority], 30);

    let places: Vec<_> =
        list.iter().map(|one| (one.offered_until, one.dossier.intervention.has_priority())).collect();
    assert_eq!(places, [(Some(at(45)), false), (None, true), (None, false)]);
}

#[test]
fn rule_28_an_offer_is_shown_to_whom_it_was_made_and_while_it_stands() {
    let to_another = given::declared().then(0, Choose(2));

    assert_eq!(seen_from(500.0, vec![given::offered()], vec![], 45).len(), 1);
    assert_eq!(seen_from(500.0, vec![given::offered()], vec![], 46), []);
    assert_eq!(seen_from(500.0, vec![to_another], vec![], 30), []);
}

#[test]
fn rule_28_what_was_taken_or_expired_waits_no_more() {
    assert_eq!(seen_from(500.0, vec![], vec![given::accepted()], 500), []);
    assert_eq!(seen_from(500.0, vec![], vec![given::waiting()], 86_400), []);
}

#[test]
fn rule_28_who_is_offline_sees_what_they_could_take_at_their_base() {
    let waiting = || vec![dossier(given::waiting().intervention)];
    let offline = registered(1, amiens(), Some(Presence { location: north(40_000.0), until: at(60) }));

    assert_eq!(offline.place(at(59)), north(40_000.0));
    assert_eq!(offline.place(at(60)), amiens());
    assert_eq!(missions(&offline, vec![], waiting(), at(60)).len(), 1);
    assert_eq!(missions(&offline, vec![], waiting(), at(59)), []);
}

#[test]
fn rule_28_scheduled_requests_are_near_to_the_base() {
    let waiting = || vec![dossier(given::story(scheduled(20_000), true, hourly(6_000)).intervention)];
    let near_base =
        registered(1, north(9_000.0), Some(Presence { location: north(30_000.0), until: at(900) }));

    assert_eq!(missions(&near_base, vec![], waiting(), at(60)).len(), 1);
}
