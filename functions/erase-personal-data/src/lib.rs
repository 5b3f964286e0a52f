//! Erases a person: everything but what the law keeps, their account last (rule 30).

use domain::{Timestamp, failure::Failure, person::Person};
use erasure::{Eraser, Outcome};

/// Erases as much as one call can; a job completes the rest. Refused while work of the person runs or a document that
/// names them must still be printed.
pub async fn erase_personal_data(
    eraser: &Eraser,
    person: &Person,
    now: Timestamp,
) -> Result<Outcome, Failure> {
    eraser.erase_person(person, now).await
}
