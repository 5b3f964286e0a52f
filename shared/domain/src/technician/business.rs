//! The company behind a technician: in whose name invoices are issued.

use jiff::Timestamp;

use super::{Siren, VatNumber};
use crate::{
    invalid::{Form, Invalid},
    place::Address,
    text::{Name, Remark},
};

/// The company in whose name invoices are issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Business {
    /// The registered name.
    pub legal_name: Name,
    /// The French company number.
    pub siren: Siren,
    /// The number for value-added tax, where one was given.
    pub vat_number: Option<VatNumber>,
    /// The registered address.
    pub address: Address,
    /// Whether value-added tax is charged.
    pub vat_regime: VatRegime,
    /// Who pays when something goes wrong.
    pub insurance: Insurance,
}

/// Whether value-added tax is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VatRegime {
    /// It is.
    Standard,
    /// It is not: a small business.
    Exempt,
}

/// A professional liability insurance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insurance {
    /// The company.
    pub insurer: Name,
    /// The number of the policy.
    pub policy: Name,
    /// What it covers, and where.
    pub coverage: Remark,
    /// Until when.
    pub valid_until: Timestamp,
}

impl Business {
    /// Refuses a French number for value-added tax that is another company's.
    pub fn check(self) -> Result<Self, Invalid> {
        match &self.vat_number {
            Some(number) if !number.may_be_of(&self.siren) => Err(Invalid::Malformed(Form::OwnVatNumber)),
            Some(_) | None => Ok(self),
        }
    }

    /// Whether invoices of both name the same issuer and tax alike.
    pub fn invoices_like(&self, other: &Self) -> bool {
        self.siren == other.siren && self.vat_regime == other.vat_regime
    }

    /// The number for value-added tax: the one that was given, or the one that follows from the company's number.
    pub fn vat_number(&self) -> VatNumber {
        self.vat_number.clone().unwrap_or_else(|| self.siren.vat_number())
    }
}
