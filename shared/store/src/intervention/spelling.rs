//! Between facts and how the table spells them.

use domain::{
    breakdown::StartCode,
    money::Money,
    timeline::{Fact, Stars},
};
use serde_bytes::ByteArray;

use crate::{
    error::Error,
    intervention::{
        entry::Known,
        fact::{
            AcceptedRow, AskedRow, CauseRow, DeclaredRow, ExtraRow, FactRow, ResolutionRow, ScopeRow,
            StallRow,
        },
    },
    row::{millis, parse, parse_some, spell_some, time},
};

impl FactRow {
    pub(super) fn of(fact: &Fact, known: Known<'_>) -> Self {
        match fact {
            Fact::Declared { declaration, expires_at } => {
                Self::Declared(DeclaredRow::of(declaration, *expires_at))
            }
            Fact::Offered { to, until, wave } => Self::Offered {
                to: to.iter().map(|asked| AskedRow::of(asked, known)).collect(),
                until: millis(*until),
                wave: *wave,
            },
            Fact::TimedOut { ignored_by: None } => Self::TimedOut,
            Fact::TimedOut { ignored_by: Some(ignored_by) } => {
                Self::TimedOutOn { ignored_by: ignored_by.iter().map(ToString::to_string).collect() }
            }
            Fact::Waiting => Self::Waiting,
            Fact::Scheduled { hour } => Self::Scheduled { hour: millis(*hour) },
            Fact::Declined { technician } => Self::Declined { technician: technician.to_string() },
            Fact::Expired => Self::Expired,
            Fact::Accepted { acceptance, due, terms } => {
                Self::Accepted(AcceptedRow::of(acceptance, *due, *terms, known))
            }
            Fact::Departed { eta_minutes } => Self::Departed { eta_minutes: *eta_minutes },
            Fact::Nudged { leave_by: None } => Self::Nudged,
            Fact::Nudged { leave_by: Some(by) } => Self::NudgedToLeave { by: millis(*by) },
            Fact::FoundLate { expected } => Self::FoundLate { expected: expected.map(millis) },
            Fact::Arrived => Self::Arrived,
            Fact::Started => Self::Started,
            Fact::Paused => Self::Paused,
            Fact::Resumed => Self::Resumed,
            Fact::QuoteProposed { quote, total, valid_until, digest } => Self::QuoteProposed {
                quote: quote.to_string(),
                total: total.cents(),
                valid_until: millis(*valid_until),
                digest: ByteArray::new(*digest),
            },
            Fact::QuoteAccepted => Self::QuoteAccepted,
            Fact::QuoteRefused => Self::QuoteRefused,
            Fact::QuoteWithdrawn => Self::QuoteWithdrawn,
            Fact::ExtraAdded(extra) => Self::ExtraAdded(ExtraRow::of(extra)),
            Fact::ExtraRemoved { extra } => Self::ExtraRemoved { extra: extra.to_string() },
            Fact::PostponementProposed { appointment } => {
                Self::PostponementProposed { appointment: millis(*appointment) }
            }
            Fact::PostponementConfirmed { appointment } => {
                Self::PostponementConfirmed { appointment: millis(*appointment) }
            }
            Fact::PostponementRefused => Self::PostponementRefused,
            Fact::CeilingNeared => Self::CeilingNeared,
            Fact::StartCodeChanged { code, locked_until } => {
                Self::StartCodeChanged { code: code.number(), locked_until: millis(*locked_until) }
            }
            Fact::AutoPaused { since } => Self::AutoPaused { since: millis(*since) },
            Fact::AutoPauseLifted => Self::AutoPauseLifted,
            Fact::ReleaseLifted => Self::ReleaseLifted,
            Fact::Stalled { stall } => Self::Stalled { stall: StallRow::of(*stall) },
            Fact::Finished { price, undone } => Self::Finished {
                price: price.cents(),
                undone: undone.iter().map(ToString::to_string).collect(),
            },
            Fact::Closed { price, stall } => {
                Self::Closed { price: price.cents(), stall: StallRow::of(*stall) }
            }
            Fact::Resolved { operator, reason, resolution } => Self::Resolved {
                operator: operator.to_string(),
                reason: reason.to_string(),
                resolution: ResolutionRow::of(resolution),
            },
            Fact::Cancelled { fee, cause } => {
                Self::Cancelled { fee: fee.cents(), cause: CauseRow::of(*cause) }
            }
            Fact::Released { cause, expires_at } => {
                Self::Released { cause: CauseRow::of(*cause), expires_at: millis(*expires_at) }
            }
            Fact::Rated { stars, comment } => {
                Self::Rated { stars: stars.number(), comment: spell_some(comment.as_ref()) }
            }
            Fact::Erased { scope } => Self::Erased(ScopeRow::of(*scope)),
        }
    }

    pub(super) fn fact(self, known: Known<'_>) -> Result<Fact, Error> {
        Ok(match self {
            Self::Declared(declared) => declared.fact(known)?,
            Self::Offered { to, until, wave } => {
                let to = to.into_iter().map(|asked| asked.asked(known)).collect::<Result<_, _>>()?;
                Fact::Offered { to, until: time(until)?, wave }
            }
            Self::TimedOut => Fact::TimedOut { ignored_by: None },
            Self::TimedOutOn { ignored_by } => {
                let ignored_by = ignored_by.into_iter().map(parse).collect::<Result<_, _>>()?;
                Fact::TimedOut { ignored_by: Some(ignored_by) }
            }
            Self::Waiting => Fact::Waiting,
            Self::Scheduled { hour } => Fact::Scheduled { hour: time(hour)? },
            Self::Declined { technician } => Fact::Declined { technician: parse(technician)? },
            Self::Expired => Fact::Expired,
            Self::Accepted(accepted) => accepted.fact(known)?,
            Self::Departed { eta_minutes } => Fact::Departed { eta_minutes },
            Self::Nudged => Fact::Nudged { leave_by: None },
            Self::NudgedToLeave { by } => Fact::Nudged { leave_by: Some(time(by)?) },
            Self::FoundLate { expected } => Fact::FoundLate { expected: expected.map(time).transpose()? },
            Self::Arrived => Fact::Arrived,
            Self::Started => Fact::Started,
            Self::Paused => Fact::Paused,
            Self::Resumed => Fact::Resumed,
            Self::QuoteProposed { quote, total, valid_until, digest } => Fact::QuoteProposed {
                quote: parse(quote)?,
                total: Money::of_cents(total),
                valid_until: time(valid_until)?,
                digest: digest.into_array(),
            },
            Self::QuoteAccepted => Fact::QuoteAccepted,
            Self::QuoteRefused => Fact::QuoteRefused,
            Self::QuoteWithdrawn => Fact::QuoteWithdrawn,
            Self::ExtraAdded(extra) => Fact::ExtraAdded(extra.extra()?),
            Self::ExtraRemoved { extra } => Fact::ExtraRemoved { extra: parse(extra)? },
            Self::PostponementProposed { appointment } => {
                Fact::PostponementProposed { appointment: time(appointment)? }
            }
            Self::PostponementConfirmed { appointment } => {
                Fact::PostponementConfirmed { appointment: time(appointment)? }
            }
            Self::PostponementRefused => Fact::PostponementRefused,
            Self::CeilingNeared => Fact::CeilingNeared,
            Self::StartCodeChanged { code, locked_until } => Fact::StartCodeChanged {
                code: StartCode::of_random(code.into()),
                locked_until: time(locked_until)?,
            },
            Self::AutoPaused { since } => Fact::AutoPaused { since: time(since)? },
            Self::AutoPauseLifted => Fact::AutoPauseLifted,
            Self::ReleaseLifted => Fact::ReleaseLifted,
            Self::Stalled { stall } => Fact::Stalled { stall: stall.stall() },
            Self::Finished { price, undone } => {
                let undone = undone.into_iter().map(parse).collect::<Result<_, _>>()?;
                Fact::Finished { price: Money::of_cents(price), undone }
            }
            Self::Closed { price, stall } => {
                Fact::Closed { price: Money::of_cents(price), stall: stall.stall() }
            }
            Self::Resolved { operator, reason, resolution } => Fact::Resolved {
                operator: parse(operator)?,
                reason: parse(reason)?,
                resolution: resolution.resolution()?,
            },
            Self::Cancelled { fee, cause } => {
                Fact::Cancelled { fee: Money::of_cents(fee), cause: cause.cause() }
            }
            Self::Released { cause, expires_at } => {
                Fact::Released { cause: cause.cause(), expires_at: time(expires_at)? }
            }
            Self::Rated { stars, comment } => {
                Fact::Rated { stars: Stars::try_from(i64::from(stars))?, comment: parse_some(comment)? }
            }
            Self::Erased(scope) => Fact::Erased { scope: scope.scope() },
        })
    }
}
