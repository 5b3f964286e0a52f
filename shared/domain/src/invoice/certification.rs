//! Reduced rates: 10 % and 5.5 % are for dwellings over two years old, certified and signed by the customer.

use jiff::Timestamp;

use super::{InvoiceLine, line::usual_rate};
use crate::{policy::Policy, technician::VatRegime, text::Name};

/// The customer's word that the dwelling is over two years old; it is printed where it lowers the tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certification {
    /// Who signed it.
    pub signed_by: Name,
    /// When.
    pub signed_at: Timestamp,
}

/// What decides which rates apply.
#[derive(Debug, Clone, Copy)]
pub struct Taxation<'a> {
    /// Whether the technician charges value-added tax.
    pub regime: VatRegime,
    /// What allows reduced rates, if it was signed.
    pub certification: Option<&'a Certification>,
}

/// Lines whose reduced rates are certified, or raised to the usual rate; what the customer pays stays.
pub(super) fn uncertified(
    mut lines: Vec<InvoiceLine>,
    taxation: &Taxation<'_>,
    policy: &Policy,
) -> Vec<InvoiceLine> {
    if taxation.certification.is_some() {
        return lines;
    }
    let usual = usual_rate(taxation.regime, policy);
    for line in lines.iter_mut().filter(|line| line.vat_per_mille < usual) {
        line.vat_per_mille = usual;
    }
    lines
}
