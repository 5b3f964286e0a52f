//! What S3 tells of an upload: the fields that we read.

use percent_encoding::percent_decode_str;
use serde::Deserialize;

/// A message of S3; the one it sends when it is told of a queue has no records.
#[derive(Debug, Clone, Deserialize)]
pub struct Notice {
    #[serde(rename = "Records", default)]
    records: Vec<Record>,
}

#[derive(Debug, Clone, Deserialize)]
struct Record {
    s3: Subject,
}

#[derive(Debug, Clone, Deserialize)]
struct Subject {
    object: Object,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object {
    key: String,
    #[serde(default)]
    size: u64,
    version_id: Option<String>,
}

/// Bytes that were uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// Where they are.
    pub key: String,
    /// Which version of that.
    pub version: Option<String>,
    /// How many they are.
    pub bytes: u64,
}

impl Notice {
    /// All uploads that it tells of.
    pub fn uploads(&self) -> Vec<Uploaded> {
        self.records.iter().map(|record| record.s3.object.uploaded()).collect()
    }
}

impl Object {
    /// S3 spells keys as a form does.
    fn uploaded(&self) -> Uploaded {
        let key = self.key.replace('+', " ");
        Uploaded {
            key: percent_decode_str(&key).decode_utf8_lossy().into_owned(),
            version: self.version_id.clone(),
            bytes: self.size,
        }
    }
}
