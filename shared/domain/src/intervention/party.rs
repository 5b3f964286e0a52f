//! Who may know of an intervention, and whose word counts in it (rule 29).

use jiff::Timestamp;

use super::{Intervention, Stage, StageName};
use crate::{
    calendar,
    id::{CustomerId, TechnicianId},
    moment::Submission,
    policy::Policy,
    refusal::Refusal,
    technician::Technician,
    timeline::{Actor, Fact},
};

/// Who looks at an intervention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// Who declared it.
    Customer(CustomerId),
    /// A technician.
    Technician(TechnicianId),
    /// The team.
    Operator,
}

impl Party {
    /// The `sub` of their token; the team acts as one.
    pub fn sub(&self) -> Option<&str> {
        match self {
            Self::Customer(customer) => Some(customer.as_str()),
            Self::Technician(technician) => Some(technician.as_str()),
            Self::Operator => None,
        }
    }
}

impl From<&Party> for Actor {
    fn from(party: &Party) -> Self {
        match party {
            Party::Customer(_) => Self::Customer,
            Party::Technician(_) => Self::Technician,
            Party::Operator => Self::Operator,
        }
    }
}

/// How much of an intervention a reader may see, from the least to the most (rule 29).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// The category, and whether it is open, taken or over.
    Outline,
    /// The request as it is put to technicians: the city, the description, the wishes.
    Request,
    /// Everything.
    Whole,
}

impl Intervention {
    /// How much a party may see now; none if the party may not know of this intervention.
    ///
    /// What waits is seen by technicians who could take it as well: [`Technician::sight_of`].
    pub fn sight(&self, party: &Party, now: Timestamp) -> Option<Sight> {
        match party {
            Party::Operator => Some(Sight::Whole),
            Party::Customer(customer) => (*customer == self.declaration.customer).then_some(Sight::Whole),
            Party::Technician(technician) if self.is_taken_by(technician) => Some(Sight::Whole),
            Party::Technician(technician) if self.is_offered_to(technician, now) => Some(Sight::Request),
            Party::Technician(technician) => {
                let had_part = self.asked.contains(technician) || self.was_held_by(technician);
                had_part.then_some(Sight::Outline)
            }
        }
    }

    /// Whether a party may know of this intervention at all.
    pub fn is_known_to(&self, party: &Party) -> bool {
        self.sight(party, self.declared_at()).is_some()
    }

    /// The stage as a technician without a part in the intervention may know it.
    pub fn outline(&self, now: Timestamp) -> StageName {
        let is_expired = self.stage.is_open() && now >= self.expires_at;
        if is_expired { StageName::Ended } else { self.stage.outline() }
    }

    fn is_offered_to(&self, technician: &TechnicianId, now: Timestamp) -> bool {
        let Stage::Offered { to, until, .. } = &self.stage else { return false };
        let is_asked = to.iter().any(|asked| asked.technician == *technician);
        is_asked && now <= *until && now < self.expires_at
    }

    pub(super) fn was_held_by(&self, technician: &TechnicianId) -> bool {
        let held = |fact: &Fact| matches!(fact, Fact::Accepted { acceptance, .. } if acceptance.technician == *technician);
        self.timeline.iter().any(|entry| held(&entry.fact))
    }

    /// Whether phone number and access codes are shown: not to the technician any more, once the days of the policy
    /// have passed since the end (rule 29).
    pub fn shows_contact_to(&self, party: &Party, now: Timestamp, policy: &Policy) -> bool {
        match party {
            Party::Customer(_) | Party::Operator => self.sight(party, now) == Some(Sight::Whole),
            Party::Technician(technician) => {
                let ends_at = self.ended_at().map(|at| calendar::days_later(at, policy.contact_days));
                self.is_taken_by(technician) && ends_at.is_none_or(|at| now < at)
            }
        }
    }

    /// Whether this technician took it.
    pub fn is_taken_by(&self, technician: &TechnicianId) -> bool {
        self.acceptance.as_ref().is_some_and(|acceptance| acceptance.technician == *technician)
    }

    /// Whether papers concern them: the customer who pays, the technician who worked, and the team (rule 33).
    pub fn is_between(&self, party: &Party) -> bool {
        match party {
            Party::Customer(customer) => *customer == self.declaration.customer,
            Party::Technician(technician) => self.is_taken_by(technician),
            Party::Operator => true,
        }
    }

    /// Whether a technician may have seen the request at some time, if they could take it.
    pub(super) fn was_shown_to(&self, technician: &TechnicianId) -> bool {
        self.asked.contains(technician) || self.was_held_by(technician) || self.was_waiting()
    }

    /// Whether it waited at some time: a request waits from the moment that its customer names an hour, too.
    fn was_waiting(&self) -> bool {
        let waits = |fact: &Fact| matches!(fact, Fact::Waiting | Fact::Scheduled { .. }) || fact.is_release();
        self.timeline.iter().any(|entry| waits(&entry.fact))
    }

    pub(super) fn check_customer(&self, customer: &CustomerId) -> Result<(), Refusal> {
        if self.declaration.customer == *customer { Ok(()) } else { Err(Refusal::NotYours) }
    }

    /// Refuses everybody but the technician who holds it; a technician from whom it was taken learns why.
    pub(super) fn check_holder(&self, technician: &TechnicianId) -> Result<(), Refusal> {
        let nothing_stated = Submission::now(self.declared_at());
        self.lifted_release(technician, &nothing_stated).map(|_| ())
    }
}

impl Technician {
    /// How much this technician may see of an intervention now. A request that waits is shown to a technician who could
    /// take it, as in the missions list: offline, at their base. Once another technician has taken it, only that is shown.
    pub fn sight_of(&self, intervention: &Intervention, now: Timestamp) -> Option<Sight> {
        let part = intervention.sight(&Party::Technician(self.id.clone()), now);
        if part >= Some(Sight::Request) || !intervention.was_waiting() {
            return part;
        }
        if !self.as_if_online(now).could_take(intervention.declaration().wanted(), now) {
            return part;
        }
        let waits = matches!(intervention.stage(), Stage::Waiting { .. }) && now < intervention.expires_at();
        Some(if waits { Sight::Request } else { Sight::Outline })
    }
}
