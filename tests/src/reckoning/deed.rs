//! What people do, and under which terms.

/// The numbers of the policy that prices, fees and limits depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Rule 17: the price of the first minutes.
    pub base_cents: i64,
    /// Rule 17: how many minutes the base price covers.
    pub base_minutes: i64,
    /// Rule 21: how long after the acceptance leaving is free.
    pub free_minutes: i64,
    /// Rule 21: the fee for leaving a technician on the way.
    pub fee_on_the_way: i64,
    /// Rule 21: the fee for leaving a technician on site, or for being absent.
    pub fee_arrived: i64,
    /// Rule 21: how long a technician waits for an absent customer.
    pub absence_minutes: i64,
    /// Rule 10: how soon an immediate request promises arrival.
    pub arrival_minutes: i64,
    /// Rule 15: extras up to this amount need no agreement.
    pub extras_free: i64,
    /// Rule 16: the share of the ceiling at which both are told.
    pub warning_percent: i64,
}

impl Numbers {
    /// The numbers of the rules.
    pub const OF_THE_RULES: Self = Self {
        base_cents: 4_999,
        base_minutes: 30,
        free_minutes: 5,
        fee_on_the_way: 1_500,
        fee_arrived: 3_000,
        absence_minutes: 15,
        arrival_minutes: 45,
        extras_free: 15_000,
        warning_percent: 80,
    };
}

/// What holds for an intervention from its acceptance on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Which technician accepted.
    pub technician: usize,
    /// Rule 17: the price of an hour.
    pub hourly: i64,
    /// Rule 18: the technician's flat rate, which counts only if it was asked for.
    pub flat: i64,
    /// The policy of that moment.
    pub numbers: Numbers,
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A technician accepts.
    Accept(Terms),
    /// The technician departs, perhaps with an estimate of the drive in minutes.
    Depart(Option<i64>),
    /// The technician arrives.
    Arrive,
    /// The technician starts, with the customer's code or with another one.
    Start {
        /// Whether the code is the customer's.
        right_code: bool,
    },
    /// The technician pauses.
    Pause,
    /// The technician resumes.
    Resume,
    /// The technician adds so many parts at such a price.
    AddExtra(i64, i64),
    /// The technician removes the extra with this number, counted from 0 over all that were added.
    RemoveExtra(usize),
    /// The technician proposes a quote of lines (how many, at which price), valid until then.
    ProposeQuote(Vec<(i64, i64)>, i64),
    /// The customer accepts the newest quote.
    AcceptQuote,
    /// The customer refuses the newest quote.
    RefuseQuote,
    /// The technician proposes another appointment.
    ProposePostponement(i64),
    /// The customer confirms it.
    ConfirmPostponement,
    /// The technician finishes.
    Finish,
    /// The customer cancels.
    CancelByCustomer,
    /// The technician gives the intervention up.
    GiveUp,
    /// The technician reports that the customer is absent.
    ReportAbsence,
    /// The customer leaves a technician who is late, and waits for another.
    LeaveLate,
    /// The system reminds a technician who did not depart, and says by when they must leave to keep the promise (rule 10).
    Remind(i64),
    /// The system finds the technician late and tells the customer, who may leave free of charge (rule 10).
    FindLate,
    /// The system takes it from a technician who gave no sign (rule 10).
    TakeAway,
}

impl Deed {
    /// Whether the technician loses the intervention, which waits again.
    pub fn is_release(&self) -> bool {
        matches!(self, Self::GiveUp | Self::LeaveLate | Self::TakeAway)
    }

    /// Whether the system does it.
    pub fn is_of_system(&self) -> bool {
        matches!(self, Self::Remind(_) | Self::FindLate | Self::TakeAway)
    }

    /// Whether it ends the intervention before the work.
    pub fn is_cancellation(&self) -> bool {
        matches!(self, Self::CancelByCustomer | Self::ReportAbsence)
    }

    /// Whether only the technician who has the intervention does it.
    pub fn is_of_technician(&self) -> bool {
        let more = matches!(
            self,
            Self::RemoveExtra(_)
                | Self::ProposeQuote(..)
                | Self::ProposePostponement(_)
                | Self::GiveUp
                | Self::ReportAbsence
        );
        more || self.is_dated()
    }

    /// Rule 34: whether an app without a network does it and sends it later.
    pub fn is_dated(&self) -> bool {
        matches!(
            self,
            Self::Depart(_)
                | Self::Arrive
                | Self::Start { .. }
                | Self::Pause
                | Self::Resume
                | Self::AddExtra(..)
                | Self::Finish
        )
    }
}
