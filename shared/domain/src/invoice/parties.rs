//! Whom an invoice names: as they were when it was issued, whatever they change later.

use crate::{
    customer::Customer,
    dossier::Dossier,
    invoice::{Certification, Invoice},
    place::Address,
    quote::{Quote, QuoteLine},
    technician::Business,
    text::Name,
};

/// The rate that wants no certification.
const USUAL_PER_MILLE: u16 = 200;

/// Seller and buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    /// In whose name it is issued.
    pub seller: Business,
    /// Who pays.
    pub buyer: Buyer,
}

/// An invoice with those whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// What is claimed.
    pub invoice: Invoice,
    /// By whom, from whom.
    pub parties: Parties,
}

/// Who pays, as papers name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buyer {
    /// As they call themselves.
    pub name: Name,
    /// Where invoices go.
    pub address: Address,
}

impl Buyer {
    /// By the name and address that the customer gave; else by the address of the breakdown.
    pub fn of(customer: Option<&Customer>, dossier: &Dossier) -> Self {
        match customer {
            Some(customer) => Self { name: customer.name.clone(), address: customer.billing_address.clone() },
            None => Self { name: nameless(), address: dossier.breakdown.address.clone() },
        }
    }
}

fn nameless() -> Name {
    Name::try_from("Client".to_owned()).expect("a sound name")
}

impl Dossier {
    /// The certification of the dwelling's age: a quote with reduced rates says it, and who accepts signs it.
    pub fn certification(&self, buyer: &Buyer) -> Option<Certification> {
        let is_reduced = |line: &QuoteLine| line.vat_per_mille.is_some_and(|rate| rate < USUAL_PER_MILLE);
        let has_reduced = |quote: &&Quote| {
            self.quote_lines(&quote.id).is_some_and(|lines| lines.lines().iter().any(is_reduced))
        };
        let certified = self.intervention.agreed_quotes().filter(has_reduced).last()?;
        Some(Certification { signed_by: buyer.name.clone(), signed_at: certified.answered_at? })
    }
}
