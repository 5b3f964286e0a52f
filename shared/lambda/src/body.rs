//! Bodies of commands: JSON in, values of the domain out, all faults at once.
//!
//! A function declares its body with domain types as fields; each of them knows here how it is read:
//!
//! ```ignore
//! #[derive(Deserr)]
//! #[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
//! struct Body {
//!     lines: List<Line, 1, 50>,
//!     #[deserr(default)]
//!     valid_until: Option<Timestamp>,
//! }
//! ```

mod fault;
mod json;
mod kind;
mod list;
mod money;
mod number;
mod place;
mod technician;
mod time;
mod value;

use deserr::Deserr;

pub use fault::{Expected, Fault, Faults, Wrong};
pub(crate) use json::Json;
pub use kind::one_of;
pub use list::List;
pub use number::{VatRate, Whole};
pub use place::Place;
pub use technician::Tariffs;
pub use time::LastDay;
pub(crate) use value::text;

use crate::Problem;

/// The largest body, in bytes.
pub(crate) const BODY_BYTES_MAX: usize = 65_536;

/// The body of a command that needs no words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Nothing {}

/// The body of a command that tells nothing but, from an app that was offline, when it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr)]
#[deserr(error = Faults, rename_all = camelCase, deny_unknown_fields)]
pub struct Occurred {
    /// When it happened; without it, when we received it.
    #[deserr(default)]
    pub occurred_at: Option<domain::Timestamp>,
}

pub(crate) fn parse<T: Deserr<Faults>>(body: &[u8]) -> Result<T, Problem> {
    if body.len() > BODY_BYTES_MAX {
        return Err(Problem::BodyTooLarge);
    }
    let json = Json::read(body).map_err(|_| Problem::MalformedBody)?;
    json.parse().map_err(Problem::InvalidValue)
}

#[cfg(test)]
mod tests;
