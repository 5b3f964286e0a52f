//! Who reads what of an intervention.

use domain::{
    breakdown::{Breakdown, Declaration, StartCode},
    category::Category,
    cell::Cell,
    id::{CustomerId, InterventionId, TechnicianId},
    media::{self, ContentType, Fault, Kind, Link, Media, Owner, Phase, State},
    moment::Moment,
    place::{Access, Address, Location},
    tariff::{HourlyRate, Tariff},
    timeline::{Acceptance, Actor, Asked, Entry, Fact},
};
use serde_json::{Value, json};

use super::*;

fn text<T: TryFrom<String, Error: std::fmt::Debug>>(text: &str) -> T {
    T::try_from(text.to_owned()).unwrap()
}

pub(in crate::answer) fn at(time: &str) -> Timestamp {
    format!("2026-11-23T{time}Z").parse().unwrap()
}

fn customer() -> Party {
    Party::Customer(text::<CustomerId>("c-1"))
}

fn technician(id: &str) -> Party {
    Party::Technician(text::<TechnicianId>(id))
}

fn amiens() -> Location {
    Location::new(49.8919, 2.3004).unwrap()
}

fn declaration() -> Declaration {
    Declaration {
        customer: text("c-1"),
        category: text::<Category>("heating"),
        location: amiens(),
        scheduled_for: None,
        flat_rate: None,
        price_ceiling: Some(domain::money::Money::of_cents(30_000)),
        start_code: text::<StartCode>("0821"),
    }
}

fn tariff() -> Tariff {
    let hourly_rate = HourlyRate::try_from(domain::money::Money::of_cents(7_200)).unwrap();
    Tariff { hourly_rate, flat_rate: None }
}

pub(in crate::answer) fn declared() -> (&'static str, Actor, Fact) {
    let expires_at = "2026-11-24T07:42:10Z".parse().unwrap();
    ("07:42:10", Actor::Customer, Fact::Declared { declaration: declaration(), expires_at })
}

pub(in crate::answer) fn offered() -> (&'static str, Actor, Fact) {
    let to = ["t-1", "t-2"].map(|id| Asked { technician: text(id), tariff: tariff() }).to_vec();
    ("07:43:02", Actor::System, Fact::Offered { to, until: at("07:43:47"), wave: 1 })
}

pub(in crate::answer) fn accepted() -> (&'static str, Actor, Fact) {
    let acceptance = Acceptance {
        technician: text("t-1"),
        display_name: text("Karim B."),
        home: Cell::of(amiens()),
        tariff: tariff(),
        drive_minutes: None,
    };
    (
        "07:43:25",
        Actor::Technician,
        Fact::Accepted { acceptance, due: at("08:28:25"), terms: domain::terms::Terms::FIRST },
    )
}

pub(in crate::answer) fn dossier(facts: Vec<(&str, Actor, Fact)>) -> Dossier {
    let entry = |(time, by, fact)| Entry { moment: Moment::now(at(time)), by, key: None, fact };
    let timeline = facts.into_iter().map(entry).collect();
    let address = Address {
        line1: text("12 rue des Cordeliers"),
        line2: None,
        postcode: text("80000"),
        city: text("Amiens"),
    };
    let access = Access { floor: None, door_code: Some(text("4B19")), note: None };
    let description = text("La chaudière ne démarre plus.");
    Dossier {
        intervention: intervention::Intervention::replay(text::<InterventionId>("3f9c"), timeline).unwrap(),
        breakdown: Breakdown { address, access, description },
        quotes: Vec::new(),
        report: None,
        media: Media::default(),
        papers: Vec::new(),
        as_of: None,
        today: None,
    }
}

fn read_by(party: &Party, dossier: &Dossier) -> Value {
    read_with(party, dossier, &Links::new())
}

fn read_with(party: &Party, dossier: &Dossier, links: &Links) -> Value {
    let policy = Policy::default();
    let now = at("08:00:00");
    let language = Language::English;
    let (waiting_position, distance_meters) = (None, None);
    let sight = dossier.intervention.sight(party, now).unwrap_or(Sight::Outline);
    let (policy, contact) = (&policy, &Contact::default());
    let shows_contact = dossier.intervention.shows_contact_to(party, now, policy);
    let reader = Reader {
        party,
        sight,
        shows_contact,
        contact,
        now,
        policy,
        waiting_position,
        distance_meters,
        links,
        language,
    };
    serde_json::to_value(Intervention::of(dossier, reader)).unwrap()
}

fn nothing_owed() -> Value {
    let nothing = json!({ "cents": 0, "currency": "EUR" });
    json!({
        "total": nothing, "base": nothing, "time": nothing, "flatRate": nothing, "quote": nothing, "extras": nothing,
        "fee": nothing, "reduction": nothing, "ceilingReached": false, "ceilingWarning": false,
    })
}

#[test]
fn a_customer_reads_everything_with_the_start_code() {
    let departed = ("07:46:00", Actor::Technician, Fact::Departed { eta_minutes: Some(14) });

    let view = read_by(&customer(), &dossier(vec![declared(), offered(), accepted(), departed]));

    let entry = |what: &str, at: &str, by: &str| {
        let time = format!("2026-11-23T{at}.000Z");
        json!({ "type": what, "occurredAt": time, "recordedAt": time, "by": by })
    };
    let expected = json!({
        "id": "3f9c",
        "stage": "accepted",
        "version": 4,
        "category": "heating",
        "address": {
            "line1": "12 rue des Cordeliers",
            "postcode": "80000",
            "city": "Amiens",
            "location": { "latitude": 49.8919, "longitude": 2.3004 },
            "access": { "doorCode": "4B19" },
        },
        "description": "La chaudière ne démarre plus.",
        "declaredAt": "2026-11-23T07:42:10.000Z",
        "priceCeiling": { "cents": 30_000, "currency": "EUR" },
        "priority": false,
        "technician": { "technicianId": "t-1", "displayName": "Karim B.", "hourlyRate": { "cents": 7_200, "currency": "EUR" } },
        "dueAt": "2026-11-23T08:28:25.000Z",
        "onTheWaySince": "2026-11-23T07:46:00.000Z",
        "etaMinutes": 14,
        "late": false,
        "expectedAt": "2026-11-23T08:00:00.000Z",
        "workLog": [],
        "workedSeconds": 0,
        "extras": [],
        "priceSoFar": nothing_owed(),
        "timeline": [
            entry("declared", "07:42:10", "customer"),
            entry("offered", "07:43:02", "system"),
            entry("accepted", "07:43:25", "technician"),
            entry("departed", "07:46:00", "technician"),
        ],
        "media": [],
        "startCode": "0821",
    });
    assert_eq!(view, expected);
}

#[test]
fn rule_29_before_acceptance_a_technician_reads_the_town_alone() {
    let dossier = dossier(vec![declared(), offered()]);

    let asked = read_by(&technician("t-2"), &dossier);
    let not_asked = read_by(&technician("t-3"), &dossier);

    assert_eq!(asked["address"], json!({ "city": "Amiens" }));
    let rate = json!({ "cents": 7_200, "currency": "EUR" });
    let offer =
        json!({ "until": "2026-11-23T07:43:47.000Z", "mine": true, "askedCount": 2, "hourlyRate": rate });
    assert_eq!(asked["offer"], offer);
    assert_eq!(not_asked["offer"]["mine"], false);
    assert_eq!(asked["expiresAt"], "2026-11-24T07:42:10.000Z");
    assert_eq!(asked.get("startCode"), None);
}

#[test]
fn rule_29_after_acceptance_the_address_is_for_the_one_who_accepted() {
    let dossier = dossier(vec![declared(), offered(), accepted()]);

    let theirs = read_by(&technician("t-1"), &dossier);
    let others = read_by(&technician("t-2"), &dossier);

    assert_eq!(theirs["address"]["access"], json!({ "doorCode": "4B19" }));
    assert_eq!(others["address"], json!({ "city": "Amiens" }));
}

#[test]
fn rule_12_the_start_code_is_for_the_customer_alone_once_somebody_accepted() {
    let (before, after) = (vec![declared(), offered()], vec![declared(), offered(), accepted()]);

    assert_eq!(read_by(&customer(), &dossier(before)).get("startCode"), None);
    let after = dossier(after);
    assert_eq!(read_by(&customer(), &after)["startCode"], "0821");
    for other in [technician("t-1"), Party::Operator] {
        assert_eq!(read_by(&other, &after).get("startCode"), None);
    }
}

#[test]
fn who_was_asked_is_told_to_nobody_else() {
    let dossier = dossier(vec![declared(), offered()]);

    let view = read_by(&customer(), &dossier);

    assert_eq!(view["offer"], json!({ "until": "2026-11-23T07:43:47.000Z", "askedCount": 2 }));
    assert_eq!(view["askedCount"], 2);
    assert_eq!(read_by(&technician("t-3"), &dossier).get("askedCount"), None);
    assert!(!view.to_string().contains("t-1"));
}

#[test]
fn running_work_has_no_end_and_its_price_grows() {
    let by = Actor::Technician;
    let work = [("07:50:00", Fact::Arrived), ("07:55:00", Fact::Started)];
    let mut facts = vec![declared(), offered(), accepted()];
    facts.extend(work.map(|(at, fact)| (at, by, fact)));

    let view = read_by(&customer(), &dossier(facts));

    assert_eq!(view["workLog"], json!([{ "from": "2026-11-23T07:55:00.000Z" }]));
    assert_eq!(view["workedSeconds"], 300);
    assert_eq!(view["priceSoFar"]["total"], json!({ "cents": 4_999, "currency": "EUR" }));
}

fn photo(id: &str, state: State) -> media::Medium {
    media::Medium {
        id: text(id),
        owner: Owner::Customer(text("c-1")),
        kind: Kind::Photo,
        content_type: ContentType::Jpeg,
        bytes: 2_000,
        phase: Phase::Before,
        attached_at: at("07:43:00"),
        key: None,
        state,
    }
}

#[test]
fn what_was_checked_is_shown_to_all_and_what_was_refused_to_its_owner_with_the_reason() {
    let states = [State::Awaited, State::Ready { thumbnail: true }, State::Refused(Fault::Polyglot)];
    let all = ["m1", "m2", "m3"].into_iter().zip(states).map(|(id, state)| photo(id, state)).collect();
    let dossier = Dossier { media: Media::kept(5, all), ..dossier(vec![declared(), offered(), accepted()]) };
    let link = Link { url: Some("https://s3/m2".into()), thumbnail_url: None, expires_at: at("08:05:00") };
    let links = Links::from([(text("m2"), link)]);

    let theirs = read_with(&customer(), &dossier, &links);
    let others = read_with(&technician("t-1"), &dossier, &links);

    let one = |id: &str, state: &str| {
        json!({
            "id": id, "kind": "photo", "phase": "before", "by": "customer", "contentType": "image/jpeg",
            "attachedAt": "2026-11-23T07:43:00.000Z", "state": state,
        })
    };
    let (mut ready, mut refused) = (one("m2", "ready"), one("m3", "refused"));
    ready["url"] = "https://s3/m2".into();
    ready["linksExpireAt"] = "2026-11-23T08:05:00.000Z".into();
    refused["refusal"] =
        json!({ "code": "media-polyglot", "detail": "The file holds something else besides." });
    assert_eq!(theirs["media"], json!([ready, refused]));
    assert_eq!(others["media"], json!([ready]));
}
