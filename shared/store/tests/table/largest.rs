//! The largest timeline that the caps allow: far below the 400 KB of an item.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    breakdown::StartCode,
    id::{ExtraId, QuoteId, TechnicianId},
    idempotency::{Key, Request},
    intervention::{Intervention, Step, caps},
    money::Money,
    tariff::{HourlyRate, Tariff},
    terms::Terms,
    timeline::{Acceptance, Actor, Asked, Cause, Extra, ExtraKind, Fact, Resolution, Stall, Stars},
};
use embedded::{embedded, given};
use store::Transition;

use crate::costs::size;

/// The longest text of a kind: every character takes four bytes.
fn longest<T: TryFrom<String, Error = domain::invalid::Invalid>>(characters: usize) -> T {
    T::try_from("😀".repeat(characters)).unwrap()
}

fn technician(number: usize) -> TechnicianId {
    given::word(&format!("c0a8d2f4-51b7-4e39-9a6c-{number:012}"))
}

fn tariff() -> Tariff {
    let hourly_rate = HourlyRate::try_from(Money::of_cents(19_999)).unwrap();
    Tariff { hourly_rate, flat_rate: Some(Money::of_cents(99_999)) }
}

/// A choice that fails with all its waves: each asked technician declines.
fn search(choice: usize) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (wave, size) in [(0, 1), (1, 3), (2, 5), (3, 8)] {
        let asked = (0..size).map(|place| technician(choice * 40 + usize::from(wave) * 10 + place));
        let asked: Vec<TechnicianId> = asked.collect();
        let to = asked.iter().map(|one| Asked { technician: one.clone(), tariff: tariff() }).collect();
        facts.push(Fact::Offered { to, until: given::at(1), wave });
        facts.extend(asked.into_iter().map(|technician| Fact::Declined { technician }));
        facts.push(Fact::TimedOut { ignored_by: Some(Vec::new()) });
    }
    facts.push(Fact::Waiting);
    facts
}

fn accepted() -> Fact {
    let acceptance = Acceptance {
        technician: technician(0),
        display_name: longest(80),
        home: domain::cell::Cell::of(given::amiens()),
        tariff: tariff(),
        drive_minutes: Some(55),
    };
    let terms = Terms { base_minutes: 20, ..Terms::FIRST };
    Fact::Accepted { acceptance, due: given::at(45), terms }
}

fn watched() -> [Fact; 2] {
    [Fact::Nudged { leave_by: Some(given::at(31)) }, Fact::FoundLate { expected: Some(given::at(50)) }]
}

fn resolved(resolution: Resolution) -> Fact {
    Fact::Resolved {
        operator: given::word("7f3c1a52-9d0e-4b6c-8a17-2f5b9c3d6e41"),
        reason: longest(500),
        resolution,
    }
}

fn extra(number: usize) -> Extra {
    let (id, label) = (ExtraId::numbered(10_000 + number), longest(120));
    Extra { id, kind: ExtraKind::Material, label, quantity: 999, unit_price: Money::of_cents(15_000) }
}

/// Everything as often as its cap allows.
fn everything() -> Vec<Fact> {
    let mut facts: Vec<Fact> = (0..caps::CHOICES_MAX).flat_map(search).collect();
    facts.extend((0..caps::SCHEDULES_MAX).map(|_| Fact::Scheduled { hour: given::at(300) }));
    for _ in 1..caps::ACCEPTANCES_MAX {
        facts.push(accepted());
        facts.extend(watched());
        facts.push(Fact::Released { cause: Cause::TechnicianLate, expires_at: given::at(1_440) });
    }
    facts.push(accepted());
    facts.extend((0..20).map(|_| resolved(Resolution::Extended { until: given::at(46) })));
    facts.extend((0..caps::DEPARTURES_MAX).map(|_| Fact::Departed { eta_minutes: Some(55) }));
    facts.extend(watched());
    facts.push(Fact::Arrived);
    let code = StartCode::of_random(9_999);
    facts.extend((0..10).map(|_| Fact::StartCodeChanged { code, locked_until: given::at(22) }));
    facts.push(Fact::Started);
    facts.push(Fact::CeilingNeared);
    for number in 0..caps::EXTRAS_EVER_MAX {
        facts.push(Fact::ExtraAdded(extra(number)));
        if number < caps::EXTRAS_EVER_MAX - caps::EXTRAS_MAX {
            facts.push(Fact::ExtraRemoved { extra: extra(number).id });
        }
    }
    for segment in 1..caps::SEGMENTS_MAX {
        let since = given::at(25);
        let idle = Fact::Stalled { stall: Stall::SilentWork };
        facts.extend([idle, Fact::AutoPaused { since }, Fact::AutoPauseLifted, Fact::Paused]);
        facts.push(Fact::Stalled { stall: Stall::LongPause });
        if segment <= caps::QUOTES_MAX {
            let (quote, total) = (QuoteId::numbered(10_000 + segment), Money::of_cents(5_000_000));
            facts.push(Fact::QuoteProposed {
                quote,
                total,
                valid_until: given::at(9_999),
                digest: [255; 32],
            });
            facts.push(Fact::QuoteAccepted);
        }
        if segment <= caps::POSTPONEMENTS_MAX {
            facts.push(Fact::PostponementProposed { appointment: given::at(9_999) });
            facts.push(Fact::PostponementRefused);
        }
        facts.push(Fact::Resumed);
    }
    let undone = (1..=caps::QUOTES_MAX).map(|number| QuoteId::numbered(10_000 + number)).collect();
    facts.push(Fact::Finished { price: Money::of_cents(10_000_000), undone });
    facts
}

#[tokio::test]
async fn the_largest_timeline_is_far_below_the_limit_of_an_item() {
    let table = embedded().await;
    let id = given::declared(&table.store).await;
    let key = Key { command: [9; 12], body: [9; 8], former: None };
    let request = Request { key: Some(key), if_match: None };
    let late = Some(given::at(0));
    let by = Actor::Technician;
    let command = Transition { id: id.clone(), request, by, occurred_at: late, now: given::at(600) };
    table.store.transition(&command, |_: &Intervention, _| Ok(Step::Changed(everything()))).await.unwrap();
    let rate = Transition { by: Actor::Customer, request: Request::default(), occurred_at: None, ..command };
    let rated = Fact::Rated { stars: Stars::try_from(5).unwrap(), comment: Some(longest(1_000)) };
    table
        .store
        .transition(&rate, |_: &Intervention, _| Ok(Step::Changed(vec![rated.clone()])))
        .await
        .unwrap();

    let items = table.items().await;
    let timeline = items.iter().find(|item| item["sk"].as_s().unwrap() == "timeline").unwrap();
    let bytes: usize = timeline.iter().map(|(name, value)| name.len() + size(value)).sum();
    assert!(matches!(timeline["timeline"], AttributeValue::L(_)));
    insta::assert_snapshot!(format!("{} KB of 400", bytes.div_ceil(1_000)));
    assert!(bytes < 300_000, "{bytes} bytes");
}
