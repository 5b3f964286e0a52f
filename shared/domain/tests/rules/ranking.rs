//! The list that a customer chooses from: rule 5.

use domain::{
    arrival::{self, Arriving},
    breakdown::Declaration,
    intervention::Intervention,
    map_cell::MapCell,
    money::Money,
    policy::Policy,
    ranking::{Ranked, Reason, Sort, rank},
    tariff::Tariff,
    technician::{Candidate, Radius},
};
use proptest::{prelude::*, test_runner::Config};

use crate::{
    given::{self, at, flat, hourly, technician, text},
    team::candidate,
};

pub(crate) fn request(declaration: Declaration) -> Intervention {
    given::story(declaration, false, hourly(6_000)).intervention
}

pub(crate) fn ranked(candidates: Vec<Candidate>, sort: Sort) -> Vec<Ranked> {
    ranked_for(&request(given::declaration()), candidates, sort)
}

pub(crate) fn arriving(candidates: Vec<Candidate>, request: &Intervention) -> Vec<Arriving> {
    let found = Arriving::at_a_distance(candidates, request.declaration().location);
    arrival::arriving(found, request, at(60))
}

fn ranked_for(request: &Intervention, candidates: Vec<Candidate>, sort: Sort) -> Vec<Ranked> {
    rank(arriving(candidates, request), request, sort, at(60), &Policy::default())
}

pub(crate) fn order(candidates: Vec<Candidate>, sort: Sort) -> Vec<String> {
    ranked(candidates, sort).into_iter().map(|entry| entry.candidate.technician.to_string()).collect()
}

/// 1 is near and dear, 2 is cheap, 3 is far and well rated.
fn team() -> Vec<Candidate> {
    vec![
        candidate(3, 9_000.0, 6_000, (250, 50)),
        candidate(1, 500.0, 9_000, (30, 10)),
        candidate(2, 4_000.0, 4_000, (0, 0)),
    ]
}

#[test]
fn rule_5_sorted_by_price_by_rating_or_by_proximity_as_the_customer_asks() {
    assert_eq!(order(team(), Sort::Price), ["technician-2", "technician-3", "technician-1"]);
    assert_eq!(order(team(), Sort::Rating), ["technician-3", "technician-2", "technician-1"]);
    assert_eq!(order(team(), Sort::Proximity), ["technician-1", "technician-2", "technician-3"]);
    assert_eq!(order(team(), Sort::Best), ["technician-2", "technician-3", "technician-1"]);
}

#[test]
fn rule_5_one_voice_neither_lifts_nor_sinks_a_newcomer() {
    let one_praise = candidate(1, 500.0, 6_000, (5, 1));
    let many = candidate(2, 500.0, 6_000, (480, 100));
    let one_complaint = candidate(3, 500.0, 6_000, (1, 1));
    let bad = candidate(4, 500.0, 6_000, (200, 100));

    let order = order(vec![one_praise, many, one_complaint, bad], Sort::Rating);

    assert_eq!(order, ["technician-2", "technician-1", "technician-3", "technician-4"]);
}

#[test]
fn rule_5_ties_go_by_id_so_that_pages_are_stable() {
    let same = |number| candidate(number, 500.0, 6_000, (0, 0));

    for sort in [Sort::Price, Sort::Rating, Sort::Proximity, Sort::Best] {
        assert_eq!(
            order(vec![same(3), same(1), same(2)], sort),
            ["technician-1", "technician-2", "technician-3"]
        );
    }
}

#[test]
fn rule_5_an_entry_says_tariff_distance_arrival_estimates_and_why_it_ranks_there() {
    let list = ranked(team(), Sort::Price);

    let cheap = Ranked {
        candidate: candidate(2, 4_000.0, 4_000, (0, 0)),
        tariff: hourly(4_000),
        distance_meters: 4_000,
        reach_meters: 3_862,
        eta_minutes: 10,
        for_30_minutes: Money::of_cents(4_999),
        for_60_minutes: Money::of_cents(6_999),
        verified: true,
        why: list[0].why,
    };
    let cheaper = Reason::CheaperThanMedian(Money::of_cents(1_000));
    assert_eq!(list[0], cheap);
    let reasons: Vec<_> = list.iter().map(Ranked::reasons).collect();
    assert_eq!(
        reasons,
        [vec![Reason::Cheapest, cheaper, Reason::NewHere], vec![Reason::BestRated], vec![Reason::Nearest],]
    );
}

#[test]
fn rule_5_a_drive_that_is_known_counts_instead_of_the_estimate_and_leaving_still_takes_five_minutes() {
    let same = |number| candidate(number, 500.0, 6_000, (0, 0));
    let request = request(given::declaration());
    let mut both = arriving(vec![same(1), same(2)], &request);

    both[0].drives(601);
    let list = rank(both, &request, Sort::Best, at(60), &Policy::default());

    let told: Vec<_> = list.iter().map(|one| (one.candidate.technician.as_str(), one.eta_minutes)).collect();
    assert_eq!(told, [("technician-2", 6), ("technician-1", 16)]);
}

#[test]
fn rule_5_all_who_share_a_first_place_are_told_so() {
    let same = |number| candidate(number, 500.0, 6_000, (40, 10));

    let reasons: Vec<_> =
        ranked(vec![same(1), same(2)], Sort::Best).into_iter().map(|one| one.reasons()).collect();

    assert_eq!(reasons, vec![vec![Reason::Nearest, Reason::Cheapest, Reason::BestRated]; 2]);
}

#[test]
fn rule_5_only_who_is_online_and_in_reach_is_listed() {
    let radius = Radius::try_from(4_000).unwrap();
    let offline = Candidate { online_until: Some(at(60)), ..candidate(1, 500.0, 6_000, (0, 0)) };
    let in_reach = Candidate { radius, ..candidate(2, 4_000.0, 6_000, (0, 0)) };
    let out_of_reach = Candidate { radius, ..candidate(3, 4_800.0, 6_000, (0, 0)) };

    assert_eq!(order(vec![offline, in_reach, out_of_reach], Sort::Best), ["technician-2"]);
}

#[test]
fn rule_5_only_who_offers_the_flat_rate_within_the_ceiling_is_listed() {
    let asking = |name: &str, ceiling: i64| {
        let flat_rate = Some(text(name));
        let request = request(Declaration { flat_rate, ..given::with_ceiling(ceiling) });
        ranked_for(&request, team(), Sort::Price)
    };

    let tariffs: Vec<Tariff> = asking("Boiler service", 12_000).iter().map(|entry| entry.tariff).collect();
    assert_eq!(
        tariffs,
        [9_000, 4_000, 6_000].map(|rate| Tariff { flat_rate: flat(12_000).flat_rate, ..hourly(rate) })
    );
    assert_eq!(asking("Boiler service", 11_999), []);
    assert_eq!(asking("Chimney", 20_000), []);
}

#[test]
fn rule_5_who_is_met_twice_while_moving_is_listed_once_where_they_were_last() {
    let before = Candidate { online_until: Some(at(3_000)), ..candidate(1, 500.0, 6_000, (0, 0)) };
    let after = candidate(1, 2_500.0, 6_000, (0, 0));

    let list = ranked(vec![before, candidate(2, 1_000.0, 6_000, (0, 0)), after], Sort::Proximity);

    let places: Vec<_> =
        list.iter().map(|entry| (&entry.candidate.technician, entry.distance_meters)).collect();
    assert_eq!(places, [(&technician(2), 1_000), (&technician(1), 2_500)]);
}

#[test]
fn rule_5_a_technician_whose_insurance_ended_is_not_verified() {
    let ended = Candidate { insured_until: at(60), ..candidate(1, 500.0, 6_000, (0, 0)) };

    assert!(!ranked(vec![ended], Sort::Best)[0].verified);
}

#[test]
fn rule_16_estimates_never_exceed_the_ceiling() {
    let request = request(given::with_ceiling(5_500));

    let list = ranked_for(&request, team(), Sort::Proximity);

    assert_eq!(list[0].for_60_minutes, Money::of_cents(5_500));
}

proptest! {
    #![proptest_config(Config { cases: 500, failure_persistence: None, ..Config::default() })]

    #[test]
    fn rule_5_the_order_of_candidates_never_matters_and_nobody_out_of_reach_is_listed(
        team in prop::collection::vec((0.0..15_000.0_f64, 2_000..20_000_i64, 0..50_u64), 0..20)
    ) {
        let mut numbered: Vec<Candidate> = team
            .iter()
            .zip(0_u8..)
            .map(|((meters, rate, stars), number)| candidate(number, *meters, *rate, (*stars, 10)))
            .collect();
        let list = ranked(numbered.clone(), Sort::Best);

        numbered.reverse();

        prop_assert_eq!(&ranked(numbered.clone(), Sort::Best), &list);
        let home = MapCell::of(given::amiens());
        prop_assert!(list.iter().all(|entry| home.distance_meters(entry.candidate.area) <= 10_000));
        let in_reach = numbered.iter().filter(|one| home.distance_meters(one.area) <= 10_000);
        prop_assert_eq!(list.len(), in_reach.count());
    }
}
