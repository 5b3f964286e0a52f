//! The road service, as it answers and as it fails.

use std::time::Duration;

use tokio::time::Instant;

use super::*;
use crate::service::stand_in::{self, StandIn};

fn at(url: &str) -> Travel {
    Travel::connect(&|name| (name == "ROAD_SERVICE_URL").then(|| url.to_owned())).unwrap()
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
    let nowhere = Travel::connect(&|_| None).unwrap();
    let empty = Travel::connect(&|_| Some(String::new())).unwrap();
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
