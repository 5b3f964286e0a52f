//! Papers that are kept in the bucket: a row each with the hashes of its files, written once, after them.

use domain::{
    failure::Failure,
    id::InterventionId,
    paper::{Paper, PaperKind},
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::{client::Store, key, row::Row, transaction::Condition};

/// The SHA-256 of each file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PaperRow {
    french: ByteArray<32>,
    english: ByteArray<32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    xml: Option<ByteArray<32>>,
}

impl Row for PaperRow {
    const KIND: &'static str = "paper";
}

impl PaperRow {
    fn of(paper: &Paper) -> Self {
        Self {
            french: ByteArray::new(paper.french),
            english: ByteArray::new(paper.english),
            xml: paper.xml.map(ByteArray::new),
        }
    }

    pub(super) fn paper(self, kind: PaperKind) -> Paper {
        Paper {
            kind,
            french: self.french.into_array(),
            english: self.english.into_array(),
            xml: self.xml.map(ByteArray::into_array),
        }
    }
}

impl Store {
    /// Keeps the hashes of a paper whose files are in the bucket; a repeat changes nothing.
    pub async fn keep_paper(&self, id: &InterventionId, paper: &Paper) -> Result<(), Failure> {
        // Whoever was faster hashed the same files: they are written once.
        self.put_if(key::paper(id, &paper.kind), &PaperRow::of(paper), &Condition::New).await?;
        Ok(())
    }
}
