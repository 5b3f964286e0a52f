//! What a technician holds: one intervention at a time, and appointments that do not collide (rule 11).

use jiff::Timestamp;

use crate::{id::InterventionId, policy::Policy};

/// A technician's promises. Empty means free.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agenda {
    holds: Vec<Hold>,
    closed: bool,
}

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// To which intervention.
    pub intervention: InterventionId,
    /// The entry of its timeline that accepted it: who gave it up may take it again.
    pub entry: u64,
    /// For when.
    pub when: When,
}

/// When a promise binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// To its end: the one intervention at a time.
    Now {
        /// From its acceptance, or from the hour of an appointment that has begun.
        since: Timestamp,
    },
    /// At an hour.
    At(Timestamp),
}

/// Why an agenda has no room; names what is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// Another intervention runs.
    Busy {
        /// Which.
        with: InterventionId,
    },
    /// Another appointment is too near.
    Collides {
        /// Which.
        with: InterventionId,
        /// When it begins or began.
        at: Timestamp,
    },
    /// The technician leaves and takes nothing any more (rule 30).
    Closed,
}

impl Conflict {
    /// The intervention that is in the way; none if the agenda takes nothing any more.
    pub fn with(&self) -> Option<&InterventionId> {
        match self {
            Self::Busy { with } | Self::Collides { with, .. } => Some(with),
            Self::Closed => None,
        }
    }
}

impl Agenda {
    /// An agenda as it was stored.
    pub fn of(holds: Vec<Hold>) -> Self {
        Self { holds, closed: false }
    }

    /// The agenda of a technician who leaves: it has no room for anything.
    pub fn closed() -> Self {
        Self { holds: Vec::new(), closed: true }
    }

    /// Whether the technician leaves.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// All promises.
    pub fn holds(&self) -> &[Hold] {
        &self.holds
    }

    /// Whether there is nothing to remember.
    pub fn is_empty(&self) -> bool {
        self.holds.is_empty() && !self.closed
    }

    /// What is in the way of a promise to `intervention`; an older promise to the same one is not. Of two promises each
    /// is in the way of the other or neither is, so the order of acceptance makes no difference (rule 11).
    pub fn conflict(&self, intervention: &InterventionId, when: When, policy: &Policy) -> Option<Conflict> {
        if self.closed {
            return Some(Conflict::Closed);
        }
        let mut others = self.holds.iter().filter(|hold| hold.intervention != *intervention);
        others.find_map(|hold| hold.conflict(when, policy))
    }

    /// The other intervention that runs, if one does: it alone is in the way of a visit that begins. The appointment
    /// found room when it was accepted, and a technician who comes late is not sent away by the next appointment.
    pub fn running(&self, intervention: &InterventionId) -> Option<Conflict> {
        let mut others = self.holds.iter().filter(|hold| hold.intervention != *intervention);
        let runs = others.find(|hold| matches!(hold.when, When::Now { .. }))?;
        Some(Conflict::Busy { with: runs.intervention.clone() })
    }

    /// The agenda with a promise more, in place of an older one to the same intervention.
    #[must_use]
    pub fn with(&self, intervention: &InterventionId, entry: u64, when: When) -> Self {
        let mut agenda = self.without(intervention);
        agenda.holds.push(Hold { intervention: intervention.clone(), entry, when });
        agenda
    }

    /// The agenda without the promise that one entry made; a newer one to the same intervention stays.
    #[must_use]
    pub fn released(&self, intervention: &InterventionId, entry: u64) -> Self {
        let made = |hold: &&Hold| hold.intervention == *intervention && hold.entry == entry;
        Self { holds: self.holds.iter().filter(|hold| !made(hold)).cloned().collect(), ..*self }
    }

    /// The agenda without its promise to one intervention.
    #[must_use]
    pub fn without(&self, intervention: &InterventionId) -> Self {
        let others = self.holds.iter().filter(|hold| hold.intervention != *intervention);
        Self { holds: others.cloned().collect(), ..*self }
    }
}

impl Hold {
    fn conflict(&self, when: When, policy: &Policy) -> Option<Conflict> {
        let with = self.intervention.clone();
        let (begins, wanted) = match (self.when, when) {
            (When::Now { .. }, When::Now { .. }) => return Some(Conflict::Busy { with }),
            (When::Now { since: begins } | When::At(begins), When::At(wanted))
            | (When::At(begins), When::Now { since: wanted }) => (begins, wanted),
        };
        let near = begins.duration_since(wanted).abs() < policy.appointment();
        near.then_some(Conflict::Collides { with, at: begins })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> InterventionId {
        InterventionId::numbered(number)
    }

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + 60 * minutes).unwrap()
    }

    fn now(minutes: i64) -> When {
        When::Now { since: at(minutes) }
    }

    fn conflict(agenda: &Agenda, when: When) -> Option<Conflict> {
        agenda.conflict(&id(9), when, &Policy::default())
    }

    #[test]
    fn rule_11_a_technician_works_one_intervention_at_a_time() {
        let agenda = Agenda::default().with(&id(1), 3, now(0));

        assert_eq!(conflict(&agenda, now(600)), Some(Conflict::Busy { with: id(1) }));
        assert_eq!(agenda.conflict(&id(1), now(600), &Policy::default()), None);
        assert_eq!(conflict(&agenda.without(&id(1)), now(600)), None);
    }

    #[test]
    fn rule_11_a_scheduled_one_is_no_obstacle_unless_hours_collide() {
        let agenda = Agenda::default().with(&id(1), 3, When::At(at(180)));

        assert_eq!(conflict(&agenda, now(60)), None);
        assert_eq!(conflict(&agenda, When::At(at(60))), None);
        let collision = Some(Conflict::Collides { with: id(1), at: at(180) });
        assert_eq!(conflict(&agenda, now(61)), collision);
        assert_eq!(conflict(&agenda, When::At(at(61))), collision);
        assert_eq!(conflict(&agenda, When::At(at(299))), collision);
        assert_eq!(conflict(&agenda, When::At(at(300))), None);
    }

    #[test]
    fn rule_11_an_immediate_one_at_ten_and_an_appointment_at_five_past_eleven_collide_in_either_order() {
        let (immediate, appointment) = (now(0), When::At(at(65)));

        let first_immediate = conflict(&Agenda::default().with(&id(1), 3, immediate), appointment);
        let first_appointment = conflict(&Agenda::default().with(&id(1), 3, appointment), immediate);

        assert_eq!(first_immediate, Some(Conflict::Collides { with: id(1), at: at(0) }));
        assert_eq!(first_appointment, Some(Conflict::Collides { with: id(1), at: at(65) }));
    }

    #[test]
    fn rule_11_the_order_in_which_two_are_accepted_makes_no_difference() {
        let kinds: [fn(i64) -> When; 2] = [now, |minutes| When::At(at(minutes))];
        for (one, other) in kinds.into_iter().flat_map(|one| kinds.map(|other| (one, other))) {
            for minutes in 0..300 {
                let (one, other) = (one(150), other(minutes));
                let refused =
                    |first, second| conflict(&Agenda::default().with(&id(1), 3, first), second).is_some();

                assert_eq!(refused(one, other), refused(other, one), "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn rule_11_a_visit_begins_late_although_the_next_appointment_is_near_but_not_while_another_runs() {
        let late = Agenda::default().with(&id(1), 3, When::At(at(0))).with(&id(2), 3, When::At(at(120)));

        assert_eq!(late.running(&id(1)), None);
        assert_eq!(late.with(&id(3), 3, now(0)).running(&id(1)), Some(Conflict::Busy { with: id(3) }));
        assert_eq!(late.with(&id(1), 3, now(0)).running(&id(1)), None);
    }

    #[test]
    fn rule_30_the_agenda_of_a_technician_who_leaves_has_no_room_and_stays_closed() {
        let agenda = Agenda::closed().released(&id(1), 3).without(&id(2));

        assert_eq!(conflict(&agenda, When::At(at(6_000))), Some(Conflict::Closed));
        assert!(!agenda.is_empty());
    }

    #[test]
    fn a_new_promise_to_the_same_intervention_replaces_the_old_one() {
        let agenda = Agenda::default().with(&id(1), 3, When::At(at(180))).with(&id(1), 5, now(0));

        assert_eq!(agenda.holds(), [Hold { intervention: id(1), entry: 5, when: now(0) }]);
    }

    #[test]
    fn a_release_ends_the_promise_that_it_belongs_to_and_no_newer_one() {
        let agenda = Agenda::default().with(&id(1), 5, now(0)).with(&id(2), 3, When::At(at(180)));

        assert_eq!(agenda.released(&id(1), 3), agenda);
        assert_eq!(agenda.released(&id(1), 5), agenda.without(&id(1)));
    }
}
