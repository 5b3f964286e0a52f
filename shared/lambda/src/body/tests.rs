//! How a function declares a body, and what apps learn when it is wrong.

use deserr::Deserr;
use domain::{
    Timestamp,
    category::Category,
    id::TechnicianId,
    invalid::{Form, Invalid},
    money::Money,
    place::Location,
    quote::QuoteLineKind,
    text::Label,
};

use super::*;

mod values;

#[derive(Debug, PartialEq, Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Body {
    category: Category,
    address: Place,
    lines: List<Line, 1, 3>,
    #[deserr(default)]
    valid_until: Option<Timestamp>,
    #[deserr(default)]
    technician_id: Option<TechnicianId>,
}

#[derive(Debug, PartialEq, Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
struct Line {
    kind: QuoteLineKind,
    label: Label,
    quantity: Whole<1, 1_000>,
    unit_price: Money,
    #[deserr(default)]
    vat_rate: Option<VatRate>,
}

const SOUND: &str = r#"{
    "category": "heating",
    "address": {
        "line1": "12 rue des Cordeliers", "postcode": "80000", "city": "Amiens",
        "location": { "latitude": 49.8919, "longitude": 2 }, "access": { "doorCode": "4B19" }
    },
    "lines": [
        { "kind": "labour", "label": "Pose", "quantity": 2.0, "unitPrice": { "cents": 4500, "currency": "EUR" } },
        { "kind": "material", "label": "Vanne", "quantity": 1, "unitPrice": { "cents": 0, "currency": "EUR" }, "vatRate": 5.5 }
    ],
    "validUntil": "2026-11-23T23:50:00.1239+01:00",
    "technicianId": "t-1"
}"#;

fn faults(body: &str) -> Vec<(String, Wrong)> {
    let Err(Problem::InvalidValue(faults)) = parse::<Body>(body.as_bytes()) else {
        panic!("the body is sound")
    };
    faults.all().iter().map(|fault| (fault.pointer.clone(), fault.wrong)).collect()
}

/// The sound body with one value in place of another.
fn with(old: &str, new: &str) -> String {
    assert!(SOUND.contains(old), "{old}");
    SOUND.replacen(old, new, 1)
}

#[test]
fn an_address_may_come_without_its_point() {
    let without = with(r#""location": { "latitude": 49.8919, "longitude": 2 },"#, "");
    let Ok(body) = parse::<Body>(without.as_bytes()) else { panic!("the body is sound") };

    assert_eq!(body.address.location, None);
}

#[test]
fn a_sound_body_becomes_values_of_the_domain() {
    let Ok(body) = parse::<Body>(SOUND.as_bytes()) else { panic!("the body is sound") };

    assert_eq!(body.category.code(), "heating");
    assert_eq!(body.address.address.postcode.as_str(), "80000");
    assert_eq!(body.address.location, Location::new(49.8919, 2.0).ok());
    assert_eq!(body.address.access.door_code.unwrap().as_str(), "4B19");
    assert_eq!(body.valid_until, "2026-11-23T22:50:00.123Z".parse().ok());
    let lines = body.lines.into_items();
    assert_eq!(lines[0].quantity.number::<u32>(), 2);
    assert_eq!(lines[0].unit_price, Money::of_cents(4_500));
    assert_eq!(lines[1].vat_rate.unwrap().per_mille(), 55);
}

#[test]
fn all_faults_are_told_at_once_each_at_its_place() {
    let body = r#"{
        "category": "sorcery",
        "address": {
            "line1": 12, "postcode": "8000", "location": { "latitude": 91, "longitude": "2" }, "access": { "key": "" }
        },
        "lines": [
            { "kind": "labour", "label": "", "quantity": 1.5, "unitPrice": { "cents": -1, "currency": "USD" } },
            { "kind": "gift", "label": "Vanne", "quantity": 1001, "unitPrice": 4500, "vatRate": 19.6 },
            7
        ],
        "validUntil": "tomorrow",
        "a/b~c": true
    }"#;

    let mut found = faults(body);
    found.sort_unstable_by(|one, other| one.0.cmp(&other.0));

    let expected = [
        ("/address/access/key", Wrong::Superfluous),
        ("/address/city", Wrong::Missing),
        ("/address/line1", Wrong::Kind(Expected::Text)),
        ("/address/location/latitude", Wrong::Invalid(Invalid::OutOfRange { min: -90, max: 90 })),
        ("/address/location/longitude", Wrong::Kind(Expected::Number)),
        ("/address/postcode", Wrong::Invalid(Invalid::Malformed(Form::Postcode))),
        ("/a~1b~0c", Wrong::Superfluous),
        ("/category", Wrong::Invalid(Invalid::Unknown)),
        ("/lines/0/label", Wrong::Invalid(Invalid::TooShort { min: 1 })),
        ("/lines/0/quantity", Wrong::Kind(Expected::Whole)),
        ("/lines/0/unitPrice/cents", Wrong::Invalid(Invalid::OutOfRange { min: 0, max: 100_000_000 })),
        ("/lines/0/unitPrice/currency", Wrong::Invalid(Invalid::Unknown)),
        ("/lines/1/kind", Wrong::Invalid(Invalid::Unknown)),
        ("/lines/1/quantity", Wrong::Invalid(Invalid::OutOfRange { min: 1, max: 1_000 })),
        ("/lines/1/unitPrice", Wrong::Kind(Expected::Object)),
        ("/lines/1/vatRate", Wrong::Invalid(Invalid::Unknown)),
        ("/lines/2", Wrong::Kind(Expected::Object)),
        ("/validUntil", Wrong::Invalid(Invalid::Malformed(Form::Time))),
    ];
    assert_eq!(found, expected.map(|(pointer, wrong)| (pointer.to_owned(), wrong)));
}

#[test]
fn a_time_has_the_form_of_the_contract_and_no_other() {
    let time =
        |text: &str| deserr::deserialize::<domain::Timestamp, _, Faults>(serde_json::Value::from(text)).ok();

    let noon: domain::Timestamp = "2026-12-05T11:30:00Z".parse().unwrap();
    for same in ["2026-12-05T11:30:00Z", "2026-12-05t11:30:00.000z", "2026-12-05T12:30:00.0+01:00"] {
        assert_eq!(time(same), Some(noon), "{same}");
    }
    for other in [
        "2026-12-05T11:30:00+25:00",
        "2026-12-05T11:30:00+0200",
        "2026-12-05T11:30:00+01",
        "20261205T113000Z",
        "2026-12-05T11:30:00+01:00:30",
        "2026-12-05T11Z",
        "2026-12-05T11:30Z",
        "2026-12-05T11:30:00,5Z",
        "2026-12-05T11:30:00+05:00[Europe/Paris]",
        "2026-12-05 11:30:00Z",
        "2026-12-05T11:30:00.Z",
        "2026-12-05T11:30:00",
        "2026-13-05T11:30:00Z",
        "é026-12-05T11:30:00Z",
    ] {
        assert_eq!(time(other), None, "{other}");
    }
}

#[test]
fn a_list_is_neither_too_short_nor_too_long() {
    let list = |json: &str| {
        deserr::deserialize::<List<bool, 1, 3>, _, Faults>(json.parse::<serde_json::Value>().unwrap())
    };
    let wrong = |json: &str| list(json).unwrap_err().all()[0].wrong;

    assert_eq!(wrong("[]"), Wrong::FewItems { min: 1 });
    assert_eq!(wrong("[true, true, true, true]"), Wrong::ManyItems { max: 3 });
    assert_eq!(list("[1, 2, 3, 4]").unwrap_err().all().len(), 1);
    assert_eq!(list("[true, false, true]").unwrap().into_items(), [true, false, true]);
}

#[test]
fn a_body_that_is_no_object_is_refused_as_a_whole() {
    for body in ["[]", "null", "7", "\"text\""] {
        assert_eq!(faults(body), [(String::new(), Wrong::Kind(Expected::Object))], "{body}");
    }
}

#[test]
fn absurd_numbers_are_out_of_range() {
    for quantity in ["18446744073709551615", "1e300", "-1e300", "99999999999999999999999999"] {
        let body = with("\"quantity\": 2.0", &format!("\"quantity\": {quantity}"));

        let expected = Wrong::Invalid(Invalid::OutOfRange { min: 1, max: 1_000 });
        assert_eq!(faults(&body), [("/lines/0/quantity".to_owned(), expected)], "{quantity}");
    }
}

#[test]
fn what_is_not_json_in_utf_8_is_malformed() {
    let nested = format!("{}{}", "[".repeat(60_000), "]".repeat(5_000));
    let bodies =
        [b"{".as_slice(), b"{\"a\": \xff}", b"{} {}", b"{'a': 1}", nested.as_bytes(), b"\xef\xbb\xbf{}"];
    for body in bodies {
        let refused = parse::<Nothing>(body);

        assert!(matches!(refused, Err(Problem::MalformedBody)), "{:?}", body.get(..10));
    }
}

#[test]
fn a_body_of_64_kib_is_read_and_one_byte_more_is_not() {
    let padded = |bytes: usize| format!("{{{}}}", " ".repeat(bytes - 2));

    assert!(parse::<Nothing>(padded(65_536).as_bytes()).is_ok());
    assert!(matches!(parse::<Nothing>(padded(65_537).as_bytes()), Err(Problem::BodyTooLarge)));
}

#[test]
fn a_command_without_words_takes_no_body_and_an_empty_one() {
    for body in ["", "  \n", "{}", " { } "] {
        assert!(parse::<Nothing>(body.as_bytes()).is_ok(), "{body:?}");
    }
}

#[test]
fn a_member_that_stands_twice_is_pointed_at() {
    let twice = Wrong::Invalid(Invalid::Twice);
    let body = with("\"category\": \"heating\"", "\"category\": \"sorcery\", \"category\": \"plumbing\"");
    let inner = with("\"latitude\": 49.8919", "\"latitude\": 1, \"latitude\": 2, \"latitude\": 3");

    assert_eq!(faults(&body), [("/category".to_owned(), twice)]);
    assert_eq!(faults(&inner), [("/address/location/latitude".to_owned(), twice)]);
}

#[test]
fn null_is_refused_wherever_a_field_may_be_absent() {
    let optional = [
        ("\"validUntil\": \"2026-11-23T23:50:00.1239+01:00\"", "\"validUntil\": null", "/validUntil"),
        ("\"technicianId\": \"t-1\"", "\"technicianId\": null", "/technicianId"),
        ("\"vatRate\": 5.5", "\"vatRate\": null", "/lines/1/vatRate"),
        ("{ \"doorCode\": \"4B19\" }", "null", "/address/access"),
        ("\"4B19\"", "null", "/address/access/doorCode"),
    ];
    for (sound, hostile, pointer) in optional {
        assert_eq!(faults(&with(sound, hostile)), [(pointer.to_owned(), Wrong::Null)]);
    }

    // Where the field is needed, the fault is that it is no text; inside what is not known at all, nothing else is told.
    let needed = with("\"heating\"", "null, \"colour\": { \"a\": null, \"b\": 1, \"b\": 2 }");
    let expected = [("/category", Wrong::Kind(Expected::Text)), ("/colour", Wrong::Superfluous)];
    assert_eq!(faults(&needed), expected.map(|(pointer, wrong)| (pointer.to_owned(), wrong)));
}

#[test]
fn bytes_that_a_gateway_could_not_read_are_refused_where_they_stand() {
    let body = with("\"Pose\"", "\"Pose d'une \u{fffd}\"");

    let expected = Wrong::Invalid(Invalid::Malformed(Form::Text));
    assert_eq!(faults(&body), [("/lines/0/label".to_owned(), expected)]);
}

#[test]
fn a_body_of_nulls_has_no_answer_of_megabytes() {
    let body = format!("{{\"lines\": [{}null]}}", "null,".repeat(12_000));

    assert!(faults(&body).len() < 10);
    let Err(Problem::InvalidValue(deep)) =
        parse::<List<Option<bool>, 0, 20_000>>(format!("[{}null]", "null,".repeat(12_000)).as_bytes())
    else {
        panic!("null is refused")
    };
    assert_eq!(deep.all().len(), 100);
}
