//! An intervention with the effects that are there, in one query: to compare them with those that must be there.

use domain::{effect::Traces, failure::Failure, id::InterventionId, invoice::CreditNote};

use crate::{
    client::{Read, Store},
    error::Error,
    intervention::{assemble, record_holder},
    invoice::CreditNoteRow,
    key::{self, Part},
    row::{Item, Row, key_of},
};

impl Store {
    /// None if it does not exist. The answer may miss the last second.
    pub async fn traces(&self, id: &InterventionId) -> Result<Option<Traces>, Failure> {
        Ok(self.load_traces(id, Read::Eventual).await?)
    }

    /// None if it does not exist. Only the index of waiting requests is always eventually consistent.
    pub async fn traces_consistent(&self, id: &InterventionId) -> Result<Option<Traces>, Failure> {
        Ok(self.load_traces(id, Read::Consistent).await?)
    }

    async fn load_traces(&self, id: &InterventionId, read: Read) -> Result<Option<Traces>, Error> {
        let items = self.partition(&key::intervention(id), None, read).await?;
        let mut is_invoiced = false;
        let mut credit_notes = Vec::new();
        for item in &items {
            let key = key_of(item)?;
            is_invoiced |= key::part(&key) == Part::Invoice;
            if key.sk.starts_with(key::CREDIT_NOTE) {
                credit_notes.push(credit_note(id, item.clone())?);
            }
        }
        let Some(dossier) = assemble(id, items)? else { return Ok(None) };
        record_holder(&dossier);
        let is_listed = self.is_listed(&dossier.intervention).await?;
        Ok(Some(Traces { dossier, is_invoiced, credit_notes, is_listed }))
    }
}

fn credit_note(id: &InterventionId, item: Item) -> Result<CreditNote, Error> {
    CreditNoteRow::of_item(item)?.credit_note(id.clone())
}
