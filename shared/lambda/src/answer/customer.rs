//! Who pays, as they read themselves.

use domain::customer;
use serde::Serialize;

use super::Address;

/// What a customer told about themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    name: String,
    phone: String,
    billing_address: Address,
}

impl Customer {
    /// The profile of a customer.
    pub fn of(customer: &customer::Customer) -> Self {
        Self {
            name: customer.name.to_string(),
            phone: customer.phone.as_str().to_owned(),
            billing_address: (&customer.billing_address).into(),
        }
    }
}
