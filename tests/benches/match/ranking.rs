//! How long ranking takes, without any table.

use std::time::{Duration, Instant};

use domain::{
    arrival::arriving,
    policy::Policy,
    ranking::{Sort, rank},
    technician::Candidate,
};
use embedded::given;

use super::{crowd, found::now, hop_assist::request, median};

/// How many technicians are ranked.
const CANDIDATES: u32 = 1_000;
/// How often.
const ROUNDS: usize = 501;
/// The most that one ranking may take.
const MOST: Duration = Duration::from_micros(200);

/// Whether ranking is fast enough.
pub(super) fn measure() -> bool {
    let candidates: Vec<Candidate> = (0..CANDIDATES).map(candidate).collect();
    let (request, policy) = (request(given::amiens()), Policy::default());
    let round = |_| {
        let given = candidates.clone();
        let began = Instant::now();
        let ranked = rank(arriving(given, &request, now()), &request, Sort::Best, now(), &policy);
        let took = began.elapsed();
        assert_eq!(ranked.len(), candidates.len(), "everybody is ranked");
        took
    };
    let took = median((0..ROUNDS).map(round).collect());
    println!(
        "ranking {CANDIDATES} candidates takes {} µs (less than {})",
        took.as_micros(),
        MOST.as_micros()
    );
    took < MOST
}

/// Around Amiens, with a reach and a lease that let all of them be ranked; by id, as the store finds them.
fn candidate(number: u32) -> Candidate {
    let mut technician = crowd::technician(number % 600);
    technician.id = given::word(&format!("t{number:04}"));
    technician.radius = 50_000.try_into().expect("an allowed radius");
    let presence = technician.presence.as_mut().expect("everybody in the crowd is online");
    presence.until = given::at(15);
    technician.online(&technician.tariffs[0]).expect("everybody in the crowd is online")
}
