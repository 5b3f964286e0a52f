//! The few AWS calls that the launcher makes. The emulator checks no signature, so four small requests replace
//! four SDK crates that take a minute each to compile.

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use serde_json::Value;

use crate::http::{Answer, Client};
use crate::{Error, Outputs};

/// The region that the local cloud says it is in.
pub const REGION: &str = "eu-west-3";

/// The emulator, seen as AWS.
#[derive(Clone, Debug)]
pub struct Aws {
    endpoint: String,
    client: Client,
}

impl Aws {
    /// The emulator at an address.
    pub fn at(endpoint: impl Into<String>) -> Self {
        Self { endpoint: endpoint.into(), client: Client::default() }
    }

    /// Whether the emulator answers.
    pub async fn is_up(&self) -> bool {
        let answer = self.send("GET", "/_ministack/health", "s3", &[], Vec::new()).await;
        answer.is_ok_and(|answer| answer.status == 200)
    }

    /// Cognito's way: a target and a JSON body.
    pub async fn cognito(&self, operation: &str, body: &Value) -> Result<Value, Error> {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let headers = [("x-amz-target", target.as_str()), ("content-type", "application/x-amz-json-1.1")];
        let answer = self.send("POST", "/", "cognito-idp", &headers, body.to_string().into()).await?;
        accepted(operation, answer)?.json()
    }

    /// The way of DynamoDB, with a target and a JSON body.
    pub async fn dynamodb(&self, operation: &str, body: &Value) -> Result<Value, Error> {
        let target = format!("DynamoDB_20120810.{operation}");
        let headers = [("x-amz-target", target.as_str()), ("content-type", "application/x-amz-json-1.0")];
        let answer = self.send("POST", "/", "dynamodb", &headers, body.to_string().into()).await?;
        accepted(operation, answer)?.json()
    }

    /// CloudFormation's way: a form, answered in XML.
    pub async fn cloudformation(&self, operation: &str, fields: &[(&str, &str)]) -> Result<String, Error> {
        let common = [("Action", operation), ("Version", "2010-05-15")];
        let pairs = common.iter().chain(fields).map(|(key, value)| format!("{key}={}", escaped(value)));
        let form = pairs.collect::<Vec<_>>().join("&");
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let answer = self.send("POST", "/", "cloudformation", &headers, form.into()).await?;
        Ok(accepted(operation, answer)?.text())
    }

    /// Makes a bucket where it is absent.
    pub async fn make_bucket(&self, bucket: &str) -> Result<(), Error> {
        let place = format!("<LocationConstraint>{REGION}</LocationConstraint>");
        let body = format!("<CreateBucketConfiguration>{place}</CreateBucketConfiguration>");
        let answer = self.send("PUT", &format!("/{bucket}"), "s3", &[], body.into()).await?;
        if answer.status == 409 {
            return Ok(());
        }
        accepted("CreateBucket", answer).map(drop)
    }

    /// Stores an object.
    pub async fn put_object(&self, bucket: &str, key: &str, content: Vec<u8>) -> Result<(), Error> {
        let answer = self.send("PUT", &format!("/{bucket}/{key}"), "s3", &[], content).await?;
        accepted("PutObject", answer).map(drop)
    }

    /// The address of an object.
    pub fn object_url(&self, bucket: &str, key: &str) -> String {
        format!("{}/{bucket}/{key}", self.endpoint)
    }

    /// Calls a function with an event and waits for its answer.
    pub async fn invoke(&self, outputs: &Outputs, function: &str, event: &Value) -> Result<Value, Error> {
        let deployed = outputs.function(function)?;
        let path = format!("/2015-03-31/functions/{deployed}/invocations");
        let answer =
            accepted("Invoke", self.send("POST", &path, "lambda", &[], event.to_string().into()).await?)?;
        if answer.headers.contains_key("x-amz-function-error") {
            return Err(Error::Function { function: function.into(), answer: answer.text() });
        }
        if answer.body.is_empty() { Ok(Value::Null) } else { answer.json() }
    }

    /// What a deployed function finds in its environment.
    pub async fn environment(&self, deployed: &str) -> Result<Value, Error> {
        let path = format!("/2015-03-31/functions/{deployed}/configuration");
        let answer = self.send("GET", &path, "lambda", &[], Vec::new()).await?;
        Ok(accepted("GetFunctionConfiguration", answer)?.json()?["Environment"]["Variables"].take())
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        service: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer, Error> {
        // Unsigned, yet in the shape of a signature: the emulator reads service and region from it.
        let scope = format!("Credential=local/20260101/{REGION}/{service}/aws4_request");
        let signature = format!("AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0");
        let url = format!("{}{path}", self.endpoint);
        let mut request = Request::builder().method(method).uri(&url).header("authorization", signature);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| Error::Unreachable { url, why: error.to_string() })?;
        self.client.send(request).await
    }
}

fn accepted(call: &str, answer: Answer) -> Result<Answer, Error> {
    if answer.status < 300 {
        return Ok(answer);
    }
    // What is told of an error is one line.
    let body = answer.text().split_whitespace().collect::<Vec<_>>().join(" ");
    Err(Error::Refused { call: call.into(), status: answer.status, body })
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_value_is_escaped_byte_by_byte() {
        assert_eq!(escaped("a b/é&=~"), "a%20b%2F%C3%A9%26%3D~");
    }
}
