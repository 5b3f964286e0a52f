//! The people of the samples.

use domain::{
    Timestamp,
    customer::Customer,
    id::TechnicianId,
    idempotency::Request,
    intervention::Party,
    question::Question,
    technician::{Presence, Technician},
};
use embedded::given::{self, word};
use store::Store;

use crate::sample::Sample;

/// Who declares, unless a sample says otherwise.
pub(crate) const CAMILLE: &str = "c0a7e5d2-3b84-4f16-9e0d-27b15f6a8c43";
/// Who is chosen, and works on nothing.
pub(crate) const KARIM: &str = "b1f7c0de-5a43-4c7e-9d21-6e0f8a2b9c34";
/// Who applied to become a technician.
pub(crate) const APPLICANT: &str = "b1f7c0de-5a43-4c7e-9d21-6e0f8a2b9cf0";
/// Who shall become an operator.
pub(crate) const COLLEAGUE: &str = "0d17e2b4-6c58-4a93-8f21-9b3c5e7a1df2";

/// Customers, the technician who can be chosen, and one who applied.
pub(crate) async fn sign_up(store: &Store, sample: &impl Fn(&str) -> Sample) {
    let leaving = sample("erase-personal-data").customer().expect("a customer leaves");
    for id in [word(CAMILLE), leaving] {
        let customer = Customer { id, ..given::profile() };
        store.save_customer(&customer, Request::default()).await.expect("a customer signs up");
    }
    let choice = sample("choose-technician").at();
    technician(store, word(KARIM), choice).await;
    let (applicant, asked) = (word::<TechnicianId>(APPLICANT), sample("approve-technician"));
    assert_eq!(asked.path("id"), APPLICANT);
    store.apply(&applicant, false, Request::default(), asked.at()).await.expect("a person applies");
    given::registered(store, named(applicant)).await;
}

/// A heating engineer of Amiens who is online from then on.
pub(crate) async fn technician(store: &Store, id: TechnicianId, since: Timestamp) {
    let technician = given::registered(store, named(id)).await;
    let presence = Presence { location: given::amiens(), until: since + store.policy().presence() };
    store.set_presence(&technician, Some(presence)).await.expect("a technician goes online");
}

fn named(id: TechnicianId) -> Technician {
    Technician { id, display_name: word("Karim B."), ..given::stranger("karim") }
}

/// The question that an operator answers.
pub(crate) async fn question(store: &Store, answered: &Sample) {
    let question = Question {
        id: word(answered.path("id")),
        by: Party::Customer(word(CAMILLE)),
        subject: word("Question sur ma facture"),
        text: word("Puis-je avoir la facture au nom de ma SCI plutôt qu'au mien ?"),
        intervention: None,
        asked_at: answered.at(),
        answer: None,
    };
    store.ask(&question, Request::default()).await.expect("a customer asks");
}
