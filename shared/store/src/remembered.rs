//! Keys of the last commands on a profile: a repeat changes nothing.

use domain::{failure::Failure, idempotency::Key};
use serde::{Deserialize, Serialize};

use crate::row::{KeyRow, key_row, stored_key};

/// So many commands are remembered, far more than a phone that was offline repeats.
const REMEMBERED_MAX: usize = 20;

/// The newest keys, the newest last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RememberedRow(Vec<KeyRow>);

impl RememberedRow {
    /// Whether this command was carried out before.
    pub(crate) fn knows(&self, key: Option<Key>) -> Result<bool, Failure> {
        let Some(key) = key else { return Ok(false) };
        let known = self.0.iter().map(|row| stored_key(*row)).find(|known| known.command == key.command);
        match known {
            Some(known) if key.repeats(&known) => Ok(true),
            Some(_) => Err(Failure::KeyReused),
            None => Ok(false),
        }
    }

    /// The keys with one more.
    pub(crate) fn with(mut self, key: Option<Key>) -> Self {
        self.0.extend(key.map(key_row));
        let surplus = self.0.len().saturating_sub(REMEMBERED_MAX);
        self.0.drain(..surplus);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
