//! An independent computation of what an intervention costs, from the numbered rules alone.
//!
//! It uses plain integers and nothing of the domain, so that an error there is not repeated here. Times are seconds since
//! the declaration, amounts are cents. `story` keeps the deeds that happened, `course` says which
//! may follow, `price`, `quotes` and `leaving` compute, `chance` draws random stories.

pub mod chance;
pub mod course;
pub mod deed;
pub mod leaving;
pub mod price;
pub mod quotes;
pub mod story;
