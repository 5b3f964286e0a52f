//! All agreed quotes are shown, not only the newest.

use domain::{
    id::QuoteId,
    intervention::Intervention,
    moment::Moment,
    money::Money,
    quote::{QuoteLine, QuoteLineKind, QuoteLines},
    timeline::{Actor, Entry, Fact},
};
use serde_json::json;

use super::*;
use crate::answer::intervention::tests::{accepted, at, declared, dossier, offered};

fn lines(cents: i64) -> QuoteLines {
    let label = "Pose".to_owned().try_into().unwrap();
    let unit_price = Money::of_cents(cents);
    let line = QuoteLine { kind: QuoteLineKind::Labour, label, quantity: 1, unit_price, vat_per_mille: None };
    QuoteLines::try_from(vec![line]).unwrap()
}

fn proposed(id: &QuoteId, cents: i64) -> Fact {
    let (total, valid_until, digest) = (Money::of_cents(cents), at("18:00:00"), [0; 32]);
    Fact::QuoteProposed { quote: id.clone(), total, valid_until, digest }
}

#[test]
fn rule_14_every_accepted_quote_is_shown_with_its_lines_and_none_that_was_refused() {
    let ids: Vec<QuoteId> = (1..=3).map(QuoteId::numbered).collect();
    let cents = [20_000, 15_000, 1_000];
    let answers = [Fact::QuoteAccepted, Fact::QuoteAccepted, Fact::QuoteRefused];
    let facts = ids.iter().zip(cents).zip(answers).flat_map(|((id, cents), answer)| {
        [("08:10:00", Actor::Technician, proposed(id, cents)), ("08:11:00", Actor::Customer, answer)]
    });
    let arrived = ("08:01:30", Actor::Technician, Fact::Arrived);
    let mut quoted = dossier(vec![declared(), offered(), accepted(), arrived]);
    let entries = facts.map(|(time, by, fact)| Entry { moment: Moment::now(at(time)), by, key: None, fact });
    let timeline = quoted.intervention.timeline().iter().cloned().chain(entries).collect();
    quoted.intervention = Intervention::replay(quoted.intervention.id().clone(), timeline).unwrap();
    quoted.quotes = ids.into_iter().zip(cents.map(lines)).collect();

    let shown = serde_json::to_value(Quote::agreed(&quoted, at("08:12:00"))).unwrap();

    let told = |field: &str| -> Vec<_> {
        shown.as_array().unwrap().iter().map(|quote| quote.pointer(field).unwrap().clone()).collect()
    };
    assert_eq!(told("/total/cents"), [json!(20_000), json!(15_000)]);
    assert_eq!(told("/lines/0/unitPrice/cents"), [json!(20_000), json!(15_000)]);
    assert_eq!(told("/acceptedAt"), ["2026-11-23T08:11:00.000Z"; 2].map(|time| json!(time)));
}
