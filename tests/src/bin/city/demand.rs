//! Who will need help, when and where, and how each customer behaves: the same list for every strategy.

use domain::{
    breakdown::Declaration, category::Category, customer::Customer, id::InterventionId, idempotency::Key,
    place::Location,
};
use embedded::given;

use crate::{
    clock::{HOUR, MINUTE, Millis, SECOND, count, hours, real},
    draw::{Draw, Of},
    options::Options,
    town::{TRADES, place},
};

/// A customer with a breakdown.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    pub(crate) number: usize,
    pub(crate) declared_at: Millis,
    pub(crate) trade: usize,
    pub(crate) category: Category,
    pub(crate) location: Location,
    /// From the list on the screen to the third click.
    pub(crate) thinks: Millis,
    /// Which entry of the list they choose; none: they wait for anybody.
    pub(crate) choice: Option<usize>,
    /// After so long without a technician they give up.
    pub(crate) patience: Millis,
    /// Whether they leave a technician who is late.
    pub(crate) leaves_late: bool,
    pub(crate) interview: Millis,
    pub(crate) work: Millis,
}

impl Need {
    /// What they tell.
    pub(crate) fn declaration(&self) -> Declaration {
        let customer = given::word(&format!("customer-{}", self.number));
        Declaration { customer, category: self.category, location: self.location, ..given::declaration() }
    }

    /// As they signed up.
    pub(crate) fn profile(&self) -> Customer {
        Customer { id: self.declaration().customer, ..given::profile() }
    }

    pub(crate) fn key(&self) -> Key {
        let mut command = [0; 12];
        command[..8].copy_from_slice(&(self.number as u64).to_be_bytes());
        Key { command, body: [0; 8], former: None }
    }

    pub(crate) fn id(&self) -> InterventionId {
        InterventionId::derived(&self.key())
    }
}

/// All needs of the time asked for, in their order: a Poisson process whose rate follows the day.
pub(crate) fn needs(options: &Options) -> Vec<Need> {
    let mut draw = Draw::named(options.seed, Of::Demand, &[]);
    let tide = Tide::of(options);
    let (mut needs, mut at) = (Vec::new(), options.demand_begins());
    loop {
        at += draw.gap(real(HOUR) / tide.highest);
        if at >= options.demand_ends() {
            return needs;
        }
        if draw.chance(tide.per_hour(at) / tide.highest) {
            needs.push(need(options.seed, needs.len(), at));
        }
    }
}

/// Requests an hour through the day, scaled so that their mean is what was asked for.
pub(crate) struct Tide {
    scale: f64,
    storm: bool,
    highest: f64,
}

impl Tide {
    pub(crate) fn of(options: &Options) -> Self {
        let asked = options.requests_per_hour();
        if options.storm {
            return Self { scale: asked, storm: true, highest: asked };
        }
        let minutes = options.demand_ends() / MINUTE;
        let shapes: Vec<f64> = (0..minutes.max(1)).map(|minute| shape(minute * MINUTE)).collect();
        let scale = asked * count(shapes.len()) / shapes.iter().sum::<f64>();
        // Between two minutes it may rise a little above both.
        let highest = shapes.iter().copied().fold(0.0, f64::max) * scale * 1.02;
        Self { scale, storm: false, highest }
    }

    /// At that moment, as if the day went on after the end.
    pub(crate) fn per_hour(&self, at: Millis) -> f64 {
        if self.storm { self.scale } else { self.scale * shape(at) }
    }
}

/// The course of a day: quiet nights, a peak at nine and one at half past six.
fn shape(at: Millis) -> f64 {
    let hour = hours(at).rem_euclid(24.0);
    let peak = |centre: f64, width: f64| (-((hour - centre) / width).powi(2) / 2.0).exp();
    let day = 1.0 / (1.0 + (-(hour - 6.5) * 1.6).exp()) / (1.0 + ((hour - 22.5) * 1.4).exp());
    0.22 + 0.82 * day + 0.62 * peak(9.0, 1.5) + 0.72 * peak(18.5, 1.7)
}

fn need(seed: u64, number: usize, declared_at: Millis) -> Need {
    let mut draw = Draw::named(seed, Of::Need, &[number]);
    let trade = draw.share(&TRADES.each_ref().map(|trade| trade.share));
    let waits = draw.chance(0.05);
    let choice = draw.share(&[0.6, 0.25, 0.15]);
    Need {
        number,
        declared_at,
        trade,
        category: TRADES[trade].category(&mut draw),
        location: place(&mut draw),
        thinks: draw.skewed(12 * SECOND, 0.5),
        choice: (!waits).then_some(choice),
        patience: draw.skewed(50 * MINUTE, 0.4),
        leaves_late: draw.chance(0.4),
        interview: draw.skewed(5 * MINUTE, 0.3),
        work: draw.skewed(31 * MINUTE, 0.45),
    }
}
