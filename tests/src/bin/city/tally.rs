//! What is counted while the day passes.

use embedded::Units;

use crate::{
    clock::{MINUTE, Millis},
    customer::Case,
    phone::{Phone, State},
};
use domain::intervention::StageName;

/// Counts of one strategy.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Technicians asked by an offer.
    pub(crate) offers: usize,
    /// Technicians told of a waiting request.
    pub(crate) told: usize,
    /// Requests for which nobody was free when they were declared.
    pub(crate) nobody_free: usize,
    /// Requests opened on a screen, and how many of them were gone.
    pub(crate) looks: usize,
    pub(crate) gone: usize,
    /// Acceptances that another one had beaten.
    pub(crate) too_late: usize,
    pub(crate) rematched: usize,
    pub(crate) late_rematched: usize,
    /// Missions lists read; those that were out of order; those that hid a priority request in reach.
    pub(crate) lists: usize,
    pub(crate) lists_out_of_order: usize,
    pub(crate) priorities_hidden: usize,
    /// Requests with priority that wait, at the last full minute.
    pub(crate) priority_waiting: Vec<usize>,
    pub(crate) refusals: usize,
    pub(crate) faults: Vec<String>,
    pub(crate) presence: Units,
    pub(crate) schedules: Units,
    pub(crate) minutes: Vec<Minute>,
}

/// The city at a full minute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Minute {
    pub(crate) at: Millis,
    pub(crate) online: usize,
    pub(crate) busy: usize,
    pub(crate) waiting: usize,
}

impl Tally {
    pub(crate) fn look(&mut self, now: Millis, phones: &[Phone], cases: &[Case]) {
        let waits = |case: &Case| case.stage == StageName::Waiting;
        let waiting = cases.iter().filter(|case| waits(case)).count();
        let busy = phones.iter().filter(|phone| matches!(phone.state, State::Busy(_))).count();
        let online = busy + phones.iter().filter(|phone| phone.is_free()).count();
        self.minutes.push(Minute { at: now - now % MINUTE, online, busy, waiting });
        let urgent = cases.iter().enumerate().filter(|(_, case)| case.priority && waits(case));
        self.priority_waiting = urgent.map(|(number, _)| number).collect();
    }
}
