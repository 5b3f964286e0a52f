//! What apps learn of a refusal: its code, its status, the place of the refused value, and figures for the text.

use domain::{Timestamp, invoice::CreditRefused, money::Money, refusal::Refusal};

use crate::text::Figure;

/// A refusal, as the edge tells it.
pub(super) struct Told {
    /// What apps decide by.
    pub(super) code: &'static str,
    /// The HTTP status.
    pub(super) status: u16,
    /// Where the refused value stands in the body; none if it is no value but the stage that forbids.
    pub(super) pointer: Option<&'static str>,
    /// What the text names, by the names in its braces.
    pub(super) figures: Vec<(&'static str, Figure)>,
}

pub(super) fn told(refusal: &Refusal) -> Told {
    let told = match *refusal {
        Refusal::NotYours | Refusal::NoSuchExtra | Refusal::NoSuchQuote => {
            Told { status: 404, ..stage("not-found") }
        }
        Refusal::StageForbids { .. } => stage("stage-forbids"),
        Refusal::OfferEnded { at, .. } => stage("offer-ended").at(at),
        Refusal::NotOfferedToYou => stage("not-offered-to-you"),
        Refusal::AlreadyAccepted { .. } => stage("already-accepted"),
        Refusal::RequestExpired { at, .. } => stage("request-expired").at(at),
        Refusal::TechnicianBusy { .. } => stage("technician-busy"),
        // The hour of the other appointment is not told: the reader may be a customer, whom it does not concern.
        Refusal::AgendaCollides { .. } => stage("agenda-collides"),
        Refusal::TechnicianUnavailable { .. } => stage("technician-unavailable"),
        Refusal::NotLate { due, .. } => stage("not-late").at(due),
        Refusal::QuotePending { .. } => stage("quote-pending"),
        Refusal::NoQuotePending { .. } => stage("no-quote-pending"),
        Refusal::QuoteReplaced { .. } => stage("quote-replaced"),
        Refusal::QuoteExpired { at, .. } => stage("quote-expired").at(at),
        Refusal::ExtrasNeedAgreement { limit, .. } => stage("extras-need-agreement").amount(limit),
        Refusal::InterventionTooExpensive { most, .. } => stage("intervention-too-expensive").amount(most),
        Refusal::ReleasedFromYou { at, .. } => stage("released-from-you").at(at),
        Refusal::AlreadyFinished { .. } => stage("already-finished"),
        Refusal::StartLocked { until, .. } => stage("start-locked").at(until),
        Refusal::StartBlocked { .. } => stage("start-blocked"),
        Refusal::NotClosableYet { from, .. } => stage("not-closable-yet").at(from),
        Refusal::EndedForGood { .. } => stage("ended-for-good"),
        Refusal::FeeNotDue { .. } => stage("fee-not-due"),
        Refusal::FinishOutOfRange { earliest, latest } => {
            value("finish-out-of-range", "/at").between(earliest, latest)
        }
        Refusal::ExtensionOutOfRange { earliest, latest } => {
            value("extension-out-of-range", "/until").between(earliest, latest)
        }
        Refusal::QuoteTooLarge { most } => value("quote-too-large", "/lines").amount(most),
        Refusal::NoSuchAgreedQuote => value("no-such-agreed-quote", "/undoneQuotes"),
        Refusal::AppointmentTooFar { latest } => value("appointment-too-far", "/appointment").at(latest),
        Refusal::TooMany { what, max, .. } => {
            stage("too-many").with("what", Figure::Counted(what)).with("max", Figure::count(max))
        }
        Refusal::GivenUp { at, .. } => stage("given-up").at(at),
        Refusal::GivenUpTwice { .. } => stage("given-up-twice"),
        Refusal::CustomerPresent { .. } => stage("customer-present"),
        Refusal::TechnicianOnSite { from, .. } => stage("technician-on-site").at(from),
        Refusal::ClosedByCustomer { at, .. } => stage("closed-by-customer").at(at),
        Refusal::TariffChanged { now, .. } => stage("tariff-changed").amount(now),
        Refusal::ProposalPast { at, .. } => stage("proposal-past").at(at),
        Refusal::FeeTooHigh { most } => value("fee-too-high", "/fee").amount(most),
        Refusal::BeforeAppointment { hour, earliest } => {
            value("before-appointment", "/occurredAt").at(hour).with("earliest", Figure::Time(earliest))
        }
        Refusal::NothingToConfirm { .. } => stage("nothing-to-confirm"),
        Refusal::CancellationClosed { .. } => stage("cancellation-closed"),
        Refusal::NotAbsentYet { from, .. } => stage("not-absent-yet").at(from),
        Refusal::AlreadyRated { .. } => stage("already-rated"),
        Refusal::RatingClosed { at, .. } => stage("rating-closed").at(at),
        Refusal::OfferStands { until, .. } => stage("offer-stands").at(until),
        Refusal::TooEarly { at, .. } => stage("too-early").at(at),
        Refusal::PositionImplausible { kmh_max } => {
            value("position-implausible", "/location").with("max", Figure::Count(kmh_max))
        }
        Refusal::WrongStartCode => value("wrong-start-code", "/code"),
        Refusal::AppointmentPast { now } => value("appointment-past", "/appointment").at(now),
        Refusal::ValidityPast { now } => value("validity-past", "/validUntil").at(now),
        Refusal::CeilingTooLow { least } => value("ceiling-too-low", "/priceCeiling").amount(least),
        Refusal::MediaTooLarge { bytes_max } => {
            value("media-too-large", "/bytes").with("max", Figure::Count(bytes_max.cast_signed()))
        }
        Refusal::CreditRefused(refused) => credit(refused),
        Refusal::ProfileNeeded => stage("profile-needed"),
        Refusal::PersonErased => stage("person-erased"),
        Refusal::MonthAhead { now } => value("month-ahead", "/month").at(now),
        Refusal::ContentTypeUnfit => value("content-type-unfit", "/contentType"),
        Refusal::TimeDisordered { earliest, latest } => {
            value("time-disordered", "/occurredAt").between(earliest, latest)
        }
        Refusal::ScheduleOutOfRange { earliest, latest } => {
            value("schedule-out-of-range", "/scheduledFor").between(earliest, latest)
        }
    };
    match refusal.stage() {
        Some(stage) => told.with("stage", Figure::Stage(stage)),
        None => told,
    }
}

/// Lines count from 1, as they are printed.
fn credit(refused: CreditRefused) -> Told {
    let line = |line: usize| Figure::count(line.saturating_add(1));
    match refused {
        CreditRefused::Nothing => value("nothing-credited", "/lines"),
        CreditRefused::NoSuchLine { line: place } => {
            value("no-such-line", "/lines").with("line", line(place))
        }
        CreditRefused::LineTwice { line: place } => value("line-twice", "/lines").with("line", line(place)),
        CreditRefused::MoreThanLine { line: place, most } => {
            value("credit-above-line", "/lines").with("line", line(place)).amount(most)
        }
        CreditRefused::MoreThanLeft { most } => value("credit-above-invoice", "/lines").amount(most),
        CreditRefused::MoreThanRate { most, .. } => value("credit-above-rate", "/lines").amount(most),
    }
}

/// The stage, or a rule of the trade, forbids it.
fn stage(code: &'static str) -> Told {
    Told { code, status: 409, pointer: None, figures: Vec::new() }
}

/// A value is refused.
fn value(code: &'static str, pointer: &'static str) -> Told {
    Told { code, status: 422, pointer: Some(pointer), figures: Vec::new() }
}

impl Told {
    fn with(mut self, name: &'static str, figure: Figure) -> Self {
        self.figures.push((name, figure));
        self
    }

    fn at(self, at: Timestamp) -> Self {
        self.with("at", Figure::Time(at))
    }

    fn between(self, earliest: Timestamp, latest: Timestamp) -> Self {
        self.with("earliest", Figure::Time(earliest)).with("latest", Figure::Time(latest))
    }

    fn amount(self, amount: Money) -> Self {
        self.with("amount", Figure::Money(amount))
    }
}
