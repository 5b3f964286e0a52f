//! Documents (written once, kept ten years) and exports (written again at will): where they lie, links to them.

use aws_sdk_s3::{error::ProvideErrorMetadata, primitives::ByteStream, types::ChecksumAlgorithm};
use domain::{Timestamp, id::TechnicianId};

use crate::{
    Bucket, Error,
    link::{LIFE, signing},
};

/// The key of a document of a technician, by its number; `form` is `pdf` or `xml`.
pub fn document_key(technician: &TechnicianId, number: &str, form: &str) -> String {
    format!("documents/{technician}/{number}.{form}")
}

/// A link to a file, and until when it leads there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLink {
    /// The link.
    pub url: String,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Bucket {
    /// Keeps a document; what was kept first stays, whatever comes later.
    ///
    /// Its check sum is sent along: a bucket with object lock takes nothing without one.
    pub async fn keep_document(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), Error> {
        let put = self.client.put_object().bucket(self.name()).key(key).if_none_match("*");
        let put = put.checksum_algorithm(ChecksumAlgorithm::Sha256).content_type(content_type);
        match put.body(ByteStream::from(bytes)).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("PreconditionFailed") => Ok(()),
            Err(error) => Err(Error::of_call(error)),
        }
    }

    /// Writes an export in place of an older one.
    pub async fn export(&self, key: &str, content_type: &str, bytes: Vec<u8>) -> Result<(), Error> {
        let put = self.client.put_object().bucket(self.name()).key(key).content_type(content_type);
        put.body(ByteStream::from(bytes)).send().await.map_err(Error::of_call)?;
        Ok(())
    }

    /// A link by which a file is saved under a name of its own.
    pub async fn file_link(&self, key: &str, name: &str, now: Timestamp) -> Result<FileLink, Error> {
        let get = self.client.get_object().bucket(self.name()).key(key);
        let get = get.response_content_disposition(format!("attachment; filename=\"{name}\""));
        let signed = get.presigned(signing(now)?).await.map_err(Error::of_call)?;
        Ok(FileLink { url: signed.uri().to_owned(), expires_at: now + LIFE })
    }
}
