//! What apps read: structs with the names and shapes of `infra/openapi.yaml`, built from values of the domain.

mod application;
mod categories;
mod credit_note;
mod customer;
mod intervention;
mod invoice;
mod matched;
mod medium;
mod mission;
mod money;
mod paper;
mod parts;
mod personal;
mod place;
mod question;
mod quote;
mod report;
mod standing;
mod summary;
mod technician;
mod time;
mod timeline;

pub use application::{Application, Decision, OwnApplication};
pub use categories::{CONTRACT_VERSION, Categories};
pub use credit_note::CreditNote;
pub use customer::Customer;
pub use intervention::{Intervention, Outline, Reader};
pub use invoice::{Invoice, InvoiceLine, InvoiceVat, Seller};
pub use matched::{Matched, RatingMean};
pub use medium::{Medium, MissionMedium};
pub use mission::Mission;
pub use money::Money;
pub use paper::Paper;
pub use parts::{Extra, Offer, Postponement, Price, Rating, Segment};
pub use personal::PersonalData;
pub use place::{Access, Address, Candidate, InterventionAddress, Location};
pub use question::Question;
pub use quote::{Quote, QuoteLine};
pub use report::Report;
pub use summary::Summary;
pub use technician::{
    Base, Business, CategoryTariff, Contact, FlatRate, Insurance, PublicTechnician, Technician,
    TechnicianName,
};
pub use time::Time;
pub use timeline::{Entry, actor, fact};

use serde::Serialize;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<T> {
    /// Its entries.
    pub items: Vec<T>,
    /// The cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
