//! An intervention in the table: its timeline with the index attributes, and the long texts beside it.

mod attachment;
mod attempts;
mod breakdown;
mod companion;
mod declare;
mod entry;
mod erase;
mod fact;
mod load;
mod media;
mod paper;
mod parts;
mod promise;
mod row;
mod save;
mod spelling;
mod traces;
mod transition;

pub(crate) use breakdown::BreakdownRow;
pub(crate) use load::assemble;
use load::record_holder;
pub(crate) use row::{TimelineRow, waiting_in, waiting_since};
pub use transition::{Admission, Attachment, Transition};
