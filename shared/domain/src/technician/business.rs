//! The company behind a technician: in whose name invoices are issued.

use jiff::Timestamp;

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

/// The French company number: nine digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Siren(Box<str>);

impl Siren {
    /// The nine digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Siren {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let digits = text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { Ok(Self(text.into_boxed_str())) } else { Err(Invalid::Malformed(Form::Siren)) }
    }
}

/// A European number for value-added tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatNumber(Box<str>);

impl VatNumber {
    /// As it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for VatNumber {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let country = text.bytes().take(2).filter(u8::is_ascii_uppercase).count() == 2;
        let known = country
            && (4..=14).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if known { Ok(Self(text.into_boxed_str())) } else { Err(Invalid::Malformed(Form::VatNumber)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_number_has_nine_digits() {
        let siren = |text: &str| Siren::try_from(text.to_owned()).is_ok();

        assert!(siren("552100554"));
        assert!(!["55210055", "5521005540", "55210055A", "552 100 5"].into_iter().any(siren));
    }

    #[test]
    fn a_number_for_value_added_tax_begins_with_its_country() {
        let number = |text: &str| VatNumber::try_from(text.to_owned()).is_ok();

        assert!(["FR12345678901", "ATU12345678"].into_iter().all(number));
        assert!(
            !["fr12345678901", "F", "FR1", "FR123456789012345", "FR 12345678901"].into_iter().any(number)
        );
    }
}
