//! What technicians and customers tell about themselves.

use serde_json::{Value, json};

use super::{amounts, each, numbers, texts};
use crate::{
    case::Case,
    command::{SET_PRESENCE, UPDATE_CUSTOMER, UPDATE_TECHNICIAN},
};

pub(super) fn cases() -> Vec<Case> {
    let phones = [
        "0612345678",
        "+330612345678",
        "+33 6 12 34 56 78",
        "+33 612345678",
        "+1",
        "+1234567890123456",
        "+３３612345678",
        "",
    ];
    let sirens = ["", "732829321", "000000000", "73282932", "7328293200", "73282932A", "٧٣٢٨٢٩٣٢٠"];
    let vat_numbers = [
        "",
        "QQ1234",
        "FR12732829320",
        "FR83404833048",
        "DE136695970",
        "F",
        "fr44732829320",
        "FR 4473282932",
        "FR44732829320000",
    ];
    let days = ["", "2027-02-30", "2027-12-31T00:00:00Z", "31/12/2027", "9999-12-31"];
    let business =
        |field: &str, values: Vec<Value>| each(UPDATE_TECHNICIAN, &format!("/business/{field}"), values);
    let strings = |texts: &[&str]| texts.iter().map(|text| json!(text)).collect::<Vec<_>>();
    [
        texts(UPDATE_CUSTOMER, "/name", 80),
        each(UPDATE_CUSTOMER, "/phone", strings(&phones)),
        each(UPDATE_CUSTOMER, "/phone", [json!(33_612_345_678_i64), json!(null), json!(["+33612345678"])]),
        texts(UPDATE_CUSTOMER, "/billingAddress/line1", 120),
        each(UPDATE_CUSTOMER, "/billingAddress", [json!(null), json!([]), json!("3 rue Neuve")]),
        each(SET_PRESENCE, "/online", [json!("true"), json!(1), json!(null), json!([])]),
        each(SET_PRESENCE, "/location", [json!(null), json!([]), json!("here")]),
        each(SET_PRESENCE, "/location/latitude", [json!(90.1), json!(-1e300), json!("NaN"), json!(null)]),
        each(SET_PRESENCE, "/location/longitude", [json!(181), json!(-180.000_1), json!(false)]),
        texts(UPDATE_TECHNICIAN, "/displayName", 80),
        numbers(UPDATE_TECHNICIAN, "/radiusMeters", 1_000, 50_000),
        business("siren", strings(&sirens)),
        business("vatNumber", strings(&vat_numbers)),
        business("vatRegime", vec![json!("none"), json!(null), json!(20)]),
        texts(UPDATE_TECHNICIAN, "/business/legalName", 80),
        business("insurance/validUntil", strings(&days)),
        texts(UPDATE_TECHNICIAN, "/business/insurance/coverage", 500),
        each(UPDATE_TECHNICIAN, "/categories", [json!(null), json!([]), json!({}), json!(vec![{}; 11])]),
        each(UPDATE_TECHNICIAN, "/categories", [json!(vec![json!({}); 20_000])]),
        amounts(UPDATE_TECHNICIAN, "/categories/0/flatRates/0/price"),
        each(UPDATE_TECHNICIAN, "/categories/0/flatRates", [json!(null), json!({}), json!(vec![0; 30_000])]),
        rates(),
        twice(),
        together(),
    ]
    .concat()
}

/// 20 to 200 EUR an hour (rule 27).
fn rates() -> Vec<Case> {
    let pointer = "/categories/0/hourlyRate/cents";
    let values =
        [json!(1_999), json!(20_001), json!(0), json!(-7_200), json!(72.5), json!("7200"), json!(null)];
    each(UPDATE_TECHNICIAN, pointer, values)
}

fn twice() -> Vec<Case> {
    let rate = json!({ "cents": 7_200, "currency": "EUR" });
    let service = json!({ "name": "Entretien", "price": rate });
    let heating = json!({ "category": "heating", "hourlyRate": rate, "flatRates": [] });
    let repeated = json!({ "category": "heating", "hourlyRate": rate, "flatRates": [service, service] });
    vec![
        Case::of(UPDATE_TECHNICIAN).with("/categories/1", heating).refused(&["/categories/1/category"]),
        Case::of(UPDATE_TECHNICIAN)
            .with("/categories/0", repeated)
            .refused(&["/categories/0/flatRates/1/name"]),
    ]
}

fn together() -> Vec<Case> {
    let address = json!({ "line1": "", "postcode": 80_000, "city": null, "country": "FR" });
    let person = json!({ "name": 1, "phone": "06", "billingAddress": address, "email": "a@b.example" });
    let presence =
        json!({ "online": "yes", "location": { "latitude": 91 }, "until": "2030-01-01T00:00:00Z" });
    let wrong = json!({ "category": "masonry", "hourlyRate": {}, "flatRates": [{ "name": "" }], "rank": 1 });
    let business = json!({ "siren": 1, "vatRegime": "vat", "insurance": { "validUntil": 0 }, "address": [] });
    let profile = json!({
        "displayName": "", "base": { "address": address, "location": null }, "business": business,
        "radiusMeters": 0, "categories": [wrong], "rating": { "mean": 5, "count": 1_000 }, "verified": true,
    });
    vec![
        Case::of(UPDATE_CUSTOMER).json(person).named("all wrong at once").refused(&[
            "/name",
            "/phone",
            "/billingAddress/line1",
            "/billingAddress/postcode",
            "/billingAddress/city",
            "/billingAddress/country",
            "/email",
        ]),
        Case::of(SET_PRESENCE).json(presence).named("all wrong at once").refused(&[
            "/online",
            "/location/latitude",
            "/location/longitude",
            "/until",
        ]),
        Case::of(UPDATE_TECHNICIAN).json(profile).named("all wrong at once").refused(&[
            "/displayName",
            "/base/address/line1",
            "/base/address/postcode",
            "/base/address/city",
            "/base/address/country",
            "/base/location",
            "/business/legalName",
            "/business/siren",
            "/business/vatRegime",
            "/business/insurance/insurer",
            "/business/insurance/policy",
            "/business/insurance/coverage",
            "/business/insurance/validUntil",
            "/business/address",
            "/radiusMeters",
            "/categories/0/category",
            "/categories/0/hourlyRate/cents",
            "/categories/0/hourlyRate/currency",
            "/categories/0/flatRates/0/name",
            "/categories/0/flatRates/0/price",
            "/categories/0/rank",
            "/rating",
            "/verified",
        ]),
    ]
}
