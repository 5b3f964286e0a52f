//! Reads the caller and the service of a call from the scope of its signature (AWS Signature Version 4).

use std::fmt;

use hyper::{HeaderMap, Uri, header::AUTHORIZATION};
use percent_encoding::percent_decode_str;

/// A service of AWS that functions call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// The table.
    DynamoDb,
    /// The buckets.
    S3,
    /// The topics.
    Sns,
    /// The queues.
    Sqs,
    /// The pool of people.
    Cognito,
}

/// The signer of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The access key: here, the name of the function.
    pub name: String,
    /// The service that the signature is for.
    pub service: Service,
}

impl Caller {
    /// The signer by the `Authorization` header, or by the query of a presigned link.
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Option<Self> {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let scope = match header.and_then(|value| value.split_once("Credential=")) {
            Some((_, scope)) => scope.split(',').next()?.to_owned(),
            None => parameter(uri, "X-Amz-Credential")?,
        };
        let mut parts = scope.split('/');
        let name = parts.next()?.to_owned();
        let service = Service::signed_as(parts.nth(2)?)?;
        Some(Self { name, service })
    }
}

impl Service {
    /// By the name that signatures give it.
    fn signed_as(name: &str) -> Option<Self> {
        match name {
            "dynamodb" => Some(Self::DynamoDb),
            "s3" => Some(Self::S3),
            "sns" => Some(Self::Sns),
            "sqs" => Some(Self::Sqs),
            "cognito-idp" => Some(Self::Cognito),
            _ => None,
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::DynamoDb => "dynamodb",
            Self::S3 => "s3",
            Self::Sns => "sns",
            Self::Sqs => "sqs",
            Self::Cognito => "cognito-idp",
        })
    }
}

/// A parameter of the query, decoded.
pub(crate) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let mut pairs = uri.query()?.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_names_function_and_service() {
        let mut headers = HeaderMap::new();
        let signature = "AWS4-HMAC-SHA256 Credential=accept-request/20261127/eu-west-3/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
        headers.insert(AUTHORIZATION, signature.parse().expect("it is plain text"));

        let caller = Caller::of(&Uri::from_static("/"), &headers);

        let expected = Caller { name: "accept-request".into(), service: Service::DynamoDb };
        assert_eq!(caller, Some(expected));
    }

    #[test]
    fn a_link_is_the_call_of_its_signer() {
        let link =
            "/b/k?X-Amz-Credential=attach-media%2F20261127%2Feu-west-3%2Fs3%2Faws4_request&x-id=PutObject";

        let caller = Caller::of(&Uri::from_static(link), &HeaderMap::new());

        assert_eq!(caller, Some(Caller { name: "attach-media".into(), service: Service::S3 }));
    }

    #[test]
    fn a_call_without_signature_has_no_caller() {
        assert_eq!(Caller::of(&Uri::from_static("/b/k"), &HeaderMap::new()), None);
    }
}
