//! The way to the embedded table without a socket: the SDK's calls are answered on the spot, one after the other.

use std::fmt;

use aws_smithy_runtime_api::{
    client::{
        http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};

use super::stream::{Stream, about_to_write};

/// A client of HTTP that knows one address: the database in the own process.
#[derive(Clone)]
pub(super) struct Direct {
    pub(super) database: Database,
    pub(super) stream: Stream,
}

impl fmt::Debug for Direct {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Direct")
    }
}

impl HttpClient for Direct {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Direct {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(self.answer(&request))
    }
}

impl Direct {
    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default();
        let written = about_to_write(&self.database, operation, body);
        let (status, json) = match self.carry_out(operation, body) {
            Ok(json) => {
                self.stream.note(written);
                (200, json)
            }
            Err(error) => (error.status_code(), error.to_json()),
        };
        let status =
            StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
        let mut response = HttpResponse::new(status, SdkBody::from(json));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        Ok(response)
    }

    /// The operations that the store and the tests use.
    fn carry_out(&self, operation: &str, body: &[u8]) -> dynoxide::Result<String> {
        let database = &self.database;
        match operation {
            "GetItem" => text(&database.get_item(read(body)?)?),
            "Query" => text(&database.query(read(body)?)?),
            "Scan" => text(&database.scan(read(body)?)?),
            "BatchGetItem" => text(&database.batch_get_item(read(body)?)?),
            "PutItem" => text(&database.put_item(read(body)?)?),
            "UpdateItem" => text(&database.update_item(read(body)?)?),
            "DeleteItem" => text(&database.delete_item(read(body)?)?),
            "BatchWriteItem" => text(&database.batch_write_item(read(body)?)?),
            "TransactWriteItems" => text(&database.transact_write_items(read(body)?)?),
            "CreateTable" => text(&database.create_table(read(body)?)?),
            "UpdateTimeToLive" => text(&database.update_time_to_live(read(body)?)?),
            other => Err(DynoxideError::ValidationException(format!("{other} has no direct way"))),
        }
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> dynoxide::Result<T> {
    serde_json::from_slice(body).map_err(|error| DynoxideError::SerializationException(error.to_string()))
}

fn text(answer: &impl Serialize) -> dynoxide::Result<String> {
    serde_json::to_string(answer).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}
