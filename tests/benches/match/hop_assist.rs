//! Ours: rows per covered cell in the table, on the embedded DynamoDB, through its HTTP door.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use domain::{
    arrival::arriving,
    breakdown::Declaration,
    id::InterventionId,
    intervention::Intervention,
    place::Location,
    ranking::{Sort, rank},
};
use embedded::{Embedded, embedded, given};

use super::{
    crowd,
    found::{Found, TOP, now},
    median,
};

pub(super) struct HopAssist(Embedded);

impl HopAssist {
    pub(super) async fn start() -> Self {
        Self(embedded().await)
    }

    pub(super) fn load(&self, numbers: Range<u32>) {
        let rows = |number| store::presence_rows(&crowd::technician(number)).expect("a technician is kept");
        self.0.import(numbers.flat_map(rows));
    }

    /// The answers, the median time of one, and the units that one reads.
    pub(super) async fn search(&self, places: &[Location]) -> (Vec<Vec<Found>>, Duration, f64) {
        self.0.reset_units();
        let (mut answers, mut times) = (Vec::new(), Vec::new());
        for place in places {
            let request = request(*place);
            let began = Instant::now();
            answers.push(self.nearest(&request).await);
            times.push(began.elapsed());
        }
        let searches = f64::from(u32::try_from(places.len()).expect("a few hundred places"));
        (answers, median(times), self.0.units().read / searches)
    }

    async fn nearest(&self, request: &Intervention) -> Vec<Found> {
        let found = self.0.store.candidates(request, now()).await.expect("the table answers");
        let ranked =
            rank(arriving(found, request, now()), request, Sort::Proximity, now(), self.0.store.policy());
        let found = ranked.into_iter().take(TOP);
        found
            .map(|one| Found {
                meters: one.distance_meters,
                technician: one.candidate.technician.to_string(),
            })
            .collect()
    }
}

/// A breakdown at a place, to be helped at once.
pub(super) fn request(location: Location) -> Intervention {
    let declaration = Declaration { location, ..given::declaration() };
    let policy = domain::policy::Policy::default();
    let declared =
        Intervention::declare(InterventionId::numbered(1), declaration, false, None, given::at(0), &policy);
    declared.expect("a sound declaration")
}
