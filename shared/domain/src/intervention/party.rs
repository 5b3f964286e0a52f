//! Who may know of an intervention, and whose word counts in it (rule 29).

use super::Intervention;
use crate::{
    id::{CustomerId, TechnicianId},
    moment::Submission,
    refusal::Refusal,
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

impl Intervention {
    /// Whether a party may know of this intervention at all.
    pub fn is_known_to(&self, party: &Party) -> bool {
        match party {
            Party::Operator => true,
            Party::Customer(customer) => *customer == self.declaration.customer,
            Party::Technician(technician) => {
                self.asked.contains(technician) || self.is_taken_by(technician) || self.was_waiting()
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

    /// Rule 29: the technician who took it sees all, the others the town; customer and team see all always.
    pub fn shows_all_to(&self, party: &Party) -> bool {
        match party {
            Party::Customer(_) | Party::Operator => true,
            Party::Technician(technician) => self.is_taken_by(technician),
        }
    }

    fn was_waiting(&self) -> bool {
        self.timeline.iter().any(|entry| matches!(entry.fact, Fact::Waiting | Fact::Released { .. }))
    }

    pub(super) fn check_customer(&self, customer: &CustomerId) -> Result<(), Refusal> {
        if self.declaration.customer == *customer { Ok(()) } else { Err(Refusal::NotYours) }
    }

    /// Refuses everybody but the technician who holds it; a technician from whom it was taken learns why.
    pub(super) fn check_holder(&self, technician: &TechnicianId) -> Result<(), Refusal> {
        let nothing_stated = Submission::now(self.declared_at());
        self.lifted_release(technician, &nothing_stated).map(|_| ())
    }

    pub(super) fn check_technician(&self, technician: &TechnicianId) -> Result<(), Refusal> {
        if self.is_taken_by(technician) { Ok(()) } else { Err(Refusal::NotYours) }
    }
}
