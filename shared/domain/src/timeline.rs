//! The timeline: every fact of an intervention, in order, never rewritten. All else is computed from it.

mod asked;
mod extra;
mod resolution;
mod stars;

use jiff::Timestamp;

pub use asked::{Acceptance, Asked};
pub use extra::{Extra, ExtraKind};
pub use resolution::{Resolution, Stall};
pub use stars::Stars;

use crate::{
    breakdown::{Declaration, StartCode},
    id::{ExtraId, OperatorId, QuoteId, TechnicianId},
    idempotency::Key,
    moment::Moment,
    money::Money,
    terms::Terms,
    text::{Comment, Remark},
};

/// One fact with its times, its author and the key of the command that brought it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When it happened and when we learnt of it.
    pub moment: Moment,
    /// Who made it so.
    pub by: Actor,
    /// The idempotency key of the command, if it bore one.
    pub key: Option<Key>,
    /// What happened.
    pub fact: Fact,
}

/// Who makes a fact so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The customer of the intervention.
    Customer,
    /// A technician.
    Technician,
    /// A timer or a schedule.
    System,
    /// A member of the team; the fact names them (rule 33).
    Operator,
}

/// What can happen to an intervention.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A breakdown was declared; unmatched, it expires at that time.
    Declared {
        /// What later decisions need of it.
        declaration: Declaration,
        /// When it expires (rule 9).
        expires_at: Timestamp,
    },
    /// It was offered: to the chosen technician (wave 0) or to a wave.
    Offered {
        /// Whom, with the tariffs that the price will follow.
        to: Vec<Asked>,
        /// Until when.
        until: Timestamp,
        /// 0 for the customer's choice, then 1, 2, 3.
        wave: u8,
    },
    /// The offer ended; whoever had not answered was too late.
    TimedOut {
        /// Who was online and free, saw it and gave no answer (rule 36); none in old rows: all who had not answered.
        ignored_by: Option<Vec<TechnicianId>>,
    },
    /// It went to the waiting list.
    Waiting,
    /// The customer named an hour instead of waiting for whoever comes now (rule 2).
    Scheduled {
        /// When; unmatched, the request expires then (rule 9).
        hour: Timestamp,
    },
    /// An asked technician declined.
    Declined {
        /// Who.
        technician: TechnicianId,
    },
    /// Nobody took it in time.
    Expired,
    /// A technician took it.
    Accepted {
        /// Who, and for which price.
        acceptance: Acceptance,
        /// When they promise to arrive (rule 10).
        due: Timestamp,
        /// The prices and fees of this acceptance.
        terms: Terms,
    },
    /// The technician is on the way, or has a new estimate of the arrival.
    Departed {
        /// How many minutes the technician still needs, by their own estimate.
        eta_minutes: Option<u16>,
    },
    /// The technician was reminded to leave (rule 10).
    Nudged {
        /// When they must leave to keep their promise, as far as can be told from their last place.
        leave_by: Option<Timestamp>,
    },
    /// The technician is late, or certain to be: the customer may leave, or be matched again (rule 10).
    FoundLate {
        /// When they are expected now, as far as can be told.
        expected: Option<Timestamp>,
    },
    /// The technician is on site: the interview, not billed (rule 12).
    Arrived,
    /// The clock runs.
    Started,
    /// The clock stands.
    Paused,
    /// The clock runs again.
    Resumed,
    /// A quote was proposed.
    QuoteProposed {
        /// Which; its lines are kept beside.
        quote: QuoteId,
        /// The fixed price.
        total: Money,
        /// Until when it may be accepted.
        valid_until: Timestamp,
        /// Of its lines, so that what was accepted can be proved.
        digest: [u8; 32],
    },
    /// The customer accepted the quote.
    QuoteAccepted,
    /// The customer refused the quote.
    QuoteRefused,
    /// The technician withdrew the quote before the customer answered.
    QuoteWithdrawn,
    /// An extra was added.
    ExtraAdded(Extra),
    /// An extra was removed.
    ExtraRemoved {
        /// Which.
        extra: ExtraId,
    },
    /// The technician proposed another appointment.
    PostponementProposed {
        /// When.
        appointment: Timestamp,
    },
    /// The customer agreed to it.
    PostponementConfirmed {
        /// When.
        appointment: Timestamp,
    },
    /// The customer refused the proposed appointment.
    PostponementRefused,
    /// The price reached the share of the ceiling at which both parties are notified (rule 16).
    CeilingNeared,
    /// The start code changed after too many wrong attempts (rule 12).
    StartCodeChanged {
        /// The code that the customer's app shows from now on.
        code: StartCode,
        /// Until when starting is refused.
        locked_until: Timestamp,
    },
    /// The clock was stopped because no command came for hours (rule 32).
    AutoPaused {
        /// The time of the last command: the clock counts as stopped then.
        since: Timestamp,
    },
    /// The automatic pause is taken back: a late command proves that the work went on (rule 34).
    AutoPauseLifted,
    /// The automatic release is taken back: a late command proves that the technician kept on, and nobody else has
    /// the request (rule 34).
    ReleaseLifted,
    /// Nobody continued for half of the time after which the customer may close the intervention (rule 31).
    Stalled {
        /// What did not happen.
        stall: Stall,
    },
    /// The work ended.
    Finished {
        /// What it costs, shown to both.
        price: Money,
        /// The accepted quotes whose work was not done: they are not billed (rule 14).
        undone: Vec<QuoteId>,
    },
    /// The customer closed an intervention that nobody continued: worked time is billed, nothing else (rule 31).
    Closed {
        /// What it costs, shown to both.
        price: Money,
        /// What did not happen.
        stall: Stall,
    },
    /// An operator ended or repaired it (rule 33).
    Resolved {
        /// Which operator.
        operator: OperatorId,
        /// Why.
        reason: Remark,
        /// What the operator decided.
        resolution: Resolution,
    },
    /// It was called off.
    Cancelled {
        /// What the customer owes (rule 21).
        fee: Money,
        /// Why.
        cause: Cause,
    },
    /// It left its technician and waits again, with priority.
    Released {
        /// Why.
        cause: Cause,
        /// The new expiry.
        expires_at: Timestamp,
    },
    /// The customer rated it.
    Rated {
        /// 1 to 5.
        stars: Stars,
        /// In words.
        comment: Option<Comment>,
    },
    /// Personal data were removed from the entries before this one, and from what is kept beside them (rule 30).
    Erased {
        /// Which.
        scope: Scope,
    },
}

/// How much was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Access codes and voice notes.
    Access,
    /// Access codes, voice notes and photos.
    Media,
    /// All words, photos and voice notes, the exact place, and the id of the customer.
    Customer,
    /// The name of a technician who left.
    Technician,
    /// Everything but the figures.
    All,
}

impl Fact {
    /// Whether only the system can add it, be it together with a command of a person.
    pub(crate) fn is_of_system(&self) -> bool {
        matches!(
            self,
            Self::CeilingNeared | Self::AutoPaused { .. } | Self::AutoPauseLifted | Self::ReleaseLifted
        )
    }

    /// Whether it takes the intervention from its technician, so that it waits again.
    pub(crate) fn is_release(&self) -> bool {
        matches!(self, Self::Released { .. } | Self::Resolved { resolution: Resolution::Released { .. }, .. })
    }

    /// Whether this fact ends the intervention with something to bill, or nothing.
    pub fn is_end(&self) -> bool {
        match self {
            Self::Finished { .. } | Self::Closed { .. } | Self::Cancelled { .. } => true,
            Self::Resolved { resolution, .. } => {
                matches!(resolution, Resolution::Finished { .. } | Resolution::Cancelled { .. })
            }
            Self::Declared { .. }
            | Self::Offered { .. }
            | Self::TimedOut { .. }
            | Self::Waiting
            | Self::Scheduled { .. }
            | Self::Declined { .. }
            | Self::Expired
            | Self::Accepted { .. }
            | Self::Departed { .. }
            | Self::Nudged { .. }
            | Self::FoundLate { .. }
            | Self::Arrived
            | Self::Started
            | Self::Paused
            | Self::Resumed
            | Self::QuoteProposed { .. }
            | Self::QuoteAccepted
            | Self::QuoteRefused
            | Self::QuoteWithdrawn
            | Self::ExtraAdded(_)
            | Self::ExtraRemoved { .. }
            | Self::PostponementProposed { .. }
            | Self::PostponementConfirmed { .. }
            | Self::PostponementRefused
            | Self::CeilingNeared
            | Self::StartCodeChanged { .. }
            | Self::AutoPaused { .. }
            | Self::AutoPauseLifted
            | Self::ReleaseLifted
            | Self::Stalled { .. }
            | Self::Released { .. }
            | Self::Rated { .. }
            | Self::Erased { .. } => false,
        }
    }
}

/// Why an intervention was cancelled or left its technician.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The customer called it off.
    CustomerCancelled,
    /// Nobody opened (rule 21).
    CustomerAbsent,
    /// The technician called off.
    TechnicianCancelled,
    /// The technician was late (rule 10).
    TechnicianLate,
    /// An operator decided it (rule 33).
    OperatorDecided,
}

/// The last acceptance among these entries, with the number of its entry.
pub fn last_acceptance(entries: &[Entry]) -> Option<(u64, &Acceptance)> {
    entries.iter().enumerate().rev().find_map(|(place, entry)| {
        let Fact::Accepted { acceptance, .. } = &entry.fact else { return None };
        Some((place as u64 + 1, acceptance))
    })
}
