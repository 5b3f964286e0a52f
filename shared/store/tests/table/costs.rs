//! What a life costs and how large it grows: cost is a feature.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    id::InterventionId,
    invoice::{Invoice, figures},
    technician::Technician,
};
use embedded::{Embedded, Units, embedded, given};

use crate::story;

/// A technician whose id is as long as real ones.
async fn technician(table: &Embedded) -> Technician {
    let technician = given::technician(&table.store, "c0a8d2f4-51b7-4e39-9a6c-8d3e7f105b29").await;
    let named = Technician { display_name: given::word("Karim B."), ..technician };
    given::registered(&table.store, named).await
}

async fn issue(table: &Embedded, id: &InterventionId, technician: &Technician) -> Invoice {
    let dossier = table.store.dossier_consistent(id).await.unwrap();
    let regime = technician.business.vat_regime;
    let figures = figures(&dossier.intervention, &[], regime, table.store.policy());
    table.store.issue_invoice(id, &given::parties(technician), &figures, given::at(71)).await.unwrap()
}

#[tokio::test]
async fn a_life_costs_what_the_budget_allows() {
    let table = embedded().await;
    let karim = technician(&table).await;
    // The series of the issuer has begun: the first number in the life of a table looks for older series.
    let colleague = given::technician(&table.store, "nadia").await;
    let before = given::finished(&table.store, &colleague).await;
    issue(&table, &before, &colleague).await;
    let mut costs: Vec<(&str, Units)> = Vec::new();
    table.reset_units();

    let id = story::life(&table.store, &karim, async |name| {
        costs.push((name, table.units()));
        table.reset_units();
    })
    .await;
    issue(&table, &id, &karim).await;
    costs.push(("invoice", table.units()));

    let lines: Vec<String> = costs
        .iter()
        .map(|(name, units)| format!("{name}: {} write, {} read", units.write, units.read))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    assert!(costs.iter().map(|(_, units)| units.write).sum::<f64>() <= 34.0);
}

#[tokio::test]
async fn the_timeline_of_a_typical_life_stays_under_1_kb() {
    let table = embedded().await;
    let karim = technician(&table).await;

    let mut sizes = Vec::new();
    story::life(&table.store, &karim, async |name| {
        let items = table.items().await;
        let timeline = items.iter().find(|item| item["sk"].as_s().unwrap() == "timeline").unwrap();
        let size = timeline.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>();
        sizes.push(format!("{name}: {size}"));
        assert!(size <= 1_024, "{size} bytes after {name}");
    })
    .await;

    insta::assert_snapshot!(sizes.join("\n"));
}

/// As AWS counts: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>.
#[expect(clippy::wildcard_enum_match_arm, reason = "the SDK's enum is open")]
pub(crate) fn size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.trim_matches(['-', '0', '.']).len().div_ceil(2) + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(list) => 3 + list.iter().map(|one| 1 + size(one)).sum::<usize>(),
        AttributeValue::M(map) => 3 + map.iter().map(|(name, one)| 1 + name.len() + size(one)).sum::<usize>(),
        AttributeValue::Null(_) => 1,
        _ => panic!("{value:?} has no place in a timeline"),
    }
}
