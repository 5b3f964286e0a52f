//! One person, and everything that is kept about them (rule 30).

use jiff::Timestamp;

use crate::{
    agenda::Agenda,
    application::{Application, Appointment},
    customer::Customer,
    dossier::Dossier,
    id::{CustomerId, Id, InterventionId, OperatorId, TechnicianId},
    intervention::Party,
    invalid::Invalid,
    invoice::{Bill, CreditNote},
    media::Links,
    paper::{PaperKind, PaperLink},
    question::Question,
    reliability::Deed,
    technician::Technician,
};

/// A person by the `sub` of their token, which is their id as a customer and as a technician.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id as a customer.
    pub customer: CustomerId,
    /// Their id as a technician.
    pub technician: TechnicianId,
}

impl Person {
    /// The person behind a party. An operator acts for the team, so there is none.
    pub fn of(party: &Party) -> Option<Self> {
        match party {
            Party::Customer(customer) => Some(customer.into()),
            Party::Technician(technician) => Some(technician.into()),
            Party::Operator => None,
        }
    }

    /// The `sub`.
    pub fn sub(&self) -> &str {
        self.customer.as_str()
    }

    /// Their id as an operator.
    pub fn operator(&self) -> OperatorId {
        Id::same(&self.customer)
    }
}

impl From<&CustomerId> for Person {
    fn from(customer: &CustomerId) -> Self {
        Self { customer: customer.clone(), technician: Id::same(customer) }
    }
}

impl From<&TechnicianId> for Person {
    fn from(technician: &TechnicianId) -> Self {
        Self { customer: Id::same(technician), technician: technician.clone() }
    }
}

impl TryFrom<String> for Person {
    type Error = Invalid;

    fn try_from(sub: String) -> Result<Self, Invalid> {
        Ok(Self { customer: sub.clone().try_into()?, technician: sub.try_into()? })
    }
}

/// A part of what is kept about a person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PersonalData {
    /// What they told about themselves as a customer.
    pub customer: Option<Customer>,
    /// What they told about themselves as a technician, and what is known of them as one.
    pub technician: Option<TechnicianData>,
    /// Who made them an operator, and why, the oldest first.
    pub appointments: Vec<Appointment>,
    /// Interventions that they declared or took.
    pub interventions: Vec<PersonalIntervention>,
    /// Questions that they asked.
    pub questions: Vec<Question>,
    /// What they did with offers and promises, the oldest first.
    pub deeds: Vec<PersonalDeed>,
    /// Waiting requests of which they were told.
    pub notices: Vec<PersonalNotice>,
}

/// What is kept about a technician beside their interventions.
#[derive(Debug, Clone, PartialEq)]
pub struct TechnicianData {
    /// Profile, presence and rating.
    pub technician: Technician,
    /// Their application, and what the team decided.
    pub application: Option<Application>,
    /// What they hold.
    pub agenda: Agenda,
    /// Offers of the last hour, each with its end.
    pub offers: Vec<(InterventionId, Timestamp)>,
}

/// An intervention with its documents and links.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonalIntervention {
    /// What the person is to it.
    pub party: Party,
    /// All that is kept of it.
    pub dossier: Dossier,
    /// Links to photos and voice notes.
    pub links: Links,
    /// The invoice, once it is printed.
    pub bill: Option<(Bill, PaperLink)>,
    /// What was taken back of the invoice.
    pub credit_notes: Vec<(CreditNote, Option<PaperLink>)>,
    /// Every printed document.
    pub papers: Vec<(PaperKind, PaperLink)>,
}

/// What a technician did with one offer or promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalDeed {
    /// About which intervention.
    pub intervention: InterventionId,
    /// When it was offered or promised.
    pub since: Timestamp,
    /// What became of it.
    pub deed: Deed,
}

/// That a technician was told of a waiting request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalNotice {
    /// Of which.
    pub intervention: InterventionId,
    /// Since when it waited.
    pub waiting_since: Timestamp,
}

/// Why a person cannot be erased yet, or cannot change who issues their invoices; names the interventions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsettled {
    /// A technician holds work, or comes to a customer's home.
    #[error("work runs")]
    WorkRunning(Vec<InterventionId>),
    /// Work that a technician accepted under another company or regime of value-added tax is not invoiced yet.
    #[error("accepted work is not invoiced yet")]
    IssuerBound(Vec<InterventionId>),
    /// An invoice, a report or a quote names the person and must still be printed.
    #[error("a document is not printed yet")]
    DocumentsPending(Vec<InterventionId>),
}

impl Unsettled {
    /// What stands in the way of erasing an intervention; none if it is over and on paper.
    pub fn of(dossier: &Dossier) -> Option<Self> {
        let id = dossier.intervention.id().clone();
        if !dossier.intervention.stage().is_over() {
            return Some(Self::WorkRunning(vec![id]));
        }
        (!dossier.is_printed()).then(|| Self::DocumentsPending(vec![id]))
    }
}
