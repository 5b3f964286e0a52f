//! The road service, as it answers and as it fails.

use std::{cell::RefCell, time::Duration};

use domain::{breakdown::Declaration, policy::Policy, technician::Technician};
use embedded::given;
use tokio::time::Instant;

use super::*;
use crate::service::stand_in::{self, StandIn};

fn at(url: &str) -> Travel {
    Travel::connect(&|name| (name == "ROAD_SERVICE_URL").then(|| url.to_owned()), |_| ()).unwrap()
}

fn place(latitude: f64, longitude: f64) -> Location {
    Location::new(latitude, longitude).unwrap()
}

fn home() -> Location {
    place(49.8942, 2.2957)
}

fn three() -> [Location; 3] {
    [place(49.9, 2.3), place(-49.95, -2.25), place(49.8, 2.2)]
}

#[tokio::test]
async fn all_places_are_asked_for_in_one_call_and_answered_in_their_order() {
    let table = r#"{"code":"Ok","durations":[[431.2],[null],[60]],"sources":[],"destinations":[]}"#;
    let service = StandIn::start(vec![stand_in::json(table)]).await;

    let seconds = at(&service.url).seconds(&three(), home()).await.unwrap();

    assert_eq!(seconds, [Some(432), None, Some(60)]);
    let asked = "GET /table/v1/driving/2.295700,49.894200;2.300000,49.900000;-2.250000,-49.950000;2.200000,49.800000?sources=1;2;3&destinations=0&annotations=duration&generate_hints=false HTTP/1.1";
    assert_eq!(service.heard(), [asked]);
}

#[tokio::test]
async fn what_is_more_than_a_table_holds_is_left_to_the_default() {
    let rows = vec!["[60]"; 99].join(",");
    let service = StandIn::start(vec![stand_in::json(&format!(r#"{{"durations":[{rows}]}}"#))]).await;

    let seconds = at(&service.url).seconds(&[home(); 120], home()).await.unwrap();

    assert_eq!(seconds, [vec![Some(60); 99], vec![None; 21]].concat());
}

#[tokio::test]
async fn without_a_service_or_without_places_nobody_is_asked() {
    let nowhere = Travel::connect(&|_| None, |_| ()).unwrap();
    let empty = Travel::connect(&|_| Some(String::new()), |_| ()).unwrap();
    let service = StandIn::start(Vec::new()).await;

    assert_eq!(nowhere.seconds(&three(), home()).await.unwrap(), [None; 3]);
    assert_eq!(empty.seconds(&three(), home()).await.unwrap(), [None; 3]);
    assert_eq!(at(&service.url).seconds(&[], home()).await.unwrap(), []);
    assert_eq!(service.asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_never_answers_is_given_up_after_400_milliseconds() {
    let service = StandIn::start(Vec::new()).await;
    let began = Instant::now();

    let seconds = at(&service.url).seconds(&three(), home()).await;

    assert!(matches!(seconds, Err(Fault::Late)), "{seconds:?}");
    assert_eq!(began.elapsed(), Duration::from_millis(400));
}

#[tokio::test]
async fn a_service_that_fails_is_a_fault_and_not_asked_again() {
    let two = r#"{"code":"Ok","durations":[[1],[2]]}"#;
    let wide = r#"{"code":"Ok","durations":[[1,2],[3,4],[5,6]]}"#;
    let large = format!("{two}{}", " ".repeat(262_144));
    let wrong = [
        (stand_in::status(500), "the service answered 500"),
        (stand_in::status(400), "the service answered 400"),
        (stand_in::hung_up(), "no connection to the service"),
        (stand_in::broken_off(), "the service broke its answer off"),
        (stand_in::json(two), "the service answered something else than it should"),
        (stand_in::json(wide), "the service answered something else than it should"),
        (stand_in::json(&large), "the service answered more than 262144 bytes"),
    ];
    for (answer, told) in wrong {
        let service = StandIn::start(vec![answer]).await;

        let fault = at(&service.url).seconds(&three(), home()).await.unwrap_err();

        assert_eq!(fault.to_string(), told);
        assert_eq!(service.asked(), 1);
    }
}

thread_local! {
    static TOLD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn tell(fault: &(dyn Error + 'static)) {
    TOLD.with_borrow_mut(|told| told.push(fault.to_string()));
}

fn told() -> Vec<String> {
    TOLD.take()
}

/// So many who are based one kilometre after the other, the farthest first.
fn candidates(count: u32) -> Vec<Candidate> {
    let based = |number: u32| {
        let mut one: Technician = given::stranger(&format!("t{number}"));
        one.base.location = given::north(1_000 * number);
        one.at_base(&one.tariffs[0])
    };
    (1..=count).rev().map(based).collect()
}

async fn minutes(url: &str, count: u32) -> Vec<(u32, u32)> {
    let declaration = Declaration { location: given::amiens(), ..given::declaration() };
    let id = "breakdown".to_owned().try_into().unwrap();
    let request = Intervention::declare(id, declaration, false, None, given::at(0), &Policy::default());
    let lookup = |_: &str| Some(url.to_owned());
    let travel = Travel::connect(&lookup, tell).unwrap();
    let arriving = travel.arriving(candidates(count), &request.unwrap(), given::at(0)).await;
    let mut minutes: Vec<_> =
        arriving.iter().map(|one| (one.distance_meters / 1_000, one.eta_minutes)).collect();
    minutes.sort_unstable();
    minutes
}

#[tokio::test]
async fn rule_5_roads_write_over_what_they_know_and_the_rest_is_estimated() {
    let table = r#"{"code":"Ok","durations":[[601],[null],[60]]}"#;
    let service = StandIn::start(vec![stand_in::json(table)]).await;

    let by_road = minutes(&service.url, 3).await;
    let estimated = minutes("", 3).await;

    assert_eq!(estimated, [(1, 7), (2, 8), (3, 9)]);
    assert_eq!(by_road, [(1, 16), (2, 8), (3, 6)]);
    assert_eq!((service.asked(), told()), (1, Vec::new()));
}

#[tokio::test]
async fn rule_5_of_more_than_a_table_holds_the_nearest_are_asked_for() {
    let rows = vec!["[0]"; 99].join(",");
    let service = StandIn::start(vec![stand_in::json(&format!(r#"{{"durations":[{rows}]}}"#))]).await;

    let minutes = minutes(&service.url, 120).await;

    let by_road = minutes.iter().filter(|(_, minutes)| *minutes == 5).map(|(kilometres, _)| *kilometres);
    assert_eq!(by_road.collect::<Vec<_>>(), (1..=99).collect::<Vec<_>>());
    assert_eq!((minutes.len(), service.asked()), (120, 1));
}

#[tokio::test(start_paused = true)]
async fn rule_5_silent_roads_leave_the_estimate_after_400_milliseconds_and_are_told_of() {
    let service = StandIn::start(Vec::new()).await;
    let began = Instant::now();

    let minutes = minutes(&service.url, 3).await;

    assert_eq!(minutes, [(1, 7), (2, 8), (3, 9)]);
    assert_eq!(began.elapsed(), Duration::from_millis(400));
    assert_eq!(told(), ["the service did not answer in time"]);
}
