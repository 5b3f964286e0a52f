//! What the command is asked to simulate.

use clap::Parser;

use crate::clock::{HOUR, MINUTE, Millis, count};

/// A simulated day of a city: real rules, use cases and table, a virtual clock, three ways to dispatch.
#[derive(Debug, Clone, Parser)]
#[command(name = "city")]
pub(crate) struct Options {
    /// How many technicians are registered.
    #[arg(long)]
    technicians: Option<usize>,
    /// How many requests an hour are declared, on the average of the day.
    #[arg(long, default_value_t = 600)]
    requests_per_hour: usize,
    /// How many hours are simulated.
    #[arg(long, default_value_t = 24)]
    hours: u32,
    /// The same seed gives the same day.
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// 20,000 requests in ten minutes for 500 technicians, instead of a day.
    #[arg(long)]
    pub(crate) storm: bool,
    /// How many requests the storm brings.
    #[arg(long, default_value_t = 20_000)]
    storm_requests: usize,
    /// In how many minutes.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    storm_minutes: u32,
    /// The product's way alone, without the baselines.
    #[arg(long)]
    pub(crate) alone: bool,
}

/// A storm comes at noon.
const STORM_BEGINS: Millis = 12 * HOUR;
/// Its technicians come online before, in the time between two heartbeats.
pub(crate) const STORM_SHIFT: Millis = 13 * MINUTE;
/// Whatever was declared has ended so long after: nobody waits for longer without giving up, and the work is done.
const TAIL: Millis = 4 * HOUR;

impl Options {
    pub(crate) fn technicians(&self) -> usize {
        self.technicians.unwrap_or(if self.storm { 500 } else { 2_000 })
    }

    /// On the average of the time of demand.
    pub(crate) fn requests_per_hour(&self) -> f64 {
        if self.storm {
            count(self.storm_requests) * 60.0 / f64::from(self.storm_minutes)
        } else {
            count(self.requests_per_hour)
        }
    }

    /// When the simulation begins.
    pub(crate) fn begins(&self) -> Millis {
        if self.storm { STORM_BEGINS - STORM_SHIFT } else { 0 }
    }

    /// When the first request may be declared.
    pub(crate) fn demand_begins(&self) -> Millis {
        if self.storm { STORM_BEGINS } else { 0 }
    }

    /// When the last request is declared.
    pub(crate) fn demand_ends(&self) -> Millis {
        if self.storm {
            STORM_BEGINS + Millis::from(self.storm_minutes) * MINUTE
        } else {
            Millis::from(self.hours) * HOUR
        }
    }

    /// When the simulation ends.
    pub(crate) fn ends(&self) -> Millis {
        self.demand_ends() + TAIL
    }
}
