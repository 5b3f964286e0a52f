//! An operator approves a person as a technician, or refuses them, also one who was approved before (rule 35).

use accounts::{Accounts, Group};
use domain::{
    Timestamp,
    application::{Decision, Registration, Status, Verdict},
    failure::Failure,
    id::{OperatorId, TechnicianId},
    idempotency::Request,
    text::Remark,
};
use store::Store;

/// The command of the operator.
#[derive(Debug, Clone)]
pub struct ApproveTechnician {
    /// About whom.
    pub technician: TechnicianId,
    /// Which way.
    pub verdict: Verdict,
    /// The operator.
    pub operator: OperatorId,
    /// Why; the person reads it.
    pub reason: Remark,
    /// How a repeat is recognised.
    pub request: Request,
}

/// So often may other operators decide about the same person meanwhile.
const ROUNDS_MAX: usize = 5;

/// Keeps the decision, then brings the group of the user pool and the rows of a match in line with it.
///
/// The decision is kept first, so nobody works without a row that says who approved them. A run that is cut in between
/// leaves the application in the list, and a repeat completes it. If two operators decide at once, the last decision
/// holds: each of them reads the row again after all else was written.
pub async fn approve_technician(
    store: &Store,
    accounts: &Accounts,
    command: ApproveTechnician,
    now: Timestamp,
) -> Result<Registration, Failure> {
    let ApproveTechnician { technician, verdict, operator, reason, request } = command;
    let decision = Decision { verdict, operator, reason, decided_at: now };
    let mut decided = store.decide_application(&technician, &decision, request).await?;
    for _ in 0..ROUNDS_MAX {
        match decided.status() {
            // A person who was refused applied anew after the decision that is repeated here.
            Status::Applied => return Ok(decided),
            Status::Approved => accounts.add(technician.as_str(), Group::Technicians).await?,
            Status::Refused => accounts.remove(technician.as_str(), Group::Technicians).await?,
        }
        store.settle_application(&technician).await?;
        let current = store.registration(&technician).await?;
        if current.status() == decided.status() {
            return Ok(current);
        }
        decided = current;
    }
    Err(Failure::Busy)
}

#[cfg(test)]
mod tests;
