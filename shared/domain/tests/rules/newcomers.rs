//! Rule 5: a newcomer is neither buried nor favoured, and nothing personal enters the ranking.

use domain::{
    arrival::Arriving,
    policy::Policy,
    ranking::{Sort, rank},
    reliability::{Deed, Reliability},
    technician::{Candidate, Rating},
};

use crate::{
    given::{self, at, technician, text},
    ranking::{arriving, order, ranked, request},
    team::candidate,
};

const SORTS: [Sort; 4] = [Sort::Price, Sort::Rating, Sort::Proximity, Sort::Best];

fn deeds(on_time: usize, late: usize, ignored: usize) -> Reliability {
    let deeds = [(Deed::OnTime, on_time), (Deed::Late, late), (Deed::Ignored, ignored)];
    deeds.into_iter().flat_map(|(deed, times)| std::iter::repeat_n(deed, times)).collect()
}

fn newcomer(number: u8) -> Candidate {
    candidate(number, 500.0, 6_000, (0, 0))
}

/// 4.00 stars of 10 customers, 153 promises of 170 kept, 170 offers of 200 accepted: what the policy calls average.
fn average(number: u8) -> Candidate {
    let rating = Rating { stars: 40, count: 10 };
    Candidate { rating, reliability: deeds(153, 17, 30), ..newcomer(number) }
}

/// Twenty who differ by a euro for an hour each; number 10 is what a test puts there.
fn street(tenth: &Candidate) -> Vec<Candidate> {
    let rate = |number: u8| 4_000 + 200 * i64::from(number);
    let other = |number: u8| candidate(number, 500.0, rate(number), (40, 10));
    let tenth = Candidate { hourly_rate: other(10).hourly_rate, ..tenth.clone() };
    (0..20).map(|number| if number == 10 { tenth.clone() } else { other(number) }).collect()
}

fn place(tenth: &Candidate) -> usize {
    let list = ranked(street(tenth), Sort::Best);
    list.iter().position(|entry| entry.candidate.technician == technician(10)).unwrap()
}

#[test]
fn rule_5_a_newcomer_ranks_exactly_as_an_average_technician_of_the_same_price_and_place() {
    for sort in SORTS {
        assert_eq!(order(vec![newcomer(1), average(2)], sort), ["technician-1", "technician-2"], "{sort:?}");
        assert_eq!(order(vec![average(1), newcomer(2)], sort), ["technician-1", "technician-2"], "{sort:?}");
    }
    let better = Candidate { rating: Rating { stars: 41, count: 10 }, ..average(2) };
    assert_eq!(order(vec![newcomer(1), better], Sort::Best), ["technician-2", "technician-1"]);
    let worse = Candidate { reliability: deeds(152, 18, 30), ..average(1) };
    assert_eq!(order(vec![worse, newcomer(2)], Sort::Best), ["technician-2", "technician-1"]);
}

#[test]
fn rule_5_one_voice_or_deed_moves_a_newcomer_by_less_than_two_places() {
    let before = place(&newcomer(10));
    assert_eq!(before, 10);

    let voice = |stars| Candidate { rating: Rating { stars, count: 1 }, ..newcomer(10) };
    let deed = |deed| Candidate { reliability: [deed].into_iter().collect(), ..newcomer(10) };
    let once = [1, 2, 3, 4, 5].map(voice).into_iter().chain(Deed::ALL.map(deed));
    for moved in once {
        assert!(place(&moved).abs_diff(before) < 2, "{moved:?}");
    }
}

#[test]
fn rule_36_declining_every_offer_never_lowers_a_rank_and_makes_nobody_a_veteran() {
    let declines = Candidate { reliability: [Deed::Declined; 50].into_iter().collect(), ..newcomer(10) };
    let silent = Candidate { reliability: [Deed::Ignored; 50].into_iter().collect(), ..newcomer(10) };

    assert_eq!(place(&declines), place(&newcomer(10)));
    assert!(place(&silent) > place(&newcomer(10)));
    let reasons = ranked(
        vec![Candidate { hourly_rate: candidate(1, 500.0, 9_000, (0, 0)).hourly_rate, ..declines }],
        Sort::Best,
    );
    assert!(reasons[0].reasons().contains(&domain::ranking::Reason::NewHere));
}

#[test]
fn rule_5_what_many_say_counts() {
    let praised = Candidate { rating: Rating { stars: 490, count: 100 }, ..newcomer(10) };
    let blamed = Candidate { rating: Rating { stars: 200, count: 100 }, ..newcomer(10) };
    let late = Candidate { reliability: deeds(25, 25, 0), ..newcomer(10) };

    assert!(place(&praised) < 5);
    assert_eq!(place(&blamed), 19);
    assert!(place(&late) > 15);
}

#[test]
fn rule_5_nothing_personal_enters_but_the_id_which_breaks_ties() {
    let renamed = |candidate: Candidate| Candidate {
        display_name: text("Zoé A."),
        home: domain::cell::Cell::of(crate::team::north(90_000.0)),
        ..candidate
    };
    for sort in SORTS {
        let plain = order(street(&newcomer(10)), sort);
        let named = order(street(&newcomer(10)).into_iter().map(renamed).collect(), sort);
        assert_eq!(plain, named);
    }

    let mut reversed = street(&newcomer(10));
    for (candidate, number) in reversed.iter_mut().zip((0..20).rev()) {
        candidate.technician = technician(number);
    }
    let rates = |candidates| -> Vec<_> {
        ranked(candidates, Sort::Best).into_iter().map(|entry| entry.candidate.hourly_rate).collect()
    };
    assert_eq!(rates(street(&newcomer(10))), rates(reversed));
}

#[test]
fn rule_5_minutes_of_another_source_rank_as_well() {
    let request = request(given::declaration());
    let by_road = |number, eta_minutes| Arriving::new(newcomer(number), 500, eta_minutes);

    let list = rank(vec![by_road(1, 40), by_road(2, 12)], &request, Sort::Best, at(60), &Policy::default());

    let order: Vec<_> = list.iter().map(|one| (&one.candidate.technician, one.eta_minutes)).collect();
    assert_eq!(order, [(&technician(2), 12), (&technician(1), 40)]);
}

#[test]
fn rule_5_every_weight_is_policy() {
    let dear = candidate(1, 500.0, 9_000, (500, 100));
    let far = candidate(2, 9_000.0, 4_000, (300, 100));
    let best = |policy: Policy| {
        let request = request(given::declaration());
        let arriving = arriving(vec![dear.clone(), far.clone()], &request);
        rank(arriving, &request, Sort::Best, at(60), &policy)[0].candidate.technician.clone()
    };
    let nothing = Policy {
        best_price_percent: 0,
        best_cents_per_minute: 0,
        best_cents_per_star: 0,
        best_cents_per_on_time_percent: 0,
        best_cents_per_accepted_percent: 0,
        ..Policy::default()
    };

    assert_eq!(best(Policy { best_price_percent: 1, ..nothing.clone() }), technician(2));
    assert_eq!(best(Policy { best_cents_per_minute: 1, ..nothing.clone() }), technician(1));
    assert_eq!(best(Policy { best_cents_per_star: 1, ..nothing.clone() }), technician(1));
    let reliable = |policy: Policy| {
        let kept = Candidate { reliability: deeds(10, 0, 0), ..newcomer(2) };
        let broken = Candidate { reliability: deeds(0, 10, 0), ..newcomer(1) };
        let idle = Candidate { reliability: deeds(0, 0, 10), ..newcomer(3) };
        let request = request(given::declaration());
        let arriving = arriving(vec![kept, broken, idle], &request);
        let list = rank(arriving, &request, Sort::Best, at(60), &policy);
        list.into_iter().map(|one| one.candidate.technician).collect::<Vec<_>>()
    };
    let on_time = Policy { best_cents_per_on_time_percent: 1, ..nothing.clone() };
    assert_eq!(reliable(on_time), [2, 3, 1].map(technician));
    let accepted = Policy { best_cents_per_accepted_percent: 1, ..nothing };
    assert_eq!(reliable(accepted), [1, 2, 3].map(technician));
}

#[test]
fn rule_5_without_imagined_voices_nobody_divides_by_nothing() {
    let request = request(given::declaration());
    let policy = Policy { newcomer_voices: 0, ..Policy::default() };
    let arriving = arriving(vec![newcomer(1), average(2)], &request);

    let list = rank(arriving, &request, Sort::Best, at(60), &policy);

    assert_eq!(list.len(), 2);
}
