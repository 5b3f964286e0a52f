//! People with a history, and what the house still knows of them.

use accounts::Accounts;
use domain::{
    customer::Customer,
    failure::Failure,
    id::{InterventionId, QuestionId},
    idempotency::{Key, Request},
    intervention::{Intervention, Party},
    person::{Person, Unsettled},
    question::Question,
    technician::Technician,
    timeline::Actor,
};
use embedded::{Embedded, EmbeddedBucket, EmbeddedPool, embedded, given, sdk};
use erase_personal_data::erase_personal_data;
use erasure::{Eraser, Outcome};
use generate_invoice::generate_invoice;
use queue::{InvoiceRequest, PaperRequest};
use write_report::write_report;

/// When people ask to be erased: after all that [`given`] makes happen.
pub(crate) const MINUTE: i64 = 120;

pub(crate) struct Scene {
    pub(crate) table: Embedded,
    pub(crate) bucket: EmbeddedBucket,
    pub(crate) pool: EmbeddedPool,
    pub(crate) eraser: Eraser,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let (table, bucket, pool) = (embedded().await, EmbeddedBucket::open(), EmbeddedPool::open());
        let accounts = Accounts::connect(&sdk(), &|name| pool.variable(name)).unwrap();
        let eraser = Eraser { store: table.store.clone(), bucket: bucket.client(), accounts };
        Self { table, bucket, pool, eraser }
    }

    pub(crate) async fn erase(&self, person: &str) -> Result<Outcome, Failure> {
        erase_personal_data(&self.eraser, &by_sub(person), given::at(MINUTE)).await
    }

    /// The ids of what stands in the way.
    pub(crate) async fn refused(&self, person: &str) -> Unsettled {
        match self.erase(person).await {
            Err(Failure::Unsettled(unsettled)) => unsettled,
            other => panic!("{other:?}"),
        }
    }

    /// Work that ended, with all its documents, a photo, a voice note and a rating with words.
    pub(crate) async fn finished(&self, technician: &Technician) -> InterventionId {
        let store = &self.table.store;
        let id = given::finished(store, technician).await;
        self.print(&id).await;
        let comment = Some(given::word("Très bien, merci."));
        let rate = |one: &Intervention, _| {
            let stars = 5.try_into().expect("five stars");
            one.rate(&given::customer(), stars, comment.clone(), given::at(70), store.policy())
        };
        given::step(store, &id, Actor::Customer, 70, rate).await;
        id
    }

    pub(crate) async fn print(&self, id: &InterventionId) {
        let (store, documents) = (&self.table.store, self.bucket.papers());
        let message = InvoiceRequest { intervention_id: id.clone() };
        generate_invoice(store, &documents, message, given::at(61)).await.unwrap();
        let message = PaperRequest { intervention_id: id.clone(), quote_id: None, credit_note: None };
        write_report(store, &self.bucket.client(), &documents, message).await.unwrap();
    }

    pub(crate) async fn profile(&self, name: &str) {
        let profile = Customer {
            id: given::customer(),
            name: given::word(name),
            phone: given::word("+33612345678"),
            billing_address: given::address(),
        };
        self.table.store.save_customer(&profile, Request::default()).await.unwrap();
    }

    pub(crate) async fn ask(&self, number: u8, by: Party, text: &str) {
        let key = Key { command: [number; 12], body: [1; 8], former: None };
        let question = Question {
            id: QuestionId::derived(&key),
            by,
            subject: given::word("Ma facture"),
            text: given::word(text),
            intervention: None,
            asked_at: given::at(5),
            answer: None,
        };
        self.table.store.ask(&question, Request { key: Some(key), if_match: None }).await.unwrap();
    }

    /// The rows whose keys or attributes hold a text.
    pub(crate) async fn rows_with(&self, text: &str) -> Vec<String> {
        self.table.dump().await.into_iter().filter(|row| row.contains(text)).collect()
    }

    /// The keys of all versions in the bucket of uploads.
    pub(crate) fn objects(&self) -> Vec<String> {
        let uploads = self.bucket.all().into_iter().filter(|one| one.bucket == self.bucket.name);
        uploads.map(|one| one.key).collect()
    }
}

pub(crate) fn by_sub(sub: &str) -> Person {
    Person::try_from(sub.to_owned()).unwrap()
}
