//! What stands around a body: who calls, with which headers and query; every command, and the lists.

use serde_json::json;

use crate::{
    case::Case,
    command::{
        ASK, CANCEL, CREDIT, Caller, Command, DECLARE, ERASE, EXPORT, REMOVE_EXTRA, SET_PRESENCE,
        UPDATE_TECHNICIAN, commands,
    },
    scene::Stage,
};

/// Keys that are not 1 to 64 visible ASCII characters.
const KEYS: [&str; 6] = ["", "a key", "clé", "\u{7f}", "a\u{0}b", "a\tb"];
/// Tags that are no version of ours.
const TAGS: [&str; 6] = ["7", "W/\"1\"", "\"one\"", "\"-1\"", "\"18446744073709551616\"", "\"1\", \"2\""];

/// Everything hostile around a body.
pub(crate) fn cases() -> Vec<Case> {
    let every = |cases: fn() -> Vec<Case>| cases().into_iter();
    every(callers).chain(every(keys)).chain(every(tags)).chain(every(queries)).chain(lists()).collect()
}

/// Who calls is decided before anything is read. Whatever customers do, and registering, is open to every token (rule
/// 35); all else needs a group.
fn callers() -> Vec<Case> {
    let spoilt = |Command { route, by, .. }: Command| {
        let nobody =
            Case::of(route).by(Caller::Nobody).named("without a token").answers(401, "unauthenticated");
        if matches!(by, Caller::Customer | Caller::Stranger) || route == UPDATE_TECHNICIAN {
            return vec![nobody];
        }
        let other = match by {
            Caller::Technician | Caller::Rival => Caller::Stranger,
            Caller::Customer | Caller::Stranger | Caller::Operator | Caller::Guest | Caller::Nobody => {
                Caller::Rival
            }
        };
        let forbidden = |by| Case::of(route).by(by).named(format!("by {by:?}")).answers(403, "role-forbids");
        let team = if by == Caller::Operator { Caller::Stranger } else { Caller::Operator };
        let hostile = forbidden(other).named("a hostile body of a wrong role").raw("[[[");
        vec![nobody, forbidden(Caller::Guest), forbidden(other), forbidden(team), hostile]
    };
    commands().into_iter().flat_map(spoilt).collect()
}

fn keys() -> Vec<Case> {
    let long = "k".repeat(65);
    let keyed = |one: &Command| one.route != REMOVE_EXTRA;
    let spoilt = |Command { route, .. }: Command| {
        let with = |key: &str| {
            let case = Case::of(route).header("idempotency-key", key).named(format!("the key {key:?}"));
            case.answers(400, "idempotency-key-malformed")
        };
        KEYS.iter().map(|key| with(key)).chain([with(&long)]).collect::<Vec<_>>()
    };
    let without = |route| {
        Case::of(route)
            .without_header("idempotency-key")
            .named("no key")
            .answers(400, "idempotency-key-missing")
    };
    let spoilt = commands().into_iter().filter(keyed).flat_map(spoilt);
    spoilt.chain([without(DECLARE), without(ASK), without(CREDIT)]).collect()
}

/// A declaration, a question, a heartbeat, a month of the books and a person have no version.
fn tags() -> Vec<Case> {
    let versioned = |one: &Command| !matches!(one.route, DECLARE | ASK | SET_PRESENCE | EXPORT | ERASE);
    let spoilt = |Command { route, .. }: Command| {
        let with = |tag: &str| Case::of(route).header("if-match", tag).named(format!("the version {tag}"));
        TAGS.map(|tag| with(tag).answers(412, "version-differs"))
    };
    let stale = |Command { route, .. }: Command| {
        Case::of(route)
            .header("if-match", "\"999\"")
            .named("a version to come")
            .answers(412, "version-differs")
    };
    let of_intervention = |one: &Command| one.route.contains("{id}");
    let stale = commands().into_iter().filter(of_intervention).map(stale);
    commands().into_iter().filter(versioned).flat_map(spoilt).chain(stale).collect()
}

/// Unknown parameters are refused, on commands too.
fn queries() -> Vec<Case> {
    let spoilt = |Command { route, .. }: Command| {
        let with = |query: &str| Case::of(route).query(query).named(format!("the query {query}"));
        [with("force=true").refused(&["force"]), with("a=1&%00=2&a=3").refused(&["a", "a", "\0"])]
    };
    let dry = |query: &str, faults: &[&str]| {
        Case::of(CANCEL).query(query).named(format!("the query {query}")).refused(faults)
    };
    let dry_runs = [
        dry("dryRun=maybe", &["dryRun"]),
        dry("dryRun=TRUE", &["dryRun"]),
        dry("dryRun", &["dryRun"]),
        dry("dryRun=true&dryRun=false", &["dryRun"]),
        dry("dryrun=true", &["dryrun"]),
        dry("dryRun=true", &["/reason"]).json(json!({ "reason": "" })),
    ];
    commands().into_iter().flat_map(spoilt).chain(dry_runs).collect()
}

/// Limits, cursors and filters of lists.
fn lists() -> Vec<Case> {
    let lists = [
        ("GET /interventions", Stage::Nothing, Caller::Customer),
        ("GET /interventions/{id}/technicians", Stage::Declared, Caller::Customer),
        ("GET /missions", Stage::Nothing, Caller::Rival),
    ];
    let queries = [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=1e1", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=", "limit"),
        ("cursor=", "cursor"),
        ("cursor=AAAA", "cursor"),
        ("cursor=%FF%FE", "cursor"),
        ("cursor=../../etc/passwd", "cursor"),
        ("cursor=AAAAAAAAAAAiMSI", "cursor"),
        ("offset=3", "offset"),
        ("limit=5&limit=5", "limit"),
    ];
    let spoilt = |(route, stage, by)| {
        queries.map(|(query, fault)| {
            Case::read(route, stage, by).query(query).named(format!("the query {query}")).refused(&[fault])
        })
    };
    let filtered = Case::read("GET /interventions", Stage::Nothing, Caller::Customer)
        .query("stage=done&category=masonry&from=yesterday&to=2026-02-30T00:00:00Z&role=operator&limit=0")
        .named("all filters wrong")
        .refused(&["stage", "category", "from", "to", "role", "limit"]);
    let sorted = Case::read("GET /interventions/{id}/technicians", Stage::Declared, Caller::Customer);
    let sorted = sorted.query("sort=cheap").named("an unknown order").refused(&["sort"]);
    lists.into_iter().flat_map(spoilt).chain([filtered, sorted]).collect()
}
