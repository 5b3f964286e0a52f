//! What the customer declares: where, what, when.

use jiff::{SignedDuration, Timestamp};

use crate::{
    agenda::When,
    calendar,
    category::Category,
    id::{CustomerId, TechnicianId},
    map_cell::MapCell,
    money::Money,
    place::{Access, Address, Location},
    policy::Policy,
    refusal::Refusal,
    text::{Description, Name},
};

/// The words of a declaration; long, never changed, and not needed to decide anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// Where help is needed; it may differ from where the customer stands (rule 2).
    pub address: Address,
    /// How to get in.
    pub access: Access,
    /// What is broken.
    pub description: Description,
}

/// What every later decision needs of a declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// Who declares and pays.
    pub customer: CustomerId,
    /// What kind of work it is.
    pub category: Category,
    /// Where, as a point.
    pub location: Location,
    /// When help is wanted; none means at once.
    pub scheduled_for: Option<Timestamp>,
    /// The flat rate that the customer asks for.
    pub flat_rate: Option<Name>,
    /// The most that time and extras may cost (rule 16).
    pub price_ceiling: Option<Money>,
    /// What the technician must be told on site before work starts (rule 12).
    pub start_code: StartCode,
}

impl Declaration {
    /// Whether this technician declared it. A technician is a customer as well (rule 35), but takes no request of their
    /// own: they would rate and bill themselves.
    pub(crate) fn is_by(&self, technician: &TechnicianId) -> bool {
        self.customer.as_str() == technician.as_str()
    }

    /// Rule 4: a scheduled hour lies 1 h to 60 days ahead; rule 16: a ceiling covers the base price.
    pub fn check(&self, now: Timestamp, policy: &Policy) -> Result<(), Refusal> {
        let least = policy.base_price();
        if self.price_ceiling.is_some_and(|ceiling| ceiling < least) {
            return Err(Refusal::CeilingTooLow { least });
        }
        let earliest = now + SignedDuration::from_mins(policy.schedule_ahead_minutes_min);
        let latest = calendar::days_later(now, policy.schedule_ahead_days_max);
        match self.scheduled_for {
            Some(hour) if hour < earliest || hour > latest => {
                Err(Refusal::ScheduleOutOfRange { earliest, latest })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// When nobody's taking it ends it (rule 9).
    pub fn expires_at(&self, now: Timestamp, policy: &Policy) -> Timestamp {
        self.scheduled_for.unwrap_or(now + SignedDuration::from_hours(policy.request_expiry_hours))
    }
}

/// What a request asks of whoever takes it (rule 5).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted<'a> {
    /// What kind of work it is.
    pub category: Category,
    /// Where, as far as reach is concerned (rule 29).
    pub area: MapCell,
    /// When; none means at once.
    pub scheduled_for: Option<Timestamp>,
    /// The flat rate that the customer asks for.
    pub flat_rate: Option<&'a Name>,
    /// The most that time and extras may cost.
    pub price_ceiling: Option<Money>,
}

impl Declaration {
    /// What it asks of whoever takes it.
    pub fn wanted(&self) -> Wanted<'_> {
        Wanted {
            category: self.category,
            area: MapCell::of(self.location),
            scheduled_for: self.scheduled_for,
            flat_rate: self.flat_rate.as_ref(),
            price_ceiling: self.price_ceiling,
        }
    }
}

impl Wanted<'_> {
    /// When taking it now would bind the technician's agenda (rule 11).
    pub fn binds(&self, now: Timestamp) -> When {
        match self.scheduled_for {
            Some(hour) if hour > now => When::At(hour),
            Some(_) | None => When::Now { since: now },
        }
    }
}

/// The four digits that the customer's app shows (rule 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartCode(u16);

impl StartCode {
    /// A code out of a random number, which the edge makes.
    pub fn of_random(random: u128) -> Self {
        Self(u16::try_from(random % 10_000).unwrap_or(0))
    }

    /// This code, or the one after it if this is `used`.
    #[must_use]
    pub fn other_than(self, used: Self) -> Self {
        if self == used { Self((self.0 + 1) % 10_000) } else { self }
    }

    /// The number 0 to 9999.
    pub fn number(self) -> u16 {
        self.0
    }
}

impl TryFrom<String> for StartCode {
    type Error = crate::invalid::Invalid;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let code = text.parse().ok().filter(|_| digits);
        code.map(Self).ok_or(crate::invalid::Invalid::Malformed(crate::invalid::Form::StartCode))
    }
}

impl std::fmt::Display for StartCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}", self.0)
    }
}
