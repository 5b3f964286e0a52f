//! Erasing personal data (rule 30): of a person who asks for it, and of everything that has been kept long enough.
//!
//! Every step may be repeated, and what leads to the rest goes last: the objects of an intervention before the rows
//! that name them, its rows before the entry of the index, all data of a person before their account. A crash anywhere
//! is completed by the same call or by the job.

mod customer;
mod intervention;
mod person;
mod technician;

use std::error::Error as Cause;

use accounts::Accounts;
use aws_config::SdkConfig;
use media::Bucket;
use store::Store;

pub use person::Outcome;

/// The table, the bucket of uploads and the accounts: all that personal data stand in.
#[derive(Debug, Clone)]
pub struct Eraser {
    /// The table.
    pub store: Store,
    /// The bucket of uploads.
    pub bucket: Bucket,
    /// The accounts.
    pub accounts: Accounts,
}

impl Eraser {
    /// The names that the environment gives.
    pub fn connect(
        sdk: &SdkConfig,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Box<dyn Cause + Send + Sync>> {
        let (store, bucket) = (Store::connect(sdk, lookup)?, Bucket::connect(sdk, lookup)?);
        Ok(Self { store, bucket, accounts: Accounts::connect(sdk, lookup)? })
    }
}
