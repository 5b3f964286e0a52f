//! Declaring, and choosing a technician.

use serde_json::json;

use super::{amounts, each, texts, times};
use crate::{
    case::Case,
    command::{CHOOSE, DECLARE, SCHEDULE},
};

pub(super) fn cases() -> Vec<Case> {
    let scalars = [json!(null), json!(7), json!(true), json!([]), json!({})];
    [
        each(DECLARE, "/category", [json!("masonry"), json!("Heating"), json!(""), json!("heating ")]),
        each(DECLARE, "/category", scalars.clone()),
        texts(DECLARE, "/description", 2_000),
        each(DECLARE, "/description", [json!("too short"), json!("   short    \n  "), json!(null)]),
        texts(DECLARE, "/flatRate", 80),
        times(DECLARE, "/scheduledFor"),
        amounts(DECLARE, "/priceCeiling"),
        texts(DECLARE, "/address/line1", 120),
        texts(DECLARE, "/address/line2", 120),
        texts(DECLARE, "/address/city", 80),
        each(
            DECLARE,
            "/address/postcode",
            ["8000", "800000", "2A004", "٨٠٠٠٠", " 80000", ""].map(|one| json!(one)),
        ),
        each(DECLARE, "/address/postcode", [json!(80_000), json!(null)]),
        each(DECLARE, "/address/location", [json!(7), json!([49.8, 2.3]), json!("49.8,2.3")]),
        each(
            DECLARE,
            "/address/location/latitude",
            [json!(90.000_001), json!(-91), json!(1e300), json!("49.8")],
        ),
        each(DECLARE, "/address/location/longitude", [json!(180.1), json!(-180.1), json!(null), json!([2])]),
        each(DECLARE, "/address/access", [json!("4B19"), json!(["4B19"]), json!(7)]),
        each(DECLARE, "/address", [json!(null), json!("3 rue Neuve"), json!([])]),
        each(CHOOSE, "/technicianId", scalars),
        times(SCHEDULE, "/scheduledFor"),
        each(SCHEDULE, "/scheduledFor", [json!(null)]),
        scheduled(DECLARE),
        scheduled(SCHEDULE),
        ceiling(),
        together(),
    ]
    .concat()
}

/// At least an hour and at most 60 days ahead (rule 4).
fn scheduled(route: &'static str) -> Vec<Case> {
    let hour = |time: &str| {
        let case = Case::of(route).with("/scheduledFor", json!(time)).named(format!("scheduled for {time}"));
        case.breaks("schedule-out-of-range", "/scheduledFor")
    };
    vec![
        hour("2026-11-23T12:30:00Z"),
        hour("2026-11-22T12:00:00Z"),
        hour("2027-01-23T12:00:00Z"),
        hour("0001-01-01T00:00:00Z"),
        hour("9999-12-30T21:59:59Z"),
    ]
}

fn ceiling() -> Vec<Case> {
    let low = Case::of(DECLARE).with("/priceCeiling", json!({ "cents": 4_998, "currency": "EUR" }));
    vec![low.breaks("ceiling-too-low", "/priceCeiling")]
}

fn together() -> Vec<Case> {
    let access = json!({ "floor": "", "doorCode": 4_819, "note": "\u{7}", "key": "under the mat" });
    let address =
        json!({ "line1": 12, "postcode": "8", "city": "", "location": {}, "access": access, "zip": 1 });
    let everything = json!({
        "category": "masonry", "address": address, "description": "short", "scheduledFor": "soon",
        "flatRate": [], "priceCeiling": { "cents": -1, "currency": "USD", "tax": 0 }, "customer": "stranger",
    });
    let point = json!({ "latitude": 91, "longitude": -181, "altitude": 35 });
    vec![
        Case::of(DECLARE).json(everything).named("all wrong at once").refused(&[
            "/category",
            "/address/line1",
            "/address/postcode",
            "/address/city",
            "/address/location/latitude",
            "/address/location/longitude",
            "/address/access/floor",
            "/address/access/doorCode",
            "/address/access/note",
            "/address/access/key",
            "/address/zip",
            "/description",
            "/scheduledFor",
            "/flatRate",
            "/priceCeiling/cents",
            "/priceCeiling/currency",
            "/priceCeiling/tax",
            "/customer",
        ]),
        Case::of(DECLARE).with("/address/location", point).refused(&[
            "/address/location/latitude",
            "/address/location/longitude",
            "/address/location/altitude",
        ]),
        // What the server decides is not the caller's to say.
        Case::of(DECLARE)
            .with("/id", json!("mine"))
            .with("/stage", json!("finished"))
            .with("/startCode", json!("0000"))
            .with("/priceSoFar", json!({}))
            .refused(&["/id", "/stage", "/startCode", "/priceSoFar"]),
        Case::of(CHOOSE)
            .json(json!({ "technicianId": ["rival"], "customerId": "camille", "price": 0 }))
            .named("all wrong at once")
            .refused(&["/technicianId", "/customerId", "/price"]),
        Case::of(CHOOSE)
            .raw(r#"{ "technicianId": "rival", "technicianId": "a#b", "x": 1, "x": 2 }"#)
            .named("equal keys")
            .refused(&["/technicianId", "/x"]),
        Case::of(CHOOSE)
            .json(json!({ "technicianID": "rival" }))
            .refused(&["/technicianId", "/technicianID"]),
    ]
}
