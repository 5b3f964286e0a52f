//! The address service, as it answers and as it fails.

use std::time::Duration;

use domain::locating::Candidate;
use recorded::Recorded;
use tokio::time::Instant;

use super::*;
use crate::service::stand_in::{self, StandIn};

fn address(line1: &str, postcode: &str, city: &str) -> Address {
    let (line1, city) = (line1.to_owned().try_into().unwrap(), city.to_owned().try_into().unwrap());
    Address { line1, line2: None, postcode: postcode.to_owned().try_into().unwrap(), city }
}

fn noyon() -> Address {
    address("14 rue de Noyon", "80000", "Amiens")
}

fn at(url: &str) -> Addresses {
    Addresses::connect(&|name| (name == "ADDRESS_SERVICE_URL").then(|| url.to_owned())).unwrap()
}

fn labels(candidates: &[Candidate]) -> Vec<&str> {
    candidates.iter().map(|candidate| candidate.label.as_str()).collect()
}

/// What is told to the log.
fn silent(located: Result<Location, Unlocated>) -> String {
    match located {
        Err(Unlocated::Silent(why)) => why.to_string(),
        Ok(_) | Err(Unlocated::Ambiguous(_) | Unlocated::Unknown(_)) => panic!("it answered: {located:?}"),
    }
}

#[tokio::test]
async fn an_address_that_one_place_has_is_found() {
    let service = Recorded::start().unwrap();

    let located = at(&service.url()).locate(&noyon()).await.unwrap();

    assert_eq!(located, Location::new(49.8911, 2.3041).unwrap());
    assert_eq!(service.asked(), 1);
}

#[tokio::test]
async fn an_address_of_several_villages_is_ambiguous() {
    let service = Recorded::start().unwrap();

    let located = at(&service.url()).locate(&address("2 rue de l'Église", "80290", "Poix")).await;

    let Err(Unlocated::Ambiguous(candidates)) = located else { panic!("{located:?}") };
    let expected = [
        "2 Rue de l'Église 80290 Croixrault",
        "2 Rue de l'Église 80290 Thieulloy-la-Ville",
        "2 Rue de l'Église 80290 Sainte-Segrée",
    ];
    assert_eq!(labels(&candidates), expected);
    assert_eq!(candidates[0].location, Location::new(49.7964, 1.9912).unwrap());
    assert_eq!((candidates[0].postcode.as_str(), candidates[0].city.as_str()), ("80290", "Croixrault"));
}

#[tokio::test]
async fn an_address_that_nobody_has_is_unknown_with_what_comes_nearest() {
    let service = Recorded::start().unwrap();

    let located = at(&service.url()).locate(&address("99 rue des Nuages", "80000", "Amiens")).await;

    let Err(Unlocated::Unknown(candidates)) = located else { panic!("{located:?}") };
    assert_eq!(labels(&candidates), ["Rue des Orages 80000 Amiens", "Amiens"]);
}

#[tokio::test]
async fn words_that_the_service_cannot_read_are_unknown_and_not_asked_twice() {
    let service = StandIn::start(vec![stand_in::status(400)]).await;

    let located = at(&service.url).locate(&noyon()).await;

    assert!(matches!(located, Err(Unlocated::Unknown(none)) if none.is_empty()));
    assert_eq!(service.asked(), 1);
}

#[tokio::test]
async fn a_service_that_stumbles_once_is_asked_once_more() {
    let found = stand_in::json(FOUND);
    let stumbles = [stand_in::status(502), stand_in::hung_up(), stand_in::broken_off()];
    for stumble in stumbles {
        let service = StandIn::start(vec![stumble, found.clone()]).await;

        let located = at(&service.url).locate(&noyon()).await;

        assert_eq!(located.unwrap(), Location::new(49.8911, 2.3041).unwrap());
        assert_eq!(service.asked(), 2);
    }
}

#[tokio::test]
async fn a_service_that_stumbles_twice_is_given_up() {
    let service = StandIn::start(vec![stand_in::status(503), stand_in::status(500)]).await;

    let located = at(&service.url).locate(&noyon()).await;

    assert_eq!(silent(located), "the service answered 500");
    assert_eq!(service.asked(), 2);
}

#[tokio::test]
async fn a_service_that_has_enough_of_us_is_not_asked_again() {
    let service = StandIn::start(vec![stand_in::status(429)]).await;

    let located = at(&service.url).locate(&noyon()).await;

    assert_eq!(silent(located), "the service answered 429");
    assert_eq!(service.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_never_answers_is_given_up_after_2_seconds_in_all() {
    let service = StandIn::start(Vec::new()).await;
    let began = Instant::now();

    let located = at(&service.url).locate(&noyon()).await;

    assert_eq!(silent(located), "the service did not answer in time");
    assert_eq!(began.elapsed(), Duration::from_secs(2));
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_without_the_address() {
    let located = at(&stand_in::nobody()).locate(&noyon()).await;

    let Err(unlocated) = located else { panic!("nobody listens there") };
    let mut told = unlocated.to_string();
    let mut cause = std::error::Error::source(&unlocated);
    while let Some(error) = cause {
        told += &error.to_string();
        cause = error.source();
    }
    assert!(told.contains("no connection to the service"), "{told}");
    assert!(!told.to_lowercase().contains("noyon") && !told.contains("80000"), "{told}");
}

#[tokio::test]
async fn an_answer_that_is_something_else_is_told_without_its_words() {
    let wrong = [
        r#"{"features":[{"geometry":{"coordinates":["#,
        "<html>14 rue de Noyon</html>",
        r#"{"message":"14 rue de Noyon"}"#,
        &FOUND.replace("0.9741", r#""14 rue de Noyon""#),
        &FOUND.replace("[2.3041,49.8911]", "[2.3041,149.8911]"),
        &FOUND.replace(r#""80000""#, r#""8000""#),
    ];
    for body in wrong {
        let service = StandIn::start(vec![stand_in::json(body)]).await;

        let located = at(&service.url).locate(&noyon()).await;

        assert_eq!(silent(located), "the service answered something else than it should", "{body}");
        assert_eq!(service.asked(), 1);
    }
}

#[tokio::test]
async fn an_answer_is_read_up_to_its_limit_and_no_further() {
    let fits = format!("{FOUND}{}", " ".repeat(65_536 - FOUND.len()));
    let service = StandIn::start(vec![stand_in::json(&fits), stand_in::json(&(fits.clone() + " "))]).await;
    let addresses = at(&service.url);

    assert!(addresses.locate(&noyon()).await.is_ok());
    let located = addresses.locate(&noyon()).await;

    assert_eq!(silent(located), "the service answered more than 65536 bytes");
}

#[tokio::test]
async fn a_service_is_believed_by_its_certificate_only() {
    let service = Recorded::start().unwrap();

    let located = at(&service.url().replace("http:", "https:")).locate(&noyon()).await;

    assert_eq!(silent(located), "no connection to the service");
    assert_eq!(service.asked(), 0);
}

#[test]
fn without_a_name_the_public_service_is_asked_and_a_wrong_name_is_refused_at_the_start() {
    let connected = |url: &str| Addresses::connect(&|_| Some(url.to_owned())).map(|_| ());

    assert!(Addresses::connect(&|_| None).is_ok());
    assert_eq!(connected(""), Ok(()));
    let refused = connected("data.geopf.fr").unwrap_err().to_string();
    assert_eq!(refused, r#""data.geopf.fr" is no address of a service, such as https://example.org/path"#);
}

#[test]
fn the_question_is_as_the_service_wants_it() {
    let long = address(&format!("« {}", "é".repeat(110)), "80000", &"x".repeat(80));

    let expected = "/search/?q=14%20rue%20de%20Noyon%2080000%20Amiens&postcode=80000&limit=5&autocomplete=0";
    assert_eq!(asked(&noyon()), expected);
    assert!(asked(&long).starts_with("/search/?q=%C3%A9"));
    let longest = address(&"a".repeat(120), "80000", &"b".repeat(80));
    assert!(asked(&longest).contains(&format!("{}&postcode", "b".repeat(73))), "{}", asked(&longest));
}

const FOUND: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[2.3041,49.8911]},"properties":{"label":"14 Rue de Noyon 80000 Amiens","score":0.9741,"housenumber":"14","id":"80021_5120_00014","name":"14 Rue de Noyon","postcode":"80000","citycode":"80021","city":"Amiens","context":"80, Somme, Hauts-de-France","type":"housenumber","importance":0.7,"street":"Rue de Noyon"}}]}"#;
