//! Values with rules of their own.

use super::*;

#[test]
fn rule_4_a_last_day_ends_at_the_midnight_in_france_after_it() {
    let day = LastDay::try_from("2026-12-31".to_owned()).unwrap();

    assert_eq!(day.end(), "2026-12-31T23:00:00Z".parse().unwrap());
    for text in ["2026-02-30", "2026-12-31T10:00:00", "20261231", "soon"] {
        assert!(LastDay::try_from(text.to_owned()).is_err(), "{text}");
    }
}

#[test]
fn a_category_or_a_flat_rate_is_priced_once() {
    let rate = |name: &str| format!(r#"{{"name": "{name}", "price": {{"cents": 1, "currency": "EUR"}}}}"#);
    let tariff = |flat_rates: &str| {
        let price = r#"{"cents": 4500, "currency": "EUR"}"#;
        format!(r#"{{"category": "heating", "hourlyRate": {price}, "flatRates": [{flat_rates}]}}"#)
    };
    let pointers = |body: String| {
        let json: serde_json::Value = serde_json::from_str(&body).unwrap();
        let faults = deserr::deserialize::<Tariffs, _, Faults>(json).unwrap_err();
        faults.all().iter().map(|fault| (fault.pointer.clone(), fault.wrong)).collect::<Vec<_>>()
    };

    let twice = [rate("a"), rate("b"), rate("a")].join(",");

    let at = |pointer: &str| vec![(pointer.to_owned(), Wrong::Invalid(Invalid::Twice))];
    assert_eq!(pointers(format!("[{}]", tariff(&twice))), at("/0/flatRates/2/name"));
    assert_eq!(pointers(format!("[{0}, {0}]", tariff(""))), at("/1/category"));
}
