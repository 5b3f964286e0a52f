//! Whom an invoice names, kept with it: profiles change, invoices do not.

use domain::invoice::{Buyer, Parties};
use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    row::{AddressRow, parse},
    technician::BusinessRow,
};

/// Seller and buyer as they were at the issue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PartiesRow {
    seller: BusinessRow,
    buyer: BuyerRow,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct BuyerRow {
    name: String,
    address: AddressRow,
}

impl PartiesRow {
    pub(super) fn of(parties: &Parties) -> Self {
        let Parties { seller, buyer } = parties;
        Self {
            seller: BusinessRow::of(seller),
            buyer: BuyerRow { name: buyer.name.to_string(), address: AddressRow::of(&buyer.address) },
        }
    }

    pub(super) fn parties(self) -> Result<Parties, Error> {
        let Self { seller, buyer } = self;
        let buyer = Buyer { name: parse(buyer.name)?, address: buyer.address.address()? };
        Ok(Parties { seller: seller.business()?, buyer })
    }
}
