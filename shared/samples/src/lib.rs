//! Interventions, people and invoices to print: what tests, the corpus and the bench share. No function uses it.

mod people;
mod pictures;
mod stories;

pub use people::{business, buyer_name, customer_address};
pub use pictures::photo;
pub use stories::{Story, long, quoted, simple, story};

use documents::{Buyer, HOUSE, InvoicePaper, Kind, Work};
use domain::{
    Timestamp,
    id::CustomerId,
    intervention::Intervention,
    invalid::Invalid,
    invoice::{Certification, Figures},
    place::Address,
    technician::Business,
    text::Name,
};

/// A value out of a text that is one.
///
/// # Panics
/// Where it is none.
pub fn word<T: TryFrom<String, Error = Invalid>>(text: &str) -> T {
    T::try_from(text.to_owned()).expect("a sound value")
}

/// So many seconds after a Tuesday afternoon in November.
///
/// # Panics
/// Millennia later.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_526_400 + second).expect("a second of our time")
}

/// All that a paper borrows from.
pub struct Sample {
    /// Its number.
    pub number: String,
    /// The work.
    pub intervention: Intervention,
    /// What it costs.
    pub figures: Figures,
    /// In whose name.
    pub seller: Business,
    /// Who pays.
    pub customer: CustomerId,
    /// As they call themselves.
    pub name: Name,
    /// Where they live.
    pub address: Address,
    /// What allows reduced rates.
    pub certification: Option<Certification>,
}

impl Sample {
    /// The paper of one kind.
    pub fn paper<'a>(&'a self, kind: Kind<'a>) -> InvoicePaper<'a> {
        InvoicePaper {
            kind,
            number: &self.number,
            issued_at: at(4 * 3_600),
            figures: &self.figures,
            seller: &self.seller,
            buyer: Buyer { id: &self.customer, name: &self.name, address: &self.address },
            work: Work { intervention: &self.intervention, place: &self.address, base_minutes: 30 },
            certification: self.certification.as_ref(),
            house: HOUSE,
        }
    }
}

/// A sample of a story, by its place in a corpus.
pub fn sample(place: usize, story: Story, exempt: bool) -> Sample {
    let Story { intervention, figures, certification } = story;
    Sample {
        number: format!("HA732829320-2026-{:06}", place + 1),
        intervention,
        figures,
        seller: business(place, exempt),
        customer: word(&format!("customer-{place}")),
        name: word(buyer_name(place)),
        address: customer_address(place),
        certification,
    }
}
