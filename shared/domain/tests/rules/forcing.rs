//! Facts that nobody decided: the fold itself refuses what the stage table does not know.

use domain::{
    Timestamp,
    breakdown::Declaration,
    id::{ExtraId, QuoteId},
    intervention::Intervention,
    moment::Moment,
    money::Money,
    terms::Terms,
    timeline::{Actor, Cause, Extra, ExtraKind, Fact, Resolution, Stall, Stars},
};

use crate::{
    given::{acceptance, asked, hourly, operator, technician, text},
    table,
};

/// Whatever fits the timeline stands in the table.
pub(crate) fn check_forced(intervention: &Intervention, now: Timestamp) {
    let from = intervention.stage().name();
    for fact in facts(intervention.declaration(), now) {
        let forced = intervention.clone().record(vec![fact.clone()], Actor::Customer, Moment::now(now), None);
        if let Ok(after) = forced {
            assert!(table::knows(from, &fact, after.stage().name()), "{fact:?} in {from:?}");
        }
    }
}

/// One fact of each kind.
fn facts(declaration: &Declaration, now: Timestamp) -> Vec<Fact> {
    let nothing = Money::ZERO;
    let extra = Extra {
        id: ExtraId::numbered(1),
        kind: ExtraKind::Software,
        label: text("Licence"),
        quantity: 1,
        unit_price: nothing,
    };
    let quote = QuoteId::numbered(1);
    let resolved = |resolution| Fact::Resolved { operator: operator(), reason: text("A reason"), resolution };
    vec![
        Fact::Declared { declaration: declaration.clone(), expires_at: now },
        Fact::Offered { to: vec![asked(1, hourly(6_000))], until: now, wave: 1 },
        Fact::TimedOut { ignored_by: None },
        Fact::Waiting,
        Fact::Scheduled { hour: now },
        Fact::Declined { technician: technician(1) },
        Fact::Expired,
        Fact::Accepted { acceptance: acceptance(1, hourly(6_000)), due: now, terms: Terms::FIRST },
        Fact::Departed { eta_minutes: None },
        Fact::Nudged { leave_by: Some(now) },
        Fact::FoundLate { expected: None },
        Fact::Arrived,
        Fact::Started,
        Fact::Paused,
        Fact::Resumed,
        Fact::QuoteProposed { quote, total: nothing, valid_until: now, digest: [0; 32] },
        Fact::QuoteAccepted,
        Fact::QuoteRefused,
        Fact::QuoteWithdrawn,
        Fact::ExtraAdded(extra),
        Fact::ExtraRemoved { extra: ExtraId::numbered(1) },
        Fact::PostponementProposed { appointment: now },
        Fact::PostponementConfirmed { appointment: now },
        Fact::PostponementRefused,
        Fact::AutoPaused { since: now },
        Fact::AutoPauseLifted,
        Fact::ReleaseLifted,
        Fact::Stalled { stall: Stall::LongPause },
        Fact::CeilingNeared,
        Fact::Closed { price: nothing, stall: Stall::LongPause },
        resolved(Resolution::Cancelled { fee: nothing }),
        resolved(Resolution::Finished { price: nothing, undone: Vec::new() }),
        resolved(Resolution::Released { expires_at: now }),
        resolved(Resolution::Extended { until: now }),
        resolved(Resolution::FeeWaived),
        Fact::Finished { price: nothing, undone: Vec::new() },
        Fact::Cancelled { fee: nothing, cause: Cause::CustomerCancelled },
        Fact::Released { cause: Cause::TechnicianLate, expires_at: now },
        Fact::Rated { stars: Stars::try_from(5).unwrap(), comment: None },
    ]
}
