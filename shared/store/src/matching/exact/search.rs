//! What a customer looks for.

use domain::{
    Timestamp, breakdown::Declaration, category::Category, id::InterventionId, intervention::Intervention,
    money::Money, place::Location, policy::Policy, technician::Candidate,
};
use embedded::given;

use super::{dice::Dice, world::REGIONS};

/// The categories that technicians work in and customers ask for.
pub(super) const CATEGORIES: [&str; 3] = ["heating", "plumbing", "locksmith"];
/// What customers may ask for at a fixed price.
pub(super) const FLAT_RATE: &str = "Entretien annuel";

/// One search, in plain values beside the request that it is.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) intervention: Intervention,
    pub(super) category: Category,
    pub(super) place: Location,
    pub(super) now: Timestamp,
    pub(super) minute: i64,
    /// The minute of the appointment.
    pub(super) scheduled: Option<i64>,
    pub(super) flat_rate: bool,
    pub(super) ceiling: Option<i64>,
}

impl Search {
    pub(super) fn random(number: usize, dice: &mut Dice) -> Self {
        let place = if dice.one_in(50) { dice.anywhere() } else { dice.of(&REGIONS).around(dice) };
        let category = given::word(dice.of(&CATEGORIES));
        let minute = i64::from(dice.below(13));
        let scheduled = dice.one_in(4).then(|| i64::from(90 + 30 * dice.below(16)));
        let flat_rate = dice.one_in(5);
        let ceiling = dice.one_in(5).then(|| 6_000 + 1_000 * i64::from(dice.below(8)));
        let declaration = Declaration {
            location: place,
            category,
            scheduled_for: scheduled.map(given::at),
            flat_rate: flat_rate.then(|| given::word(FLAT_RATE)),
            price_ceiling: ceiling.map(Money::of_cents),
            ..given::declaration()
        };
        let id = InterventionId::numbered(1_000 + number);
        let intervention =
            Intervention::declare(id, declaration, false, None, given::at(0), &Policy::default()).unwrap();
        let now = given::at(minute);
        Self { intervention, category, place, now, minute, scheduled, flat_rate, ceiling }
    }

    pub(super) fn distance_meters(&self, candidate: &Candidate) -> u32 {
        candidate.location.distance_meters(self.place)
    }

    /// Whether a technician who was found has the flat rate that was asked, within the ceiling.
    pub(super) fn is_served_by(&self, candidate: &Candidate) -> bool {
        let within = |cents| self.ceiling.is_none_or(|ceiling| cents <= ceiling);
        !self.flat_rate || candidate.flat_rates.iter().any(|flat| within(flat.price.cents()))
    }

    /// Rule 17: 49.99 EUR for half an hour, then half of the hourly rate; or the flat rate; at most the ceiling.
    pub(super) fn price_of_an_hour(&self, candidate: &Candidate) -> Money {
        let worked = 4_999 + (candidate.hourly_rate.money().cents() + 1) / 2;
        let price = if self.flat_rate { candidate.flat_rates[0].price.cents() } else { worked };
        Money::of_cents(self.ceiling.map_or(price, |ceiling| price.min(ceiling)))
    }
}
