//! A table, the buckets and the queues; the job, and the readers of what it sends.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    failure::Failure,
    id::InterventionId,
    idempotency::Key,
    intervention::Intervention,
    invoice::{Credit, CreditNote},
    paper::Form,
    technician::Technician,
    timeline::Actor,
};
use embedded::{Embedded, EmbeddedBucket, Units, at_hand, given};
use generate_invoice::generate_invoice;
use issue_credit_note::{IssueCreditNote, issue_credit_note};
use offer_next_wave::offer_next_wave;
use places::Travel;
use queue::Queues;
use repair_effects::{Repaired, repair_effects};
use store::Store;
use tests::mailbox::{Mailbox, Sent};
use write_report::write_report;

pub(crate) struct Scene {
    pub(crate) table: Embedded,
    pub(crate) bucket: EmbeddedBucket,
    mailbox: Mailbox,
    queues: Queues,
}

/// What a run found, by name.
pub(crate) type Found = Vec<(&'static str, i64)>;

impl Scene {
    pub(crate) async fn open() -> Self {
        let table = at_hand().await;
        let mailbox = Mailbox::open(&table.endpoint);
        let sdk = embedded::sdk().into_builder().endpoint_url(mailbox.url()).build();
        let address = |name: &str| Some(format!("{}/{name}", mailbox.url()));
        let queues = Queues::connect(&sdk, &address).unwrap();
        Self { table, bucket: EmbeddedBucket::open(), mailbox, queues }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.table.store
    }

    pub(crate) async fn technician(&self) -> Technician {
        given::technician(self.store(), "karim").await
    }

    /// One run that nothing hinders.
    pub(crate) async fn run(&self, minute: i64) -> Found {
        let Repaired { missing, walk } = self.repair(minute).await;
        walk.outcome().unwrap();
        missing.into_iter().collect()
    }

    pub(crate) async fn repair(&self, minute: i64) -> Repaired {
        repair_effects(self.store(), &self.queues, given::at(minute)).await
    }

    /// The schedule from one minute to another; what was found at which minute.
    pub(crate) async fn runs(&self, from: i64, to: i64) -> BTreeMap<i64, Found> {
        let mut found = BTreeMap::new();
        for minute in (from..=to).step_by(5) {
            let run = self.run(minute).await;
            if !run.is_empty() {
                found.insert(minute, run);
            }
        }
        found
    }

    /// What was sent since this was last asked, by the last part of the address of each queue.
    pub(crate) fn sent(&self) -> Vec<(String, String)> {
        let name = |queue: &str| queue.rsplit('/').next().unwrap_or_default().to_owned();
        self.mailbox.empty().into_iter().map(|Sent { queue, body, .. }| (name(&queue), body)).collect()
    }

    /// Hands what was sent to its readers; answers how many messages there were.
    pub(crate) async fn deliver(&self, minute: i64) -> usize {
        let sent = self.sent();
        for (queue, body) in &sent {
            self.read(queue, body, minute).await.unwrap();
        }
        sent.len()
    }

    pub(crate) async fn read(&self, queue: &str, body: &str, minute: i64) -> Result<(), Failure> {
        let (store, documents, now) = (self.store(), self.bucket.papers(), given::at(minute));
        match queue {
            "INVOICES_QUEUE_URL" => {
                generate_invoice(store, &documents, serde_json::from_str(body).unwrap(), now).await?;
            }
            "PAPERS_QUEUE_URL" => {
                let message = serde_json::from_str(body).unwrap();
                write_report(store, &self.bucket.client(), &documents, message).await?;
            }
            "OFFER_TIMERS_QUEUE_URL" => {
                let timer = serde_json::from_str(body).unwrap();
                offer_next_wave(store, &Travel::default(), &timer, now).await?;
            }
            other => panic!("the job sends nothing to {other}"),
        }
        Ok(())
    }

    /// Finished work, with its invoice and its report.
    pub(crate) async fn documented(&self) -> InterventionId {
        let id = given::finished(self.store(), &self.technician().await).await;
        self.document(&id).await;
        id
    }

    pub(crate) async fn document(&self, id: &InterventionId) {
        let body = serde_json::json!({ "interventionId": id.as_str() }).to_string();
        self.read("INVOICES_QUEUE_URL", &body, 61).await.unwrap();
        self.read("PAPERS_QUEUE_URL", &body, 61).await.unwrap();
    }

    pub(crate) async fn credited(&self, id: &InterventionId, minute: i64) -> CreditNote {
        let command = IssueCreditNote {
            intervention: id.clone(),
            reason: given::word("Remise."),
            credit: Credit::Whole,
            key: Key { command: [1; 12], body: [1; 8], former: None },
            if_match: None,
            form: Form::French,
        };
        let documents = self.bucket.papers();
        issue_credit_note(self.store(), &documents, command, given::at(minute)).await.unwrap().note
    }

    /// The customer closes work that nobody continues: no row of a report is written.
    pub(crate) async fn closed(&self, minute: i64) -> InterventionId {
        let id = given::paused(self.store(), &self.technician().await).await;
        let close =
            |one: &Intervention, _| one.close(&given::customer(), given::at(minute), self.store().policy());
        given::step(self.store(), &id, Actor::Customer, minute, close).await;
        id
    }

    pub(crate) async fn lose(&self, id: &InterventionId, sk: &str) {
        let text = |text: String| AttributeValue::S(text);
        let delete = self.table.client.delete_item().table_name(&self.table.table);
        let delete = delete.key("pk", text(format!("intervention#{id}"))).key("sk", text(sk.to_owned()));
        delete.send().await.unwrap();
    }

    pub(crate) async fn invoice_count(&self) -> usize {
        let rows = self.table.items().await;
        rows.iter().filter(|row| row["sk"].as_s().unwrap() == "invoice").count()
    }

    /// What a run cost.
    pub(crate) async fn cost(&self, minute: i64) -> Units {
        self.table.reset_units();
        self.run(minute).await;
        self.table.units()
    }
}
