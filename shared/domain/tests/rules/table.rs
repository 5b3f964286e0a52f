//! The stage table of product.md as data: which fact may turn which stage into which, and whose it is.

use std::collections::BTreeSet;

use domain::{
    intervention::StageName::{
        self, Accepted, Arrived, Cancelled, Declared, Expired, Finished, Offered, Paused, Postponed, Waiting,
        Working,
    },
    timeline::{
        Actor::{self, Customer, Operator, System, Technician},
        Fact,
    },
};

/// A row: from these stages, this fact, by these, to that stage; none means the stage stays the same.
type Row = (&'static [StageName], &'static str, &'static [Actor], Option<StageName>);

const TABLE: &[Row] = &[
    (&[Declared, Waiting, Offered], "Offered", &[Customer], Some(Offered)),
    (&[Declared, Offered], "Waiting", &[Customer], Some(Waiting)),
    (&[Offered], "Waiting", &[System], Some(Waiting)),
    (&[Declared, Offered, Waiting], "Scheduled", &[Customer], Some(Waiting)),
    (&[Offered, Waiting], "Accepted", &[Technician], Some(Accepted)),
    (&[Offered], "Declined", &[Technician], None),
    (&[Offered], "TimedOut", &[System], None),
    (&[Offered], "Offered", &[System], None),
    (&[Declared, Offered, Waiting], "Expired", &[System], Some(Expired)),
    (&[Accepted, Postponed], "Departed", &[Technician], None),
    (&[Accepted, Postponed], "Nudged", &[System], None),
    (&[Accepted, Postponed], "FoundLate", &[System], None),
    (&[Arrived, Working, Paused, Postponed], "Stalled", &[System], None),
    (&[Working], "AutoPaused", &[System], Some(Paused)),
    (&[Paused], "AutoPauseLifted", &[System], Some(Working)),
    (&[Accepted, Postponed], "Arrived", &[Technician], Some(Arrived)),
    (&[Arrived], "Started", &[Technician], Some(Working)),
    // In a pause that the silence made, a pause of the technician confirms it.
    (&[Working, Paused], "Paused", &[Technician], Some(Paused)),
    (&[Paused], "Resumed", &[Technician], Some(Working)),
    (&[Working, Paused], "ExtraAdded", &[Technician], None),
    (&[Working, Paused], "ExtraRemoved", &[Technician], None),
    (&[Arrived, Paused], "QuoteProposed", &[Technician], None),
    (&[Arrived, Paused], "QuoteAccepted", &[Customer], None),
    (&[Arrived, Paused], "QuoteRefused", &[Customer], None),
    (&[Arrived, Paused], "QuoteWithdrawn", &[Technician], None),
    (&[Arrived, Paused], "PostponementRefused", &[Customer], None),
    (&[Working, Paused], "CeilingNeared", &[System], None),
    (&[Offered, Waiting], "ReleaseLifted", &[System], Some(Accepted)),
    (&[Offered, Waiting], "ReleaseLifted", &[System], Some(Postponed)),
    (&[Arrived, Paused], "PostponementProposed", &[Technician], None),
    (&[Arrived, Paused], "PostponementConfirmed", &[Customer], Some(Postponed)),
    (&[Working, Paused, Arrived, Postponed], "Finished", &[Technician], Some(Finished)),
    (&[Declared, Offered, Waiting, Accepted, Arrived, Postponed], "Cancelled", &[Customer], Some(Cancelled)),
    (&[Arrived], "Cancelled", &[Technician], Some(Cancelled)),
    (&[Accepted, Arrived, Postponed], "Released", &[Technician], Some(Waiting)),
    (&[Accepted, Postponed], "Released", &[Customer, System], Some(Waiting)),
    (&[Arrived], "Released", &[Customer], Some(Waiting)),
    (&[Arrived, Paused, Postponed], "Closed", &[Customer], Some(Finished)),
    (OPEN, "Cancelled for the operator", &[Operator], Some(Cancelled)),
    (&[Arrived, Working, Paused, Postponed], "Finished for the operator", &[Operator], Some(Finished)),
    (&[Accepted, Arrived, Postponed], "Released for the operator", &[Operator], Some(Waiting)),
    (&[Declared, Offered, Waiting, Accepted, Postponed], "Extended for the operator", &[Operator], None),
    (&[Accepted, Arrived, Postponed], "FeeWaived for the operator", &[Operator], None),
    (&[Finished], "Rated", &[Customer], None),
];

/// The stages that are not over.
const OPEN: &[StageName] = &[Declared, Offered, Waiting, Accepted, Arrived, Working, Paused, Postponed];

/// Every transition of the table, spelt like [`spelt`] does.
pub(crate) fn all() -> BTreeSet<String> {
    let rows = TABLE.iter().flat_map(|(from, fact, by, to)| {
        let pairs = from.iter().flat_map(|from| by.iter().map(move |by| (*from, *by)));
        pairs.map(|(from, by)| line(from, fact, by, to.unwrap_or(from)))
    });
    rows.collect()
}

/// A transition that was seen.
pub(crate) fn spelt(from: StageName, fact: &Fact, by: Actor, to: StageName) -> String {
    let name =
        |spelt: String| spelt.split(|letter: char| !letter.is_alphanumeric()).next().unwrap().to_owned();
    let name = if let Fact::Resolved { resolution, .. } = fact {
        format!("{} for the operator", name(format!("{resolution:?}")))
    } else {
        name(format!("{fact:?}"))
    };
    line(from, &name, by, to)
}

/// Whether the table has it, whoever does it.
pub(crate) fn knows(from: StageName, fact: &Fact, to: StageName) -> bool {
    let known = all();
    [Customer, Technician, System, Operator].into_iter().any(|by| known.contains(&spelt(from, fact, by, to)))
}

fn line(from: StageName, fact: &str, by: Actor, to: StageName) -> String {
    format!("{from:?} -- {fact} by {by:?} -> {to:?}")
}
