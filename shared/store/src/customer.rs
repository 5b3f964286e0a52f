//! Customers: what they told about themselves.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    customer::{Customer, Phone},
    failure::Failure,
    id::CustomerId,
    idempotency::Request,
};
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    error::Error,
    key,
    remembered::RememberedRow,
    row::{AddressRow, Row, parse},
    transaction::Condition,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomerRow {
    revision: u64,
    name: String,
    phone: String,
    billing_address: AddressRow,
    #[serde(default, skip_serializing_if = "RememberedRow::is_empty")]
    keys: RememberedRow,
}

impl Row for CustomerRow {
    const KIND: &'static str = "customer";
}

impl CustomerRow {
    fn of(customer: &Customer, revision: u64, keys: RememberedRow) -> Self {
        Self {
            revision,
            name: customer.name.to_string(),
            phone: customer.phone.as_str().to_owned(),
            billing_address: AddressRow::of(&customer.billing_address),
            keys,
        }
    }

    fn customer(self, id: CustomerId) -> Result<Customer, Error> {
        Ok(Customer {
            id,
            name: parse(self.name)?,
            phone: Phone::stored(self.phone)?,
            billing_address: self.billing_address.address()?,
        })
    }
}

/// So often may another device of the same person be faster.
const RACES_MAX: usize = 5;

impl Store {
    /// What a customer told about themselves, if they did; it may miss the last second, unless there is nothing at all.
    pub async fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, Failure> {
        for read in [Read::Eventual, Read::Consistent] {
            if let Some(row) = self.get::<CustomerRow>(key::customer(id), read).await? {
                return Ok(Some(row.customer(id.clone())?));
            }
        }
        Ok(None)
    }

    /// Keeps what a customer tells; a repeat changes nothing.
    pub async fn save_customer(&self, customer: &Customer, request: Request) -> Result<(), Failure> {
        for _ in 0..RACES_MAX {
            let key = key::customer(&customer.id);
            let known = self.get::<CustomerRow>(key.clone(), Read::Consistent).await?;
            let (revision, keys, unchanged) = match known {
                Some(known) => (known.revision, known.keys, same_revision(known.revision)),
                None => (0, RememberedRow::default(), Condition::New),
            };
            if keys.knows(request.key)? {
                return Ok(());
            }
            let row = CustomerRow::of(customer, revision + 1, keys.with(request.key));
            if self.put_if(key, &row, &unchanged).await? {
                return Ok(());
            }
        }
        Err(Failure::Busy)
    }
}

/// Nobody saved the profile in between.
pub(crate) fn same_revision(revision: u64) -> Condition {
    Condition::Same("revision", AttributeValue::N(revision.to_string()))
}
