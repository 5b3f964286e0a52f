//! An application to become a technician, and what the team decided (rule 35).

use jiff::Timestamp;

use crate::{
    id::{OperatorId, TechnicianId},
    technician::Technician,
    text::Remark,
};

/// An application: who registers a business applies, and waits for an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// When the person applied, the last time.
    pub applied_at: Timestamp,
    /// Whether nobody has decided since.
    pub is_open: bool,
    /// What operators decided, the oldest first; at most [`DECISIONS_MAX`], the newest.
    pub decisions: Vec<Decision>,
}

/// So many decisions about one person are kept.
pub const DECISIONS_MAX: usize = 20;

/// What an operator decided about a person, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Which way.
    pub verdict: Verdict,
    /// Who decided.
    pub operator: OperatorId,
    /// Why; the person reads it.
    pub reason: Remark,
    /// When.
    pub decided_at: Timestamp,
}

/// The two ways of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The person works as a technician.
    Approved,
    /// The person does not, or does no longer.
    Refused,
}

/// How a person who registered a business stands with the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Waits for a decision.
    Applied,
    /// Works as a technician.
    Approved,
    /// Does not.
    Refused,
}

/// A technician's profile with the application that it came with.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    /// The profile.
    pub technician: Technician,
    /// None for technicians who were in the group before applications existed, or without one: they are approved.
    pub application: Option<Application>,
}

impl Application {
    /// The first application of a person.
    pub fn new(applied_at: Timestamp) -> Self {
        Self { applied_at, is_open: true, decisions: Vec::new() }
    }

    /// The application of a technician about whom something is decided for the first time, and who never applied.
    fn decided_without(decided_at: Timestamp) -> Self {
        Self { is_open: false, ..Self::new(decided_at) }
    }

    /// How the person stands.
    pub fn status(&self) -> Status {
        match self.decision() {
            None => Status::Applied,
            Some(Decision { verdict: Verdict::Approved, .. }) => Status::Approved,
            Some(Decision { verdict: Verdict::Refused, .. }) => Status::Refused,
        }
    }

    /// The decision that counts; none while the person waits for one.
    pub fn decision(&self) -> Option<&Decision> {
        self.decisions.last().filter(|_| !self.is_open)
    }

    /// The same after a profile was sent again: whoever was refused applies anew, with what was asked for. None where
    /// that changes nothing.
    #[must_use]
    pub fn renewed(&self, now: Timestamp) -> Option<Self> {
        let renewed = Self { applied_at: now, is_open: true, decisions: self.decisions.clone() };
        (self.status() == Status::Refused).then_some(renewed)
    }

    /// The same with one more decision; none where it repeats the one that counts.
    #[must_use]
    pub fn with(&self, decision: Decision) -> Option<Self> {
        let repeats =
            |known: &Decision| Decision { decided_at: known.decided_at, ..decision.clone() } == *known;
        if self.decision().is_some_and(repeats) {
            return None;
        }
        let surplus = (self.decisions.len() + 1).saturating_sub(DECISIONS_MAX);
        let kept = self.decisions.iter().skip(surplus).cloned();
        let decisions = kept.chain([decision]).collect();
        Some(Self { applied_at: self.applied_at, is_open: false, decisions })
    }
}

impl Registration {
    /// How the person stands.
    pub fn status(&self) -> Status {
        self.application.as_ref().map_or(Status::Approved, Application::status)
    }

    /// The application after a decision; none where the decision repeats the one that counts.
    pub fn decided(&self, decision: Decision) -> Option<Application> {
        match &self.application {
            Some(application) => application.with(decision),
            None => Application::decided_without(decision.decided_at).with(decision),
        }
    }

    /// Who it is.
    pub fn id(&self) -> &TechnicianId {
        &self.technician.id
    }
}

/// That an operator made a person an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// The person.
    pub appointed: OperatorId,
    /// Who appointed them.
    pub operator: OperatorId,
    /// Why.
    pub reason: Remark,
    /// When.
    pub appointed_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn decision(verdict: Verdict, reason: &str, second: i64) -> Decision {
        let operator = "odile".to_owned().try_into().unwrap();
        Decision { verdict, operator, reason: reason.to_owned().try_into().unwrap(), decided_at: at(second) }
    }

    #[test]
    fn rule_35_an_application_waits_until_an_operator_decides() {
        let applied = Application::new(at(1));

        let approved = applied.with(decision(Verdict::Approved, "Assurance valable.", 2)).unwrap();
        let struck_off = approved.with(decision(Verdict::Refused, "Assurance résiliée.", 3)).unwrap();

        let statuses = [&applied, &approved, &struck_off].map(Application::status);
        assert_eq!(statuses, [Status::Applied, Status::Approved, Status::Refused]);
        assert_eq!(struck_off.decisions.len(), 2, "the team keeps what it decided before");
    }

    #[test]
    fn rule_35_whoever_was_refused_applies_anew_and_nobody_else() {
        let applied = Application::new(at(1));
        let refused = applied.with(decision(Verdict::Refused, "Illisible.", 2)).unwrap();
        let approved = applied.with(decision(Verdict::Approved, "Bien.", 2)).unwrap();

        let renewed = refused.renewed(at(3)).unwrap();

        assert_eq!((renewed.status(), renewed.applied_at), (Status::Applied, at(3)));
        assert_eq!((applied.renewed(at(3)), approved.renewed(at(3))), (None, None));
    }

    #[test]
    fn a_decision_that_repeats_the_last_one_changes_nothing() {
        let approved = Application::new(at(1)).with(decision(Verdict::Approved, "Bien.", 2)).unwrap();

        assert_eq!(approved.with(decision(Verdict::Approved, "Bien.", 9)), None);
        assert!(approved.with(decision(Verdict::Approved, "Très bien.", 9)).is_some());
    }

    #[test]
    fn of_many_decisions_the_newest_are_kept() {
        let mut application = Application::new(at(1));
        for number in 0..30 {
            application = application.with(decision(Verdict::Refused, &number.to_string(), number)).unwrap();
        }

        assert_eq!(application.decisions.len(), DECISIONS_MAX);
        assert_eq!(application.decision().unwrap().reason.as_str(), "29");
    }
}
