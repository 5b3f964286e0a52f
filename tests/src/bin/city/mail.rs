//! The queues and the topic in the own process: what `publish-events` sends with the SDKs of SQS and SNS is kept here.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use queue::{Channels, DomainEvent, InvoiceRequest, OfferTimer, PaperRequest, PendingRequest, Queue};
use serde_json::{Value, json};
use tests::topic::{Batch, answer};

use crate::clock::{Millis, SECOND};

/// A message as its reader sees it.
#[derive(Debug, Clone)]
pub(crate) enum Letter {
    Pending(PendingRequest),
    Timer(OfferTimer),
    Invoice(InvoiceRequest),
    Paper,
    Event(DomainEvent),
}

/// A message, and for how long nobody shall see it.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) letter: Letter,
    pub(crate) delay: Millis,
}

/// Where all messages are kept until they are taken.
#[derive(Clone, Default)]
pub(crate) struct Mail(Arc<Mutex<Vec<Sent>>>);

impl Mail {
    /// What the house sends with.
    pub(crate) fn channels(&self) -> Channels {
        let credentials = Credentials::new("test", "test", None, None, "test");
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-west-3"))
            .endpoint_url("http://queues.invalid")
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(SharedHttpClient::new(self.clone()))
            .build();
        let address = |variable: &str| Some(format!("http://queues.invalid/{variable}"));
        Channels::connect(&sdk, &address).expect("every queue and the topic have an address")
    }

    /// What was sent since the last look.
    pub(crate) fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.0.lock().expect("keeping a message does not panic"))
    }

    fn keep(&self, body: &[u8]) -> Option<(&'static str, String)> {
        if let Some(Batch { entries, .. }) = Batch::read(body) {
            for entry in &entries {
                let letter = serde_json::from_str(&entry.message).map(Letter::Event).ok()?;
                self.0.lock().ok()?.push(Sent { letter, delay: 0 });
            }
            return Some(("text/xml", answer(&entries, &[])));
        }
        let batch: Value = serde_json::from_slice(body).ok()?;
        let address = batch["QueueUrl"].as_str()?;
        let queue = Queue::ALL.into_iter().find(|queue| address.ends_with(queue.variable()))?;
        let mut successful = Vec::new();
        for entry in batch["Entries"].as_array()? {
            let delay = entry["DelaySeconds"].as_i64().unwrap_or(0) * SECOND;
            let letter = read(queue, entry["MessageBody"].as_str()?)?;
            self.0.lock().ok()?.push(Sent { letter, delay });
            successful.push(json!({ "Id": entry["Id"], "MessageId": entry["Id"], "MD5OfMessageBody": "" }));
        }
        let answer = json!({ "Successful": successful, "Failed": [] }).to_string();
        Some(("application/x-amz-json-1.0", answer))
    }
}

fn read(queue: Queue, body: &str) -> Option<Letter> {
    let letter = match queue {
        Queue::PendingRequests => serde_json::from_str(body).map(Letter::Pending),
        Queue::OfferTimers => serde_json::from_str(body).map(Letter::Timer),
        Queue::Invoices => serde_json::from_str(body).map(Letter::Invoice),
        Queue::Papers => serde_json::from_str(body).map(|_: PaperRequest| Letter::Paper),
    };
    letter.ok()
}

impl fmt::Debug for Mail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mail")
    }
}

impl HttpClient for Mail {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Mail {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Some((kind, answer)) = request.body().bytes().and_then(|body| self.keep(body)) else {
            let fault = ConnectorError::other("not a batch of messages of ours".into(), None);
            return HttpConnectorFuture::ready(Err(fault));
        };
        let status = StatusCode::try_from(200).expect("200 is a status");
        let mut response = HttpResponse::new(status, SdkBody::from(answer));
        response.headers_mut().insert("content-type", kind);
        HttpConnectorFuture::ready(Ok(response))
    }
}
