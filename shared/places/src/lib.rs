//! Adapters to services outside AWS that know places: where an address lies, how long a drive takes.
//!
//! Both keep to a strict limit of time, size and attempts, and neither tells a log what was asked.

mod addresses;
mod fault;
mod service;
mod travel;

pub use addresses::Addresses;
pub use fault::Fault;
pub use service::InvalidBase;
pub use travel::{Tell, Travel};
