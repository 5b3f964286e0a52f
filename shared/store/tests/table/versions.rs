//! Facts of other versions: old facts are read for good, and a fact that is newer than this code is never lost.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{failure::Failure, id::InterventionId, money::Money, timeline::Fact};
use embedded::{Embedded, Item, embedded, given};
use store::stream::{Change, Image};

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn number(number: i64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

fn map<const N: usize>(fields: [(&str, AttributeValue); N]) -> AttributeValue {
    AttributeValue::M(fields.map(|(name, value)| (name.to_owned(), value)).into())
}

fn entry(fact: AttributeValue) -> AttributeValue {
    let at = given::at(70).as_millisecond();
    AttributeValue::L(vec![fact, number(at), AttributeValue::Null(true)])
}

/// The timeline as it stands, with more entries.
async fn with(table: &Embedded, id: &InterventionId, entries: &[AttributeValue]) -> Item {
    let pk = text(&format!("intervention#{id}"));
    let mut items = table.items().await.into_iter();
    let mut item = items.find(|item| item["pk"] == pk && item.contains_key("timeline")).unwrap();
    let Some(AttributeValue::L(timeline)) = item.get_mut("timeline") else { panic!("a list of entries") };
    timeline.extend_from_slice(entries);
    item
}

/// The facts after the first ones of a row.
fn facts_after(first: usize, item: Item) -> Result<Vec<Fact>, Failure> {
    let keys: Item = ["pk", "sk"].map(|name| (name.to_owned(), item[name].clone())).into();
    let change = Change::from_images(Image::from(keys), None, Some(Image::from(item)))?;
    let Change::Timeline { after, .. } = change else { panic!("{change:?}") };
    Ok(after.timeline().iter().skip(first).map(|entry| entry.fact.clone()).collect())
}

#[tokio::test]
async fn facts_that_older_versions_wrote_are_read() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let offered = given::offered(&table.store, &karim).await;
    let accepted = given::accepted(&table.store, &karim).await;
    let nadia = given::technician(&table.store, "nadia").await;
    let working = given::working(&table.store, &nadia).await;
    let entries = async |id| table.store.dossier(id).await.unwrap().intervention.timeline().len();
    let timed_out = [entry(text("timedOut")), entry(text("waiting"))];
    let late = [entry(text("nudged")), entry(map([("foundLate", map([]))]))];
    let finished = [entry(map([("finished", map([("price", number(4_999))]))]))];

    let timed_out = facts_after(entries(&offered).await, with(&table, &offered, &timed_out).await);
    let late = facts_after(entries(&accepted).await, with(&table, &accepted, &late).await);
    let finished = facts_after(entries(&working).await, with(&table, &working, &finished).await);

    assert_eq!(timed_out.unwrap(), [Fact::TimedOut { ignored_by: None }, Fact::Waiting]);
    assert_eq!(late.unwrap(), [Fact::Nudged { leave_by: None }, Fact::FoundLate { expected: None }]);
    let price = Money::of_cents(4_999);
    assert_eq!(finished.unwrap(), [Fact::Finished { price, undone: Vec::new() }]);
}

/// A newer version deployed and taken back: its rows are parked and refused, and stay as they are.
#[tokio::test]
async fn a_fact_that_is_newer_than_this_code_is_neither_dropped_nor_overwritten() {
    let table = embedded().await;
    let karim = given::technician(&table.store, "karim").await;
    let id = given::accepted(&table.store, &karim).await;
    let departed = |fields| entry(map([("departed", fields)]));
    let mut longer = departed(map([("etaMinutes", number(14))]));
    if let AttributeValue::L(parts) = &mut longer {
        parts.extend([map([("by", text("technician"))]), text("something newer")]);
    }
    let newer = [
        entry(map([("partOrdered", map([("label", text("Thermocouple"))]))])),
        entry(text("partArrived")),
        departed(map([("etaMinutes", number(14)), ("vehicle", text("bicycle"))])),
        longer,
    ];
    for fact in newer {
        let row = with(&table, &id, std::slice::from_ref(&fact)).await;

        let told = facts_after(0, row.clone());
        let other = embedded().await;
        other.import([table.items().await, vec![row]].concat());
        let before = other.dump().await;
        let depart = |one: &domain::intervention::Intervention, told| one.depart(&karim.id, None, &told);
        let command = crate::story::command(
            &id,
            domain::timeline::Actor::Technician,
            domain::idempotency::Request::default(),
            given::at(71),
        );
        let commanded = other.store.transition(&command, depart).await;

        assert!(matches!(told, Err(Failure::Unreadable(_))), "{fact:?}: {told:?}");
        assert!(matches!(commanded, Err(Failure::Unreadable(_))), "{fact:?}: {commanded:?}");
        assert_eq!(other.dump().await, before);
    }
}
