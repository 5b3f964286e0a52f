//! Technicians in a timeline: who was asked, who took it, and for which price.

use crate::{cell::Home, id::TechnicianId, tariff::Tariff, text::Name};

/// A technician who was asked, with the prices that the customer saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub technician: TechnicianId,
    /// For how much.
    pub tariff: Tariff,
}

/// Who took a request, and for which price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// Who.
    pub technician: TechnicianId,
    /// As the customer sees them.
    pub display_name: Name,
    /// Where their agenda is kept.
    pub home: Home,
    /// For how much.
    pub tariff: Tariff,
    /// How long the drive takes from where they were then, if that is known.
    pub drive_minutes: Option<u16>,
}
