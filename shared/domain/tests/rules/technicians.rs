//! Technicians: registering, being online, taking requests: rules 5, 27 and 28.

use domain::{
    arrival::Arriving,
    breakdown::Declaration,
    intervention::StageName,
    money::Money,
    place::Location,
    policy::Policy,
    ranking::{Sort, rank},
    refusal::Refusal,
    tariff::{CategoryTariff, HourlyRate},
    technician::{Presence, Radius, Technician},
    timeline::Asked,
};

use crate::{
    command::Command::{Cancel, GiveUp},
    given::{self, acceptance, amiens, at, flat, hourly, scheduled, technician},
    team::{north, registered, tariff},
};

const UNAVAILABLE: Refusal = Refusal::TechnicianUnavailable { stage: StageName::Declared };

fn online(place: Location) -> Technician {
    registered(1, north(40_000.0), Some(Presence { location: place, until: at(900) }))
}

#[test]
fn rule_27_hourly_rates_are_20_to_200_euros() {
    let rate = |cents| HourlyRate::try_from(Money::of_cents(cents)).is_ok();

    assert_eq!([rate(1_999), rate(2_000), rate(20_000), rate(20_001)], [false, true, true, false]);
}

#[test]
fn rule_27_the_action_radius_is_1_to_50_km() {
    let radius = |meters| Radius::try_from(meters).is_ok();

    assert_eq!([radius(999), radius(1_000), radius(50_000), radius(50_001)], [false, true, true, false]);
}

#[test]
fn rule_27_every_category_has_its_own_price() {
    let both =
        Technician { tariffs: vec![tariff("plumbing", 4_500), tariff("heating", 7_000)], ..online(amiens()) };

    let asked = both.asked_for(&given::declared().intervention, at(60));

    assert_eq!(asked, Ok(Asked { technician: technician(1), tariff: hourly(7_000) }));
}

#[test]
fn rule_27_flat_rates_are_asked_for_by_name() {
    let heating: CategoryTariff = tariff("heating", 6_000);

    assert_eq!(heating.for_request(Some(&given::text("Boiler service"))), Some(flat(12_000)));
    assert_eq!(heating.for_request(Some(&given::text("Chimney"))), None);
    assert_eq!(heating.for_request(None), Some(hourly(6_000)));
}

#[test]
fn rule_35_a_technician_is_a_customer_too_but_takes_no_request_of_their_own() {
    let own = Declaration { customer: given::customer(), ..given::declaration() };
    let waiting = given::story(own, true, hourly(6_000)).intervention;
    let same =
        Technician { id: given::customer().as_str().to_owned().try_into().unwrap(), ..online(amiens()) };
    let other = online(amiens());
    let policy = Policy::default();
    let listed = |one: &Technician| {
        let candidates: Vec<_> = one.online(&one.tariffs[0]).into_iter().collect();
        let arriving = Arriving::at_a_distance(candidates, amiens());
        rank(arriving, &waiting, Sort::Best, at(60), &policy).len()
    };

    let unavailable = Refusal::TechnicianUnavailable { stage: StageName::Waiting };
    assert_eq!(same.asked_for(&waiting, at(60)), Err(unavailable));
    assert_eq!((listed(&same), listed(&other)), (0, 1));
    let unavailable = Refusal::TechnicianUnavailable { stage: StageName::Open };
    assert_eq!(same.acceptance_of(&waiting, at(60)), Err(unavailable));
    assert!(other.acceptance_of(&waiting, at(60)).is_ok());
}

#[test]
fn rule_5_who_is_not_registered_in_the_category_cannot_be_chosen() {
    let plumber = Technician { tariffs: vec![tariff("plumbing", 4_500)], ..online(amiens()) };

    assert_eq!(plumber.asked_for(&given::declared().intervention, at(60)), Err(UNAVAILABLE));
}

#[test]
fn rule_5_immediate_requests_reach_who_is_online_from_where_they_are() {
    let request = given::declared().intervention;
    let offline = registered(1, amiens(), None);

    assert!(online(north(10_000.0)).asked_for(&request, at(60)).is_ok());
    assert_eq!(online(north(10_500.0)).asked_for(&request, at(60)), Err(UNAVAILABLE));
    assert_eq!(offline.asked_for(&request, at(60)), Err(UNAVAILABLE));
}

#[test]
fn rule_5_scheduled_requests_reach_technicians_from_their_base_online_or_not() {
    let request = given::story(scheduled(20_000), false, hourly(6_000)).intervention;

    assert!(registered(1, north(10_000.0), None).asked_for(&request, at(60)).is_ok());
    assert_eq!(online(amiens()).asked_for(&request, at(60)), Err(UNAVAILABLE));
}

#[test]
fn rule_28_presence_expires_after_15_minutes_without_a_heartbeat() {
    let request = given::declared().intervention;
    let policy = Policy::default();

    let presence = registered(1, amiens(), None).heartbeat(amiens(), at(0), &policy);

    assert_eq!(presence, Some(Presence { location: amiens(), until: at(900) }));
    let technician = registered(1, amiens(), presence);
    assert!(technician.asked_for(&request, at(899)).is_ok());
    assert_eq!(technician.asked_for(&request, at(900)), Err(UNAVAILABLE));
}

#[test]
fn rule_28_a_heartbeat_renews_presence_once_a_minute_or_after_a_move_of_100_metres() {
    let (technician, policy) = (online(amiens()), Policy::default());

    assert_eq!(technician.heartbeat(amiens(), at(59), &policy), None);
    let renewed = Some(Presence { location: amiens(), until: at(960) });
    assert_eq!(technician.heartbeat(amiens(), at(60), &policy), renewed);
    assert_eq!(technician.heartbeat(north(99.0), at(1), &policy), None);
    let moved = Some(Presence { location: north(100.0), until: at(901) });
    assert_eq!(technician.heartbeat(north(100.0), at(1), &policy), moved);
}

#[test]
fn rule_8_what_a_technician_brings_to_an_acceptance_is_their_own_tariff() {
    let waiting = given::waiting().intervention;

    assert_eq!(
        online(amiens()).acceptance_of(&waiting, at(60)).unwrap().tariff,
        acceptance(1, hourly(6_000)).tariff
    );
    assert_eq!(online(north(10_500.0)).acceptance_of(&waiting, at(60)), Err(Refusal::NotYours));
}

#[test]
fn rule_8_who_was_asked_need_not_be_online_any_more_to_accept() {
    let offered = given::offered().intervention;

    assert!(registered(1, amiens(), None).acceptance_of(&offered, at(30)).is_ok());
    assert_eq!(registered(2, amiens(), None).acceptance_of(&offered, at(30)), Err(Refusal::NotYours));
}

#[test]
fn rule_5_what_is_wanted_at_once_after_its_hour_reaches_who_is_online() {
    let released = given::story(scheduled(20_000), true, hourly(6_000))
        .then(60, crate::command::Command::Accept(1))
        .then(20_001, GiveUp(1));
    let online = registered(2, north(40_000.0), Some(Presence { location: amiens(), until: at(30_000) }));

    assert!(online.asked_for(&released.intervention, at(20_100)).is_ok());
    assert!(registered(2, amiens(), None).asked_for(&released.intervention, at(20_100)).is_err());
    assert_eq!(released.then(20_200, Cancel).total(0), 0);
}
