//! Chance that depends on nothing but its name: the same in every strategy, whatever happened before.

use crate::clock::{Millis, real, whole};

/// A source of chance of its own.
pub(crate) struct Draw(fastrand::Rng);

/// What is drawn; together with who it is drawn for, the name of a draw.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Demand = 1,
    Need,
    Person,
    Notice,
    Reading,
    Answer,
    Journey,
    Customer,
    Contact,
}

impl Draw {
    /// The draw of that name.
    pub(crate) fn named(seed: u64, of: Of, whose: &[usize]) -> Self {
        let names = whose.iter().map(|name| *name as u64);
        let mixed = [of as u64].into_iter().chain(names).fold(seed, |state, name| mix(state ^ mix(name)));
        Self(fastrand::Rng::with_seed(mixed))
    }

    /// From 0 up to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0.f64()
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Of a bell curve around 0 with deviation 1.
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Of times that have a median and a long tail.
    pub(crate) fn skewed(&mut self, median: Millis, spread: f64) -> Millis {
        whole(real(median) * (spread * self.normal()).exp())
    }

    /// The gap to the next event of a Poisson process.
    pub(crate) fn gap(&mut self, mean: f64) -> Millis {
        whole(-mean * (1.0 - self.unit()).ln())
    }

    /// Which of these shares.
    pub(crate) fn share(&mut self, shares: &[f64]) -> usize {
        let mut left = self.unit() * shares.iter().sum::<f64>();
        let hit = shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        hit.unwrap_or(shares.len() - 1)
    }
}

/// Neighbouring names must not give neighbouring draws (the finalizer of splitmix64).
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}
