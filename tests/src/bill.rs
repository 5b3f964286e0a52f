//! The bill of AWS for what was counted: amounts of what AWS charges for, times the prices of `infra/prices.yaml`.

pub mod amounts;
pub mod deployed;
pub mod idle;
pub mod kept;
pub mod life;
pub mod prices;
pub mod thousand;
pub mod usage;

use amounts::Amounts;

/// One line of a bill.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is for: a use case, or something beside.
    pub what: String,
    /// How often it happened.
    pub times: f64,
    /// What it used in all.
    pub amounts: Amounts,
}

/// The sum of all lines.
pub fn sum(lines: &[Line]) -> Amounts {
    lines.iter().fold(Amounts::default(), |sum, line| sum.and(&line.amounts))
}
