//! Why a rule refuses a command, with what the reader needs to know.

use jiff::Timestamp;

use crate::{intervention::StageName, invoice::CreditRefused, money::Money};

/// A refusal of a command; `code` names it for apps, for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The caller is no party to this intervention and may not know of it.
    #[error("not a party to this intervention")]
    NotYours,
    /// The stage table knows no such transition.
    #[error("the stage is {stage:?}")]
    StageForbids {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The offer was good until then.
    #[error("the offer ended at {at}")]
    OfferEnded {
        /// When it ended.
        at: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The offer stands, but for somebody else.
    #[error("offered to somebody else")]
    NotOfferedToYou,
    /// Another technician was faster (rule 8).
    #[error("another technician accepted it")]
    AlreadyAccepted {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// Nobody took it in time (rule 9).
    #[error("the request expired at {at}")]
    RequestExpired {
        /// When it expired.
        at: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The technician works on another intervention (rule 11).
    #[error("the technician has another intervention")]
    TechnicianBusy {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// Another appointment of the technician collides (rule 11).
    #[error("an appointment at {at} collides")]
    AgendaCollides {
        /// The other appointment.
        at: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// Not competent, not in reach, or not online (rule 5).
    #[error("the technician cannot take this request")]
    TechnicianUnavailable {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// It is too early to leave for lateness (rule 10).
    #[error("the technician is not late")]
    NotLate {
        /// When they are due.
        due: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The code is not the one that the customer's app shows (rule 12).
    #[error("wrong start code")]
    WrongStartCode,
    /// A quote waits for the customer's answer (rule 13).
    #[error("a quote is pending")]
    QuotePending {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// There is no such quote to settle.
    #[error("no quote is pending")]
    NoQuotePending {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// A newer quote took its place (rule 14).
    #[error("a newer quote replaced it")]
    QuoteReplaced {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// Its validity ended (rule 14).
    #[error("the quote was valid until {at}")]
    QuoteExpired {
        /// When it ended.
        at: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// Extras above the limit go into a quote, which the customer can accept (rule 15).
    #[error("extras above {limit} need the customer's agreement")]
    ExtrasNeedAgreement {
        /// The most that needs none.
        limit: Money,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// A quote above the limit (rule 18).
    #[error("a quote is at most {most}")]
    QuoteTooLarge {
        /// The greatest total.
        most: Money,
    },
    /// The intervention would cost more than the limit (rule 18).
    #[error("an intervention costs at most {most}")]
    InterventionTooExpensive {
        /// The greatest price.
        most: Money,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The request left this technician before this command arrived: the guardian, the customer or an operator took it
    /// (rules 10, 33 and 34).
    #[error("released at {at}")]
    ReleasedFromYou {
        /// When it was released.
        at: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// It was finished with another report, or at another time.
    #[error("already finished")]
    AlreadyFinished {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// No such quote was accepted.
    #[error("no such accepted quote")]
    NoSuchAgreedQuote,
    /// No such quote was proposed.
    #[error("no such quote")]
    NoSuchQuote,
    /// The technician gave the request up before this command arrived.
    #[error("given up at {at}")]
    GivenUp {
        /// When the technician gave it up.
        at: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The person asked to be erased; a token of the account that is left writes nothing any more (rule 30).
    #[error("the person was erased")]
    PersonErased,
    /// The technician gave this request up twice: other technicians may take it.
    #[error("given up twice")]
    GivenUpTwice {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// An arrival or a start that is sent late states a time long before the appointment.
    #[error("the appointment is at {hour}: not before {earliest}")]
    BeforeAppointment {
        /// The appointed hour.
        hour: Timestamp,
        /// The earliest possible time.
        earliest: Timestamp,
    },
    /// The customer answered the technician on site, so the customer was there (rule 21).
    #[error("the customer was there")]
    CustomerPresent {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The technician is on site and gave a sign not long ago.
    #[error("the technician is on site, without a sign only from {from}")]
    TechnicianOnSite {
        /// From when on the customer may leave, if no further sign comes.
        from: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The customer closed the intervention (rule 31).
    #[error("the customer closed it at {at}")]
    ClosedByCustomer {
        /// When the customer closed it.
        at: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The technician asks more than the customer saw.
    #[error("the technician asks {now} today")]
    TariffChanged {
        /// What the technician asks today.
        now: Money,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The proposed appointment has passed: there is nothing left to confirm.
    #[error("the proposed appointment was at {at}")]
    ProposalPast {
        /// The proposed appointment.
        at: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// An operator charges more than the highest fee of the terms (rule 33).
    #[error("a fee is at most {most}")]
    FeeTooHigh {
        /// The highest fee.
        most: Money,
    },
    /// Too many wrong start codes: starting is refused for a while (rule 12).
    #[error("starting is locked until {until}")]
    StartLocked {
        /// Until when.
        until: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The start code has changed too often: starting is refused to this technician for good (rule 12).
    #[error("starting is blocked")]
    StartBlocked {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// Nobody has left it alone for long enough (rule 31).
    #[error("it can be closed from {from}")]
    NotClosableYet {
        /// From when on.
        from: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// It is over for good: a credit note corrects what was billed (rules 24 and 33).
    #[error("it is over for good")]
    EndedForGood {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// No technician accepted it, or a quote was refused before the work: no fee is due (rule 14).
    #[error("no fee is due")]
    FeeNotDue {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// An operator finishes it before its work started, or in the future (rule 33).
    #[error("the work can end between {earliest} and {latest}")]
    FinishOutOfRange {
        /// The earliest possible.
        earliest: Timestamp,
        /// The latest possible.
        latest: Timestamp,
    },
    /// An operator moves a deadline into the past, or too far ahead (rule 33).
    #[error("the deadline must be between {earliest} and {latest}")]
    ExtensionOutOfRange {
        /// It must be later than this.
        earliest: Timestamp,
        /// The latest possible.
        latest: Timestamp,
    },
    /// An appointment after a postponement lies too far ahead (rule 4).
    #[error("the appointment must be at most at {latest}")]
    AppointmentTooFar {
        /// The latest possible.
        latest: Timestamp,
    },
    /// The intervention holds as many of these as it can.
    #[error("no more than {max} {what:?}")]
    TooMany {
        /// Of what.
        what: Counted,
        /// The most that it can hold.
        max: usize,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// No such extra was added.
    #[error("no such extra")]
    NoSuchExtra,
    /// An appointment must lie ahead.
    #[error("the appointment must be after {now}")]
    AppointmentPast {
        /// The time of the command.
        now: Timestamp,
    },
    /// No postponement was proposed.
    #[error("no postponement was proposed")]
    NothingToConfirm {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// Work began: it can be finished, not cancelled (rule 21).
    #[error("work began")]
    CancellationClosed {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The customer must be given time to come to the door (rule 21).
    #[error("the customer is absent only from {from}")]
    NotAbsentYet {
        /// From when absence counts.
        from: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// It was rated before (rule 25).
    #[error("already rated")]
    AlreadyRated {
        /// Where the intervention stands.
        stage: StageName,
    },
    /// The time to rate is over (rule 25).
    #[error("ratings closed at {at}")]
    RatingClosed {
        /// When it ended.
        at: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// `occurredAt` outside what is possible.
    #[error("the time must be between {earliest} and {latest}")]
    TimeDisordered {
        /// The earliest possible.
        earliest: Timestamp,
        /// The latest possible.
        latest: Timestamp,
    },
    /// A scheduled request lies too near or too far ahead (rule 4).
    #[error("the hour must be between {earliest} and {latest}")]
    ScheduleOutOfRange {
        /// The earliest possible.
        earliest: Timestamp,
        /// The latest possible.
        latest: Timestamp,
    },
    /// A validity that ends before it begins.
    #[error("the quote must be valid after {now}")]
    ValidityPast {
        /// The time of the command.
        now: Timestamp,
    },
    /// A price ceiling below the base price could never be kept (rule 16).
    #[error("the price ceiling must be at least {least}")]
    CeilingTooLow {
        /// The base price.
        least: Money,
    },
    /// A photo or voice note is larger than allowed (rule 3).
    #[error("more than {bytes_max} bytes")]
    MediaTooLarge {
        /// The most bytes.
        bytes_max: u64,
    },
    /// A format of sound for a photo, or of pictures for a voice note (rule 3).
    #[error("not a format of that kind")]
    ContentTypeUnfit,
    /// An invoice cannot be credited so (rule 24).
    #[error(transparent)]
    CreditRefused(#[from] CreditRefused),
    /// A request needs somebody to whom its invoice can be addressed.
    #[error("the customer has no profile")]
    ProfileNeeded,
    /// The books of a month that has not begun.
    #[error("the month has not begun at {now}")]
    MonthAhead {
        /// The time of the command.
        now: Timestamp,
    },
    /// The offer still stands: its timer came early.
    #[error("the offer stands until {until}")]
    OfferStands {
        /// When it ends.
        until: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
    /// Nobody moves so fast between two heartbeats (rule 28).
    #[error("faster than {kmh_max} km/h")]
    PositionImplausible {
        /// The greatest speed in kilometres an hour.
        kmh_max: i64,
    },
    /// Nothing is due yet.
    #[error("not before {at}")]
    TooEarly {
        /// From when on.
        at: Timestamp,
        /// Where the intervention stands.
        stage: StageName,
    },
}

/// What one intervention holds a limited number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Counted {
    /// Choices of a technician by the customer.
    Choices,
    /// Acceptances.
    Acceptances,
    /// Changes of the hour.
    Hours,
    /// Estimates of the arrival.
    Departures,
    /// Extras, and extras that were removed.
    Extras,
    /// Stretches of work.
    Segments,
    /// Quotes.
    Quotes,
    /// Proposals of another appointment.
    Postponements,
    /// Decisions of operators.
    Resolutions,
    /// Photos of one party.
    Photos,
    /// Voice notes of one party.
    VoiceNotes,
}

impl Counted {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Choices,
        Self::Acceptances,
        Self::Hours,
        Self::Departures,
        Self::Extras,
        Self::Segments,
        Self::Quotes,
        Self::Postponements,
        Self::Resolutions,
        Self::Photos,
        Self::VoiceNotes,
    ];
}

impl Refusal {
    /// The stage that forbids the command, where it is one that does.
    pub fn stage(&self) -> Option<StageName> {
        match *self {
            Self::StageForbids { stage }
            | Self::OfferEnded { stage, .. }
            | Self::AlreadyAccepted { stage }
            | Self::RequestExpired { stage, .. }
            | Self::TechnicianBusy { stage }
            | Self::AgendaCollides { stage, .. }
            | Self::TechnicianUnavailable { stage }
            | Self::NotLate { stage, .. }
            | Self::QuotePending { stage }
            | Self::NoQuotePending { stage }
            | Self::QuoteReplaced { stage }
            | Self::QuoteExpired { stage, .. }
            | Self::ExtrasNeedAgreement { stage, .. }
            | Self::TooMany { stage, .. }
            | Self::InterventionTooExpensive { stage, .. }
            | Self::ReleasedFromYou { stage, .. }
            | Self::AlreadyFinished { stage }
            | Self::GivenUp { stage, .. }
            | Self::GivenUpTwice { stage }
            | Self::CustomerPresent { stage }
            | Self::TechnicianOnSite { stage, .. }
            | Self::ClosedByCustomer { stage, .. }
            | Self::TariffChanged { stage, .. }
            | Self::ProposalPast { stage, .. }
            | Self::StartLocked { stage, .. }
            | Self::StartBlocked { stage }
            | Self::NotClosableYet { stage, .. }
            | Self::EndedForGood { stage }
            | Self::FeeNotDue { stage }
            | Self::NothingToConfirm { stage }
            | Self::CancellationClosed { stage }
            | Self::NotAbsentYet { stage, .. }
            | Self::AlreadyRated { stage }
            | Self::RatingClosed { stage, .. }
            | Self::OfferStands { stage, .. }
            | Self::TooEarly { stage, .. } => Some(stage),
            Self::NotOfferedToYou => Some(StageName::Open),
            Self::NotYours
            | Self::WrongStartCode
            | Self::NoSuchExtra
            | Self::PositionImplausible { .. }
            | Self::NoSuchAgreedQuote
            | Self::NoSuchQuote
            | Self::BeforeAppointment { .. }
            | Self::FeeTooHigh { .. }
            | Self::QuoteTooLarge { .. }
            | Self::AppointmentTooFar { .. }
            | Self::FinishOutOfRange { .. }
            | Self::ExtensionOutOfRange { .. }
            | Self::AppointmentPast { .. }
            | Self::TimeDisordered { .. }
            | Self::ScheduleOutOfRange { .. }
            | Self::ValidityPast { .. }
            | Self::MediaTooLarge { .. }
            | Self::ContentTypeUnfit
            | Self::ProfileNeeded
            | Self::PersonErased
            | Self::MonthAhead { .. }
            | Self::CreditRefused(_)
            | Self::CeilingTooLow { .. } => None,
        }
    }

    /// Whether it tells a technician only that the request is not theirs: neither a version nor a time is told then.
    pub fn is_for_outsiders(&self) -> bool {
        matches!(
            self,
            Self::NotYours
                | Self::NotOfferedToYou
                | Self::OfferEnded { .. }
                | Self::AlreadyAccepted { .. }
                | Self::ReleasedFromYou { .. }
                | Self::GivenUp { .. }
                | Self::GivenUpTwice { .. }
        ) || matches!(self.stage(), Some(StageName::Open | StageName::Taken | StageName::Ended))
    }
}
