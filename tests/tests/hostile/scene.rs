//! Where hostile calls go: a house with an intervention at a stage, and the technician who was asked or took it.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{Timestamp, id::InterventionId, timeline::Actor};
use embedded::{embedded, given};
use generate_invoice::generate_invoice;
use media::Documents;
use queue::InvoiceRequest;
use store::Store;
use tests::house::House;

/// How far an intervention has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Stage {
    /// The call is about none.
    Nothing,
    Declared,
    Offered,
    Accepted,
    Departed,
    Arrived,
    /// With an extra.
    Working,
    Paused,
    /// Paused, and a quote is pending.
    Quoted,
    /// Arrived, and another appointment is proposed.
    Postponable,
    Finished,
    /// Finished, and the invoice was issued.
    Invoiced,
}

/// An intervention at a stage.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    /// Its id.
    pub(crate) id: String,
    /// Who was asked or took it.
    pub(crate) technician: String,
    /// The extra or quote it has.
    pub(crate) part: String,
    /// A minute after its last event.
    pub(crate) now: Timestamp,
}

/// A house with a technician whom nobody asked yet, who is called `rival`.
pub(crate) struct World {
    pub(crate) house: House,
}

impl World {
    /// A house in which nothing was declared yet.
    pub(crate) async fn open() -> Self {
        let house = House::open(embedded().await);
        given::technician(&house.table.store, "rival").await;
        Self { house }
    }

    /// A new intervention at that stage.
    pub(crate) async fn scene(&self, stage: Stage) -> Scene {
        static TECHNICIANS: AtomicUsize = AtomicUsize::new(1);
        let number = TECHNICIANS.fetch_add(1, Ordering::Relaxed);
        let (store, documents) = (&self.house.table.store, self.house.bucket.papers());
        brought(store, &documents, stage, format!("technician-{number}")).await
    }
}

async fn brought(store: &Store, documents: &Documents, stage: Stage, name: String) -> Scene {
    let technician = given::technician(store, &name).await;
    let scene = |id: InterventionId, part: &str, minute| Scene {
        id: id.as_str().to_owned(),
        technician: name.clone(),
        part: part.to_owned(),
        now: given::at(minute),
    };
    match stage {
        Stage::Nothing => scene(given::word("none"), "1", 1),
        Stage::Declared => scene(given::declared(store).await, "1", 0),
        Stage::Offered => scene(given::offered(store, &technician).await, "1", 0),
        Stage::Accepted => scene(given::accepted(store, &technician).await, "1", 1),
        Stage::Departed => scene(given::departed(store, &technician).await, "1", 19),
        Stage::Arrived => scene(given::arrived(store, &technician).await, "1", 21),
        Stage::Working => {
            let (id, extra) = given::working_with_extra(store, &technician).await;
            scene(id, extra.as_str(), 27)
        }
        Stage::Paused => scene(given::paused(store, &technician).await, "1", 56),
        Stage::Quoted => {
            let id = given::quoted(store, &technician).await;
            let dossier = store.dossier_consistent(&id).await.expect("a quote was proposed");
            let (quote, _) = dossier.quotes.last().expect("a quote was proposed");
            scene(id, quote.as_str(), 57)
        }
        Stage::Postponable => {
            let id = given::arrived(store, &technician).await;
            let appointment = given::at(2 * 24 * 60);
            given::step(store, &id, Actor::Technician, 21, |one, told| {
                one.propose_postponement(
                    &technician.id,
                    appointment,
                    &told,
                    &domain::policy::Policy::default(),
                )
            })
            .await;
            scene(id, "1", 22)
        }
        Stage::Finished => scene(given::finished(store, &technician).await, "1", 61),
        Stage::Invoiced => {
            let id = given::finished(store, &technician).await;
            let message = InvoiceRequest { intervention_id: id.clone() };
            generate_invoice(store, documents, message, given::at(61)).await.expect("it is invoiced");
            scene(id, "1", 90)
        }
    }
}
