//! Where the next page begins: opaque, and good for the same caller and the same question only.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::invalid::Invalid;
use serde::{Serialize, de::DeserializeOwned};

use super::{Call, command::digest};
use crate::{Cursor, Problem, query::pairs};

/// How many bytes of digest a cursor bears before its key.
const SEAL: usize = 8;

impl Call {
    /// The cursor that leads on from `key`.
    pub fn cursor(&self, key: &impl Serialize) -> Result<String, Problem> {
        self.cursor_for(self.raw_path(), self.raw_query(), key)
    }

    /// The cursor that leads on from `key` where another question was the first.
    pub(super) fn cursor_for(
        &self,
        path: &str,
        query: &str,
        key: &impl Serialize,
    ) -> Result<String, Problem> {
        let mut bytes = self.seal(path, query).to_vec();
        serde_json::to_writer(&mut bytes, key).map_err(|error| Problem::Broken(error.into()))?;
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The key in a cursor of ours; a foreign or broken one is refused.
    pub fn key_of<K: DeserializeOwned>(&self, cursor: Option<&Cursor>) -> Result<Option<K>, Problem> {
        let Some(cursor) = cursor else { return Ok(None) };
        let key = self.open(cursor.as_str()).ok_or_else(|| Problem::invalid("cursor", Invalid::Unknown))?;
        Ok(Some(key))
    }

    fn open<K: DeserializeOwned>(&self, cursor: &str) -> Option<K> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (seal, key) = bytes.split_at_checked(SEAL)?;
        if seal != self.seal(self.raw_path(), self.raw_query()) {
            return None;
        }
        serde_json::from_slice(key).ok()
    }

    /// Of the caller, the path and what is asked; not of the size of pages, which may change on the way.
    fn seal(&self, path: &str, query: &str) -> [u8; SEAL] {
        let mut asked = pairs(query);
        asked.retain(|(name, _)| name != "cursor" && name != "limit");
        asked.sort();
        let caller = self.sub().unwrap_or_default();
        let mut parts = vec![caller.as_bytes(), path.as_bytes()];
        parts.extend(asked.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]));
        digest(&parts)
    }
}
