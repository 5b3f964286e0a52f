//! What the dashboard shows of a fact: stages, time to accept, lateness.

use domain::{
    Timestamp,
    intervention::{Intervention, promised},
    timeline::{Entry, Fact},
};

/// One value of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// An intervention came to this stage.
    StageChange(&'static str),
    /// From waiting or declaring to acceptance.
    SecondsToAccept(i64),
    /// How late a technician arrived.
    MinutesLate(i64),
}

/// What the entries from `before` on tell.
pub fn measures(after: &Intervention, before: usize) -> Vec<Measure> {
    let entries = after.timeline();
    let told = (before..entries.len()).filter_map(|place| measure(&entries[..place], &entries[place]));
    told.chain([Measure::StageChange(after.stage().name().as_str())]).collect()
}

fn measure(before: &[Entry], entry: &Entry) -> Option<Measure> {
    let at = entry.moment.occurred_at;
    if matches!(entry.fact, Fact::Accepted { .. }) {
        let opened = last(before, |fact| matches!(fact, Fact::Declared { .. } | Fact::Released { .. }))?;
        return Some(Measure::SecondsToAccept(at.duration_since(opened).as_secs()));
    }
    if entry.fact != Fact::Arrived {
        return None;
    }
    let due = promised(before)?;
    (at > due).then(|| Measure::MinutesLate(at.duration_since(due).as_mins()))
}

fn last(entries: &[Entry], is_it: impl Fn(&Fact) -> bool) -> Option<Timestamp> {
    entries.iter().rev().find(|entry| is_it(&entry.fact)).map(|entry| entry.moment.occurred_at)
}
