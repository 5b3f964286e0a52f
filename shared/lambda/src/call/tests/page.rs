//! Pages of technicians to choose from.

use domain::{
    cell::Cell,
    map_cell::MapCell,
    money::Money,
    place::Location,
    ranking::{Ranked, Why},
    reliability::Reliability,
    tariff::{HourlyRate, Tariff},
    technician::{Candidate, Radius, Rating},
};

use super::*;
use crate::{Cursor, Limit};

fn ranked(number: usize) -> Ranked {
    let location = Location::new(49.89, 2.3).unwrap();
    let hourly_rate = HourlyRate::try_from(Money::of_cents(7_200)).unwrap();
    let candidate = Candidate {
        technician: format!("t-{number}").try_into().unwrap(),
        display_name: "Karim B.".to_owned().try_into().unwrap(),
        location,
        area: MapCell::of(location),
        radius: Radius::try_from(20_000).unwrap(),
        hourly_rate,
        flat_rates: Vec::new(),
        rating: Rating::default(),
        reliability: Reliability::default(),
        insured_until: Timestamp::UNIX_EPOCH,
        online_until: None,
        home: Cell::of(location),
    };
    Ranked {
        candidate,
        tariff: Tariff { hourly_rate, flat_rate: None },
        distance_meters: 100,
        reach_meters: 100,
        eta_minutes: 6,
        for_30_minutes: Money::of_cents(4_999),
        for_60_minutes: Money::of_cents(8_599),
        verified: false,
        why: Why::default(),
    }
}

/// The ids on a page, and its cursor.
fn page(call: &Call, limit: &str, after: Option<&str>) -> (Vec<String>, Option<String>) {
    let all: Vec<Ranked> = (0..5).map(ranked).collect();
    let limit = Limit::try_from(limit.to_owned()).unwrap();
    let reply = call.technicians(&all, limit, after).unwrap();
    let body: Value = serde_json::from_slice(reply.body()).unwrap();
    let ids = body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["technicianId"].as_str().unwrap().to_owned());
    (ids.collect(), body["next"].as_str().map(str::to_owned))
}

#[test]
fn pages_follow_each_other_without_gap_and_the_last_one_leads_nowhere() {
    let call = call(|_| ());

    let (first, next) = page(&call, "3", None);
    let next = Cursor::try_from(next.unwrap()).unwrap();
    let after: Option<String> = call.key_of(Some(&next)).unwrap();
    let (second, last) = page(&call, "3", after.as_deref());

    assert_eq!(first, ["t-0", "t-1", "t-2"]);
    assert_eq!(second, ["t-3", "t-4"]);
    assert_eq!(last, None);
}

#[test]
fn where_the_last_one_has_gone_the_list_begins_again() {
    let (ids, _) = page(&call(|_| ()), "2", Some("t-9"));

    assert_eq!(ids, ["t-0", "t-1"]);
}
