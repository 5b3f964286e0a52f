//! Papers in a bucket of their own: each file is written once, under a key that follows from its intervention alone.

use std::{fmt, sync::Arc};

use aws_config::SdkConfig;
use aws_sdk_s3::{Client, error::ProvideErrorMetadata, primitives::ByteStream};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    Timestamp,
    id::InterventionId,
    paper::{Form, Paper, PaperKind, PaperLink, Printed},
};
use sha2::{Digest, Sha256};

use crate::{
    ConnectError, Error,
    bucket::read,
    client::client,
    key,
    link::{LIFE, signing},
};

/// The bucket that holds papers for good.
#[derive(Clone)]
pub struct Documents {
    client: Client,
    name: Arc<str>,
}

impl Documents {
    /// The bucket that the environment names; the client is built once and shared by every call.
    pub fn connect(sdk: &SdkConfig, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConnectError> {
        let name = lookup("DOCUMENTS").ok_or(ConnectError("DOCUMENTS"))?;
        Ok(Self { client: client(sdk, lookup), name: name.into() })
    }

    /// Keeps the files of a paper. What a run before this one kept stays, byte for byte, and it is that which is hashed.
    pub async fn keep_paper(
        &self,
        id: &InterventionId,
        kind: PaperKind,
        printed: Printed,
    ) -> Result<Paper, Error> {
        let Printed { name, french, english, xml } = printed;
        let xml = match xml {
            Some(xml) => Some(self.write_once(id, &kind, Form::Xml, &name, xml).await?),
            None => None,
        };
        let english = self.write_once(id, &kind, Form::English, &name, english).await?;
        let french = self.write_once(id, &kind, Form::French, &name, french).await?;
        Ok(Paper { kind, french, english, xml })
    }

    /// A link to a file of a paper; it lives five minutes.
    pub async fn paper_link(
        &self,
        id: &InterventionId,
        paper: &Paper,
        form: Form,
        now: Timestamp,
    ) -> Result<PaperLink, Error> {
        let sha256 = match form {
            Form::French => Some(paper.french),
            Form::English => Some(paper.english),
            Form::Xml => paper.xml,
        };
        let sha256 = sha256.ok_or(Error::Gone)?;
        let get = self.client.get_object().bucket(self.name()).key(key::paper(id, &paper.kind, form));
        let signed = get.presigned(signing(now)?).await.map_err(Error::of_call)?;
        Ok(PaperLink { url: signed.uri().to_owned(), sha256, expires_at: now + LIFE })
    }

    /// The SHA-256 of what stands there in the end.
    async fn write_once(
        &self,
        id: &InterventionId,
        kind: &PaperKind,
        form: Form,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<[u8; 32], Error> {
        let (key, sha256) = (key::paper(id, kind, form), digest(&bytes));
        let (content_type, ending) = match form {
            Form::French => ("application/pdf", ".pdf"),
            Form::English => ("application/pdf", ".en.pdf"),
            Form::Xml => ("application/xml", ".xml"),
        };
        let put = self.client.put_object().bucket(self.name()).key(&key).if_none_match("*");
        // A bucket with object lock takes nothing without a check sum.
        let put = put.content_type(content_type).checksum_sha256(STANDARD.encode(sha256));
        let put = put.content_disposition(format!("inline; filename=\"{name}{ending}\""));
        match put.body(ByteStream::from(bytes)).send().await {
            Ok(_) => Ok(sha256),
            Err(error) if error.code() == Some("PreconditionFailed") => {
                Ok(digest(&read(self.client.get_object().bucket(self.name()).key(key)).await?))
            }
            // Another delivery of the same message writes it at this very moment.
            Err(error) if error.code() == Some("ConditionalRequestConflict") => Err(Error::Busy),
            Err(error) => Err(Error::of_call(error)),
        }
    }

    fn name(&self) -> String {
        self.name.to_string()
    }
}

impl fmt::Debug for Documents {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Documents").field("name", &self.name).finish_non_exhaustive()
    }
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
