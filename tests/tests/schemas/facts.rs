//! Lives in which everything happens that can happen.

use std::collections::BTreeSet;

use domain::{
    breakdown::StartCode,
    intervention::Intervention,
    moment::Moment,
    money::Money,
    policy::Policy,
    technician::{Presence, Technician},
    timeline::{Actor, Cause, Extra, ExtraKind, Fact, Resolution, Scope, Stall, Stars},
};
use embedded::given;

/// One that is rated in the end, one that is released and called off, one that expires, one that its customer closes,
/// one that an operator ends.
pub(crate) fn lives() -> [Intervention; 5] {
    let karim = online();
    let declared = declared();
    let asked = karim.asked_for(&declared, given::at(0)).expect("karim repairs boilers");
    let offered = Fact::Offered { to: vec![asked], until: given::at(1), wave: 0 };
    let in_offer = live(&declared, std::slice::from_ref(&offered));
    let acceptance = karim.acceptance_of(&in_offer, given::at(0)).expect("karim was asked");
    let accepted = Fact::Accepted {
        acceptance,
        due: given::at(45),
        terms: domain::terms::Terms::of(&Policy { base_minutes: 20, ..Policy::default() }),
    };
    let rated = [
        offered.clone(),
        Fact::Declined { technician: karim.id.clone() },
        Fact::TimedOut { ignored_by: Some(Vec::new()) },
        Fact::Waiting,
        Fact::Scheduled { hour: given::at(300) },
        accepted.clone(),
        Fact::Nudged { leave_by: Some(given::at(31)) },
        Fact::FoundLate { expected: Some(given::at(50)) },
        Fact::Departed { eta_minutes: Some(14) },
        Fact::Arrived,
        quote(),
        Fact::QuoteRefused,
        quote(),
        Fact::QuoteWithdrawn,
        Fact::PostponementProposed { appointment: given::at(500) },
        Fact::PostponementRefused,
        Fact::PostponementProposed { appointment: given::at(600) },
        Fact::PostponementConfirmed { appointment: given::at(600) },
        Fact::Arrived,
        Fact::StartCodeChanged { code: StartCode::of_random(17), locked_until: given::at(22) },
        Fact::Started,
        Fact::ExtraAdded(extra()),
        Fact::ExtraRemoved { extra: given::word("x1") },
        Fact::Paused,
        quote(),
        Fact::QuoteAccepted,
        Fact::Resumed,
        Fact::CeilingNeared,
        Fact::AutoPaused { since: given::at(0) },
        Fact::AutoPauseLifted,
        Fact::Stalled { stall: Stall::SilentWork },
        Fact::Finished { price: Money::of_cents(23_500), undone: vec![given::word("q1")] },
        Fact::Rated { stars: Stars::try_from(5).expect("five stars"), comment: None },
        Fact::Erased { scope: Scope::Access },
    ];
    let released = Fact::Released { cause: Cause::TechnicianCancelled, expires_at: given::at(1_440) };
    let cancelled = Fact::Cancelled { fee: Money::of_cents(1_500), cause: Cause::CustomerAbsent };
    let late = Fact::Released { cause: Cause::TechnicianLate, expires_at: given::at(1_440) };
    let taken = [offered.clone(), accepted.clone()];
    let called_off = [offered, Fact::Waiting, accepted.clone(), released, accepted, cancelled];
    let lifted = [late, Fact::ReleaseLifted, Fact::Arrived, Fact::Started, Fact::Paused];
    let closed = [Fact::Closed { price: Money::of_cents(4_999), stall: Stall::LongPause }];
    let resolved = [Fact::Resolved {
        operator: given::word("op-1"),
        reason: given::word("The customer called."),
        resolution: Resolution::Finished { price: Money::of_cents(4_999), undone: Vec::new() },
    }];
    let begun = [&taken[..], &lifted[..]].concat();
    [
        live(&declared, &rated),
        live(&declared, &called_off),
        live(&declared, &[Fact::Expired]),
        live(&declared, &[&begun[..], &closed[..]].concat()),
        live(&declared, &[&begun[..], &resolved[..]].concat()),
    ]
}

fn online() -> Technician {
    let presence = Presence { location: given::amiens(), until: given::at(15) };
    Technician { presence: Some(presence), ..given::stranger("karim") }
}

fn declared() -> Intervention {
    let id = given::word("3f9c1e7a5b2d48e6a0c4d7f18b25e963");
    let declaration = given::declaration();
    Intervention::declare(id, declaration, false, None, given::at(0), &Policy::default())
        .expect("a sound declaration")
}

fn live(declared: &Intervention, facts: &[Fact]) -> Intervention {
    let moment = Moment::now(given::at(0));
    facts.iter().fold(declared.clone(), |live, fact| {
        let late = matches!(fact, Fact::Released { cause: Cause::TechnicianLate, .. });
        let by = if late { Actor::System } else { Actor::Customer };
        live.record(vec![fact.clone()], by, moment, None).expect("every fact fits the stage before it")
    })
}

fn quote() -> Fact {
    let (quote, total) = (given::word("q1"), Money::of_cents(23_500));
    Fact::QuoteProposed { quote, total, valid_until: given::at(1_440), digest: [7; 32] }
}

fn extra() -> Extra {
    let (id, label) = (given::word("x1"), given::word("Thermocouple universel 600 mm"));
    Extra { id, kind: ExtraKind::Material, label, quantity: 1, unit_price: Money::of_cents(1_250) }
}

/// A fact that is new to the domain does not compile here until it has a number, and then wants a place in a life.
fn number(fact: &Fact) -> u8 {
    match fact {
        Fact::Declared { .. } => 1,
        Fact::Offered { .. } => 2,
        Fact::TimedOut { .. } => 3,
        Fact::Waiting => 4,
        Fact::Declined { .. } => 5,
        Fact::Expired => 6,
        Fact::Accepted { .. } => 7,
        Fact::Departed { .. } => 8,
        Fact::Nudged { .. } => 9,
        Fact::Arrived => 10,
        Fact::Started => 11,
        Fact::Paused => 12,
        Fact::Resumed => 13,
        Fact::QuoteProposed { .. } => 14,
        Fact::QuoteAccepted => 15,
        Fact::QuoteRefused => 16,
        Fact::ExtraAdded(_) => 17,
        Fact::ExtraRemoved { .. } => 18,
        Fact::PostponementProposed { .. } => 19,
        Fact::PostponementConfirmed { .. } => 20,
        Fact::Finished { .. } => 21,
        Fact::Cancelled { .. } => 22,
        Fact::Released { .. } => 23,
        Fact::Rated { .. } => 24,
        Fact::FoundLate { .. } => 25,
        Fact::Scheduled { .. } => 26,
        Fact::QuoteWithdrawn => 27,
        Fact::PostponementRefused => 28,
        Fact::CeilingNeared => 29,
        Fact::StartCodeChanged { .. } => 30,
        Fact::AutoPaused { .. } => 31,
        Fact::AutoPauseLifted => 32,
        Fact::ReleaseLifted => 33,
        Fact::Stalled { .. } => 34,
        Fact::Closed { .. } => 35,
        Fact::Resolved { .. } => 36,
        Fact::Erased { .. } => 37,
    }
}

#[test]
fn everything_that_can_happen_happens_in_one_of_the_lives() {
    let lives = lives();

    let happened = lives.iter().flat_map(Intervention::timeline).map(|entry| number(&entry.fact));

    assert_eq!(happened.collect::<BTreeSet<u8>>(), (1..=37).collect());
}
