//! Bodies that are JSON and nearly a command: every field of every command, with all faults at once.

mod ending;
mod going;
mod matching;
mod media;
mod profile;
mod working;

use serde_json::{Value, json};

use crate::case::Case;

/// Every wrong word.
pub(crate) fn cases() -> Vec<Case> {
    [matching::cases(), going::cases(), working::cases(), media::cases(), ending::cases(), profile::cases()]
        .concat()
}

/// The accepted body but for each of these values, which is the one fault.
fn each(route: &'static str, pointer: &str, values: impl IntoIterator<Item = Value>) -> Vec<Case> {
    let case = |value: Value| {
        let shown: String = value.to_string().chars().take(40).collect();
        Case::of(route).with(pointer, value).named(format!("{pointer} is {shown}")).refused(&[pointer])
    };
    values.into_iter().map(case).collect()
}

/// The accepted body but for a text of that length at most.
fn texts(route: &'static str, pointer: &str, max: usize) -> Vec<Case> {
    let long = "é".repeat(max + 1);
    let values =
        [json!(""), json!("  \n "), json!(long), json!("a\u{0}b"), json!("\u{1b}[31m"), json!("\u{85}")];
    let mut cases = each(route, pointer, values);
    cases.extend(each(route, pointer, [json!(7), json!(true), json!(["text"]), json!({ "text": "text" })]));
    cases
}

/// The accepted body but for whole numbers out of a range, and what is no whole number.
fn numbers(route: &'static str, pointer: &str, min: i64, max: i64) -> Vec<Case> {
    let beyond =
        [json!(min - 1), json!(max + 1), json!(i64::MIN), json!(u64::MAX), json!(1e300), json!(-1e300)];
    let kinds = [json!(1.5), json!("1"), json!("NaN"), json!(false), json!([1]), json!({})];
    each(route, pointer, beyond.into_iter().chain(kinds))
}

/// The accepted body but for times that are none.
fn times(route: &'static str, pointer: &str) -> Vec<Case> {
    let texts =
        ["", "now", "2026-11-23", "2026-02-30T12:00:00Z", "2026-11-23T25:00:00Z", "+99999-01-01T00:00:00Z"];
    let texts = texts.into_iter().map(|text| json!(text));
    each(route, pointer, texts.chain([json!(1_795_435_200), json!(true), json!([]), json!({})]))
}

/// The accepted body but for amounts that are none, with the place of each fault.
fn amounts(route: &'static str, pointer: &str) -> Vec<Case> {
    let (cents, currency) = (format!("{pointer}/cents"), format!("{pointer}/currency"));
    let euro = json!({ "cents": 100, "currency": "EUR" });
    let spoilt = |name: &str, value: Value| {
        let mut amount = euro.clone();
        amount[name] = value;
        Case::of(route).with(pointer, amount.clone()).named(format!("{pointer} is {amount}"))
    };
    let wrong_cents =
        [json!(-1), json!(100_000_001), json!(i64::MIN), json!(u64::MAX), json!(99.99), json!(1e300)];
    let wrong_kinds = [json!("100"), json!("NaN"), json!(null), json!([100]), json!({ "cents": 100 })];
    let wrong_cents = wrong_cents.into_iter().chain(wrong_kinds);
    let mut cases: Vec<Case> = wrong_cents.map(|value| spoilt("cents", value).refused(&[&cents])).collect();
    let wrong_currencies = [json!("USD"), json!("eur"), json!("€"), json!(""), json!(978), json!(null)];
    cases.extend(wrong_currencies.map(|value| spoilt("currency", value).refused(&[&currency])));
    let more = format!("{pointer}/vat");
    cases.push(spoilt("vat", json!(20)).refused(&[&more]));
    let empty = Case::of(route).with(pointer, json!({})).refused(&[&cents, &currency]);
    cases.push(empty.named(format!("{pointer} is empty")));
    cases.extend(each(route, pointer, [json!(4_999), json!("49.99 EUR"), json!([4_999, "EUR"])]));
    cases
}
