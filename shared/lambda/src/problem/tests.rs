//! Problems as apps read them.

use domain::{
    Timestamp,
    intervention::StageName,
    invalid::{Form, Invalid},
    invoice::CreditRefused,
    locating::{Candidate, Extent},
    money::Money,
    place::Location,
};
use serde_json::{Value, json};

use super::*;
use crate::Language;

fn at() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

fn told(problem: &Problem, language: Language) -> Value {
    let reply = problem.reply("/interventions/7/start", language).unwrap();
    assert_eq!(reply.status(), problem.status());
    serde_json::from_slice(reply.body()).unwrap()
}

/// One of each kind.
fn refusals() -> Vec<Refusal> {
    let (at, stage) = (at(), StageName::Working);
    vec![
        Refusal::StageForbids { stage },
        Refusal::OfferEnded { at, stage },
        Refusal::NotOfferedToYou,
        Refusal::AlreadyAccepted { stage },
        Refusal::RequestExpired { at, stage },
        Refusal::TechnicianBusy { stage },
        Refusal::AgendaCollides { at, stage },
        Refusal::TechnicianUnavailable { stage },
        Refusal::NotLate { due: at, stage },
        Refusal::WrongStartCode,
        Refusal::PositionImplausible { kmh_max: 300 },
        Refusal::QuotePending { stage },
        Refusal::NoQuotePending { stage },
        Refusal::QuoteReplaced { stage },
        Refusal::QuoteExpired { at, stage },
        Refusal::ExtrasNeedAgreement { limit: Money::of_cents(15_000), stage },
        Refusal::TooMany { what: domain::refusal::Counted::Extras, max: 50, stage },
        Refusal::GivenUp { at, stage },
        Refusal::GivenUpTwice { stage },
        Refusal::PersonErased,
        Refusal::ReleasedFromYou { at, stage },
        Refusal::CustomerPresent { stage },
        Refusal::TechnicianOnSite { from: at, stage },
        Refusal::ClosedByCustomer { at, stage },
        Refusal::TariffChanged { now: Money::of_cents(20_000), stage },
        Refusal::ProposalPast { at, stage },
        Refusal::FeeTooHigh { most: Money::of_cents(3_000) },
        Refusal::BeforeAppointment { hour: at, earliest: at },
        Refusal::EndedForGood { stage },
        Refusal::FeeNotDue { stage },
        Refusal::FinishOutOfRange { earliest: at, latest: at },
        Refusal::ExtensionOutOfRange { earliest: at, latest: at },
        Refusal::AppointmentPast { now: at },
        Refusal::NothingToConfirm { stage },
        Refusal::CancellationClosed { stage },
        Refusal::NotAbsentYet { from: at, stage },
        Refusal::AlreadyRated { stage },
        Refusal::RatingClosed { at, stage },
        Refusal::TimeDisordered { earliest: at, latest: at },
        Refusal::ScheduleOutOfRange { earliest: at, latest: at },
        Refusal::ValidityPast { now: at },
        Refusal::ProfileNeeded,
        Refusal::MonthAhead { now: at },
        Refusal::CeilingTooLow { least: Money::of_cents(4_999) },
        Refusal::MediaTooLarge { bytes_max: 10_000_000 },
        Refusal::ContentTypeUnfit,
        Refusal::CreditRefused(CreditRefused::Nothing),
        Refusal::CreditRefused(CreditRefused::LineTwice { line: 0 }),
        Refusal::CreditRefused(CreditRefused::NoSuchLine { line: 0 }),
        Refusal::CreditRefused(CreditRefused::MoreThanLine { line: 0, most: Money::of_cents(1) }),
        Refusal::CreditRefused(CreditRefused::MoreThanLeft { most: Money::of_cents(1) }),
        Refusal::CreditRefused(CreditRefused::MoreThanRate { per_mille: 200, most: Money::of_cents(1) }),
        Refusal::OfferStands { until: at, stage },
        Refusal::TooEarly { at, stage },
    ]
}

#[test]
fn a_refusal_by_the_stage_tells_the_stage_and_its_figures() {
    let problem = Problem::from(Refusal::OfferEnded { at: at(), stage: StageName::Waiting });

    let expected = json!({
        "type": "https://hop-assist.example/problems/offer-ended",
        "title": "Offer ended",
        "status": 409,
        "detail": "The offer ended at 2026-11-18 12:06:40 (French time).",
        "instance": "/interventions/7/start",
        "code": "offer-ended",
        "stage": "waiting",
    });
    assert_eq!(told(&problem, Language::English), expected);
}

#[test]
fn a_refused_value_is_pointed_at() {
    let problem = Problem::from(Refusal::WrongStartCode);

    let detail = "Ce n'est pas le code affiché par l'application du client.";
    let expected = json!({
        "type": "https://hop-assist.example/problems/wrong-start-code",
        "title": "Code incorrect",
        "status": 422,
        "detail": detail,
        "instance": "/interventions/7/start",
        "code": "wrong-start-code",
        "errors": [{ "pointer": "/code", "detail": detail }],
    });
    assert_eq!(told(&problem, Language::French), expected);
}

#[test]
fn rule_29_the_hour_of_the_appointment_that_is_in_the_way_is_not_told() {
    let problem = Problem::from(Refusal::AgendaCollides { at: at(), stage: StageName::Declared });

    for language in [Language::French, Language::English] {
        assert!(!told(&problem, language).to_string().contains("11:06"), "{language:?}");
    }
}

#[test]
fn every_refusal_has_texts_of_its_own_with_every_figure_filled_in() {
    for refusal in refusals() {
        for language in [Language::French, Language::English] {
            let told = told(&Problem::from(refusal), language);

            let code = told["code"].as_str().unwrap();
            assert!(!told["detail"].as_str().unwrap().contains('{'), "{code}");
            assert_ne!(told["title"], text_of_a_fault(language), "{code}");
            let is_of_person = matches!(code, "profile-needed" | "person-erased");
            let has_stage = told.get("stage").is_some();
            assert_eq!(has_stage, told["status"] == 409 && !is_of_person, "{code}");
        }
    }
}

fn text_of_a_fault(language: Language) -> Value {
    told(&Problem::Broken("a cause".into()), language)["title"].clone()
}

#[test]
fn what_is_not_yours_does_not_exist() {
    for refusal in [Refusal::NotYours, Refusal::NoSuchExtra] {
        assert_eq!(Problem::from(Failure::Refused(refusal)).code(), "not-found");
    }
}

#[test]
fn all_faults_of_a_body_are_told_at_once_in_the_language_of_the_reader() {
    let mut faults = Faults::default();
    faults.push("/address/postcode", Invalid::Malformed(Form::Postcode));
    faults.push("/description", Invalid::TooShort { min: 10 });
    let problem = Problem::InvalidValue(faults);

    let errors = told(&problem, Language::French)["errors"].clone();
    let expected = json!([
        { "pointer": "/address/postcode", "detail": "Cinq chiffres sont attendus." },
        { "pointer": "/description", "detail": "Au moins 10 caractère(s)." },
    ]);
    assert_eq!(errors, expected);
}

fn candidate() -> Candidate {
    Candidate {
        label: "2 Rue de l'Église 80290 Croixrault".to_owned().try_into().unwrap(),
        location: Location::new(49.7964, 1.9912).unwrap(),
        postcode: "80290".to_owned().try_into().unwrap(),
        city: "Croixrault".to_owned().try_into().unwrap(),
        extent: Extent::Near,
        fit_permille: 700,
    }
}

#[test]
fn an_address_of_several_places_is_refused_with_these_places() {
    let problem = Problem::from(Failure::from(Unlocated::Ambiguous(vec![candidate()])));

    let detail =
        "Several places have this address. Choose the right one, or give the position of your phone.";
    let expected = json!({
        "type": "https://hop-assist.example/problems/address-ambiguous",
        "title": "Address to be made clear",
        "status": 422,
        "detail": detail,
        "instance": "/interventions/7/start",
        "code": "address-ambiguous",
        "errors": [{ "pointer": "/address", "detail": detail }],
        "candidates": [{
            "label": "2 Rue de l'Église 80290 Croixrault",
            "location": { "latitude": 49.7964, "longitude": 1.9912 },
            "postcode": "80290",
            "city": "Croixrault",
        }],
    });
    assert_eq!(told(&problem, Language::English), expected);
    assert_eq!(problem.cause(), None);
}

#[test]
fn an_address_that_nobody_knows_is_refused_with_what_comes_nearest() {
    let problem = Problem::from(Failure::from(Unlocated::Unknown(vec![candidate()])));

    let told = told(&problem, Language::French);

    assert_eq!((&told["status"], &told["code"]), (&json!(422), &json!("address-unknown")));
    assert_eq!(told["candidates"][0]["city"], "Croixrault");
}

#[test]
fn a_silent_address_service_is_told_to_the_log_and_the_caller_gets_a_way_out() {
    let problem = Problem::from(Failure::from(Unlocated::Silent("the service answered 500".into())));

    let told = told(&problem, Language::English);

    assert_eq!((&told["status"], &told["code"]), (&json!(503), &json!("address-service-silent")));
    assert!(told["detail"].as_str().unwrap().contains("Give the position of your phone"));
    assert!(!told.to_string().contains("500"));
    assert_eq!(problem.cause().as_deref(), Some("the service answered 500"));
}

#[test]
fn a_fault_of_ours_never_shows_its_cause() {
    let problem = Problem::from(Failure::Broken("table hop-assist is on fire".into()));

    let told = told(&problem, Language::English);

    assert_eq!(told["status"], 500);
    assert!(!told.to_string().contains("fire"));
    assert_eq!(problem.cause().as_deref(), Some("table hop-assist is on fire"));
}

#[test]
fn a_problem_tells_what_to_do_by_its_headers() {
    let header = |problem: Problem, name: &str| {
        let response = problem.reply("/", Language::French).unwrap().into_response(None).unwrap();
        response.headers.get(name).cloned()
    };

    assert_eq!(header(Problem::Busy, "retry-after").as_deref(), Some("1"));
    let silent = || Problem::Unlocated(Unlocated::Silent("late".into()));
    assert_eq!(header(silent(), "retry-after").as_deref(), Some("5"));
    assert_eq!(header(Problem::NotYet { retry_after: 2 }, "retry-after").as_deref(), Some("2"));
    assert_eq!(header(Problem::Unauthenticated, "www-authenticate").as_deref(), Some("Bearer"));
    let differs = Problem::from(Failure::VersionDiffers { current: 9 });
    assert_eq!(header(differs, "etag").as_deref(), Some("\"9\""));
    assert_eq!(header(Problem::NotFound, "content-type").as_deref(), Some("application/problem+json"));
}

#[test]
fn the_instance_is_a_uri_reference_whatever_was_called() {
    let instance = |path: &str| {
        let reply = Problem::NotFound.reply(path, Language::French).unwrap();
        serde_json::from_slice::<Value>(reply.body()).unwrap()["instance"].clone()
    };

    for (path, expected) in [
        ("/interventions/3f9c", "/interventions/3f9c"),
        ("/interventions/é", "/interventions/%C3%A9"),
        ("/interventions/%C3%A9", "/interventions/%C3%A9"),
        ("/interventions/100%", "/interventions/100%25"),
        (
            "/interventions/a b\u{7f}\"<>^`{|}\\[]?#",
            "/interventions/a%20b%7F%22%3C%3E%5E%60%7B%7C%7D%5C%5B%5D%3F%23",
        ),
    ] {
        assert_eq!(instance(path), expected, "{path}");
    }
}
