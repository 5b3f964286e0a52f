//! What each fact keeps in its entry; times are epoch milliseconds, money is cents.
//!
//! The name of a fact is its version. A fact that keeps something else gets a new name, and the old one is read for good. A
//! name or a field that this code does not know makes the row unreadable: to skip it would lose it at the next save.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::row::PlaceRow;

/// One fact of the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub(super) enum FactRow {
    Declared(DeclaredRow),
    Offered {
        to: Vec<AskedRow>,
        until: i64,
        wave: u8,
    },
    /// By whom it was ignored is not known.
    TimedOut,
    TimedOutOn {
        ignored_by: Vec<String>,
    },
    Waiting,
    Scheduled {
        hour: i64,
    },
    Declined {
        technician: String,
    },
    Expired,
    Accepted(AcceptedRow),
    Departed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        eta_minutes: Option<u16>,
    },
    Nudged,
    NudgedToLeave {
        by: i64,
    },
    FoundLate {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected: Option<i64>,
    },
    Arrived,
    Started,
    Paused,
    Resumed,
    QuoteProposed {
        quote: String,
        total: i64,
        valid_until: i64,
        digest: ByteArray<32>,
    },
    QuoteAccepted,
    QuoteRefused,
    QuoteWithdrawn,
    ExtraAdded(ExtraRow),
    ExtraRemoved {
        extra: String,
    },
    PostponementProposed {
        appointment: i64,
    },
    PostponementConfirmed {
        appointment: i64,
    },
    PostponementRefused,
    CeilingNeared,
    StartCodeChanged {
        code: u16,
        locked_until: i64,
    },
    AutoPaused {
        since: i64,
    },
    AutoPauseLifted,
    ReleaseLifted,
    Stalled {
        stall: StallRow,
    },
    Finished {
        price: i64,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        undone: Vec<String>,
    },
    Closed {
        price: i64,
        stall: StallRow,
    },
    Resolved {
        operator: String,
        reason: String,
        resolution: ResolutionRow,
    },
    Cancelled {
        fee: i64,
        cause: CauseRow,
    },
    Released {
        cause: CauseRow,
        expires_at: i64,
    },
    Rated {
        stars: u8,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    Erased(ScopeRow),
}

/// How much was erased.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum ScopeRow {
    Access,
    Media,
    Customer,
    Technician,
    All,
}

/// A declaration; the customer stands in the row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DeclaredRow {
    pub(super) category: String,
    pub(super) location: PlaceRow,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) scheduled_for: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) flat_rate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) price_ceiling: Option<i64>,
    pub(super) start_code: u16,
    pub(super) expires_at: i64,
}

/// An acceptance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AcceptedRow {
    /// None: the one who stands in the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) technician: Option<String>,
    pub(super) name: String,
    pub(super) home: String,
    pub(super) tariff: TariffRow,
    pub(super) due: i64,
    /// None: the first terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) terms: Option<TermsRow>,
    /// Minutes of the drive from where they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) drive: Option<u16>,
}

/// Material or software.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ExtraRow {
    pub(super) id: String,
    pub(super) kind: ExtraKindRow,
    pub(super) label: String,
    pub(super) quantity: u32,
    pub(super) unit_price: i64,
}

/// The technician who was asked (empty for the one who has the intervention), the hourly rate, and the flat rate if the
/// request asks for one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct AskedRow(
    pub(super) String,
    pub(super) i64,
    #[serde(default, skip_serializing_if = "Option::is_none")] pub(super) Option<i64>,
);

/// The hourly rate, and the flat rate if the request asks for one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct TariffRow(
    pub(super) i64,
    #[serde(default, skip_serializing_if = "Option::is_none")] pub(super) Option<i64>,
);

/// Base price and minutes, free minutes to cancel, both fees, minutes of absence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct TermsRow(
    pub(super) i64,
    pub(super) i64,
    pub(super) i64,
    pub(super) i64,
    pub(super) i64,
    pub(super) i64,
);

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum StallRow {
    MissedVisit,
    LongPause,
    SilentWork,
    VisitDeclined,
}

/// What an operator decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub(super) enum ResolutionRow {
    Cancelled {
        fee: i64,
    },
    Finished {
        price: i64,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        undone: Vec<String>,
    },
    Released {
        expires_at: i64,
    },
    Extended {
        until: i64,
    },
    FeeWaived,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum ExtraKindRow {
    Material,
    Software,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum CauseRow {
    CustomerCancelled,
    CustomerAbsent,
    TechnicianCancelled,
    TechnicianLate,
    OperatorDecided,
}
