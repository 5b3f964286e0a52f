//! Ids that name nothing, or what belongs to others: both are answered alike.

use serde_json::json;

use crate::{
    case::Case,
    command::{
        ACCEPT, ACCEPT_QUOTE, ADD_EXTRA, ARRIVE, ASK, CHOOSE, Caller, Command, DECLINE, DEPART, FINISH,
        PAUSE, REFUSE_QUOTE, REMOVE_EXTRA, RESUME, START, WITHDRAW_QUOTE, commands,
    },
    scene::Stage,
};

/// Ids as they are sent that can name nothing.
fn impossible() -> Vec<String> {
    let fixed = [
        "absent",
        "%2e%2e",
        "..%2f..%2fcustomers%2fme",
        "%2e%2e%2ftechnicians%2fme",
        "a%23b",
        "intervention%231",
        "%00",
        "%C3%A9",
        "%FF%FE",
        "a%20b",
        "%20",
        "*",
        "'%20or%201=1",
        "%7B%22S%22:%221%22%7D",
        "-1",
        "1.0",
    ];
    fixed
        .into_iter()
        .map(ToOwned::to_owned)
        .chain(["a".repeat(64), "a".repeat(65), "a".repeat(4_000)])
        .collect()
}

/// Whatever is not there, or not the caller's to know of.
pub(crate) fn cases() -> Vec<Case> {
    let of_intervention = |one: &Command| one.route.contains("{id}");
    let about = || commands().into_iter().filter(of_intervention);
    about()
        .flat_map(wrong_ids)
        .chain(about().filter(is_of_parties).flat_map(others))
        .chain(parts())
        .chain(named_in_bodies())
        .collect()
}

/// The team knows of every intervention.
fn is_of_parties(one: &Command) -> bool {
    one.by != Caller::Operator
}

fn absent(case: Case, name: impl Into<String>) -> Case {
    case.named(name).answers(404, "not-found")
}

fn wrong_ids(Command { route, .. }: Command) -> Vec<Case> {
    let wrong = |id: String| absent(Case::of(route).id("{id}", &id), format!("the id {id:.40}"));
    impossible().into_iter().map(wrong).collect()
}

/// Another customer or technician learns the same as of an intervention that is not there: 404, never 403 or 409.
fn others(Command { route, by, stage, .. }: Command) -> Vec<Case> {
    let stages = [Stage::Arrived, Stage::Working, Stage::Quoted, Stage::Finished];
    let further = stages.into_iter().filter(move |one| *one != stage);
    let at = |stage| absent(Case::of(route).by(other_than(by)).at(stage), format!("of others, {stage:?}"));
    let keyed = at(stage).header("idempotency-key", "theirs-1").named("of others, with a key");
    further.map(at).chain([at(stage), keyed]).collect()
}

fn other_than(by: Caller) -> Caller {
    if by == Caller::Customer { Caller::Stranger } else { Caller::Rival }
}

/// By guessing versions and times, a stranger learns neither: it is decided first whose the intervention is.
pub(crate) fn guesses() -> Vec<Case> {
    let of_intervention = |one: &Command| one.route.contains("{id}");
    let version = |Command { route, by, .. }| {
        let case = Case::of(route).by(other_than(by)).header("if-match", "\"999\"");
        absent(case, "of others, with a version")
    };
    let time = |route| {
        let case = Case::of(route).by(Caller::Rival).with("/occurredAt", json!("2026-11-23T11:59:00Z"));
        absent(case, "of others, with a time before everything")
    };
    let times = [DEPART, ARRIVE, START, PAUSE, RESUME, ADD_EXTRA, WITHDRAW_QUOTE, FINISH].map(time);
    commands().into_iter().filter(of_intervention).filter(is_of_parties).map(version).chain(times).collect()
}

/// Extras and quotes that are not there, or of another intervention.
fn parts() -> Vec<Case> {
    let extra =
        |id: String| absent(Case::of(REMOVE_EXTRA).id("{extraId}", &id), format!("the extra {id:.40}"));
    let elsewhere = absent(
        Case::of(REMOVE_EXTRA).at(Stage::Paused).id("{extraId}", "7"),
        "an extra of another intervention",
    );
    let impossible_quotes = impossible().into_iter().flat_map(|id| {
        let wrong = |route| Case::of(route).id("{quoteId}", &id).named(format!("the quote {id:.40}"));
        [ACCEPT_QUOTE, REFUSE_QUOTE, WITHDRAW_QUOTE].map(wrong).map(|case| case.answers(404, "not-found"))
    });
    let none = [ACCEPT_QUOTE, REFUSE_QUOTE, WITHDRAW_QUOTE].map(|route| {
        let case = Case::of(route).at(Stage::Paused).named("a quote where none was proposed");
        case.answers(404, "not-found")
    });
    impossible().into_iter().map(extra).chain([elsewhere]).chain(impossible_quotes).chain(none).collect()
}

/// Ids in bodies: of whom nobody knows, of oneself, of others' interventions.
fn named_in_bodies() -> Vec<Case> {
    let choose = |id: &str| {
        let case = Case::of(CHOOSE).json(json!({ "technicianId": id }));
        case.named(format!("the technician {id:.40}"))
    };
    let ask = |id: &str| Case::of(ASK).with("/interventionId", json!(id)).named(format!("about {id:.40}"));
    let long = "t".repeat(65);
    vec![
        choose("nobody").answers(409, "technician-unavailable"),
        choose("camille").answers(409, "technician-unavailable"),
        choose("").refused(&["/technicianId"]),
        choose("a#b").refused(&["/technicianId"]),
        choose("../rival").refused(&["/technicianId"]),
        choose("rival\u{0}").refused(&["/technicianId"]),
        choose("ｒｉｖａｌ").refused(&["/technicianId"]),
        choose(&long).refused(&["/technicianId"]),
        ask("absent").answers(404, "not-found"),
        ask("a#b").refused(&["/interventionId"]),
        ask("").refused(&["/interventionId"]),
        Case::of(ACCEPT).at(Stage::Declared).named("never offered").answers(404, "not-found"),
        Case::of(DECLINE).at(Stage::Declared).named("never offered").answers(404, "not-found"),
    ]
}
