//! Problems as apps read them.

use domain::{
    Timestamp,
    intervention::StageName,
    invalid::{Form, Invalid},
    money::Money,
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
        Refusal::QuotePending { stage },
        Refusal::NoQuotePending { stage },
        Refusal::QuoteReplaced { stage },
        Refusal::QuoteExpired { at, stage },
        Refusal::ExtrasNeedAgreement { limit: Money::of_cents(15_000), stage },
        Refusal::TooMany { max: 50, stage },
        Refusal::AppointmentPast { now: at },
        Refusal::NothingToConfirm { stage },
        Refusal::CancellationClosed { stage },
        Refusal::NotAbsentYet { from: at, stage },
        Refusal::AlreadyRated { stage },
        Refusal::RatingClosed { at, stage },
        Refusal::TimeDisordered { earliest: at, latest: at },
        Refusal::ScheduleOutOfRange { earliest: at, latest: at },
        Refusal::ValidityPast { now: at },
        Refusal::CeilingTooLow { least: Money::of_cents(4_999) },
        Refusal::MediaTooLarge { bytes_max: 10_000_000 },
        Refusal::ContentTypeUnfit,
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
        "detail": "The offer ended at 2026-11-18T11:06:40Z.",
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
fn every_refusal_has_texts_of_its_own_with_every_figure_filled_in() {
    for refusal in refusals() {
        for language in [Language::French, Language::English] {
            let told = told(&Problem::from(refusal), language);

            let code = told["code"].as_str().unwrap();
            assert!(!told["detail"].as_str().unwrap().contains('{'), "{code}");
            assert_ne!(told["title"], text_of_a_fault(language), "{code}");
            let has_stage = told.get("stage").is_some();
            assert_eq!(has_stage, told["status"] == 409, "{code}");
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
    assert_eq!(header(Problem::NotYet { retry_after: 2 }, "retry-after").as_deref(), Some("2"));
    assert_eq!(header(Problem::Unauthenticated, "www-authenticate").as_deref(), Some("Bearer"));
    let differs = Problem::from(Failure::VersionDiffers { current: 9 });
    assert_eq!(header(differs, "etag").as_deref(), Some("\"9\""));
    assert_eq!(header(Problem::NotFound, "content-type").as_deref(), Some("application/problem+json"));
}
