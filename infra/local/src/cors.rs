//! CORS of the API. The gateway of AWS answers preflights itself and adds the headers of CORS. The emulator adds them
//! only to answers of functions, not to its own 401 and 404; so this module adds them to every answer. It also allows
//! the origins of this machine. Buckets need nothing of this: the emulator lets every page use them.

use http_body_util::{Either, Full};
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap,
    HeaderValue, ORIGIN, VARY,
};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::Value;

use crate::Error;
use crate::server::Body;
use crate::template::Template;

/// The CORS configuration of the API in the template.
#[derive(Clone, Debug)]
pub(crate) struct Cors {
    origins: Vec<String>,
    /// Each header of an answer to a preflight, but for the origin.
    preflight: HeaderMap,
    exposed: HeaderValue,
}

impl Cors {
    /// The configuration of the API of the template, with these values of its parameters.
    pub(crate) fn of(template: &Template, parameters: &[(&str, String)]) -> Result<Self, Error> {
        let mut apis = template.of_type("AWS::Serverless::HttpApi");
        let api = apis.next().map_or(&Value::Null, |(_, api)| api);
        let configuration = &api["Properties"]["CorsConfiguration"];
        let list = |name: &str| header(&texts(&configuration[name], parameters).join(","));
        let age = configuration["MaxAge"].as_u64().unwrap_or_default();
        let preflight = [
            (ACCESS_CONTROL_ALLOW_METHODS, list("AllowMethods")?),
            (ACCESS_CONTROL_ALLOW_HEADERS, list("AllowHeaders")?),
            (ACCESS_CONTROL_MAX_AGE, age.into()),
        ];
        Ok(Self {
            origins: texts(&configuration["AllowOrigins"], parameters),
            preflight: preflight.into_iter().collect(),
            exposed: list("ExposeHeaders")?,
        })
    }

    /// The answer to a preflight, which asks before a call; none to any other call.
    pub(crate) fn preflight<B>(&self, call: &Request<B>) -> Option<Response<Body>> {
        let headers = call.headers();
        if call.method() != Method::OPTIONS || !headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
            return None;
        }
        let origin = headers.get(ORIGIN)?;
        let mut answer = Response::new(Either::Right(Full::default()));
        *answer.status_mut() = StatusCode::NO_CONTENT;
        if self.allows(origin) {
            *answer.headers_mut() = self.preflight.clone();
            self.join(Some(origin), answer.headers_mut());
        }
        Some(answer)
    }

    /// Adds the headers that let pages of this origin read the answer, if the origin is allowed. `Vary` keeps caches
    /// from giving the answer to another origin.
    pub(crate) fn join(&self, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
        headers.append(VARY, HeaderValue::from_static("origin"));
        if let Some(origin) = origin.filter(|origin| self.allows(origin)) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, self.exposed.clone());
        }
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        let origin = origin.to_str().unwrap_or_default();
        self.origins.iter().any(|known| known == origin) || is_of_this_machine(origin)
    }
}

/// The hosts by which a browser names this machine.
const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

fn is_of_this_machine(origin: &str) -> bool {
    let Some(host) = origin.strip_prefix("http://") else { return false };
    let (name, port) = host.rsplit_once(':').filter(|_| !host.ends_with(']')).unwrap_or((host, "80"));
    LOCAL.contains(&name) && port.parse::<u16>().is_ok()
}

/// A list of texts, in which a reference is a parameter that is given.
fn texts(list: &Value, parameters: &[(&str, String)]) -> Vec<String> {
    let given = |name: &str| parameters.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
    let text = |one: &Value| match one["Ref"].as_str() {
        Some(name) => given(name).cloned(),
        None => one.as_str().map(ToOwned::to_owned),
    };
    list.as_array().into_iter().flatten().filter_map(text).collect()
}

fn header(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|error| Error::Template(format!("CorsConfiguration: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: [!Ref WebOrigin]
        AllowMethods: [GET, HEAD]
        AllowHeaders: [Authorization]
        ExposeHeaders: [ETag, Location]
        MaxAge: 600
";
    const APP: &str = "https://app.example";

    fn cors() -> Cors {
        let template = Template::parse(TEXT).expect("a template");
        Cors::of(&template, &[("WebOrigin", APP.to_owned())]).expect("headers of letters")
    }

    fn joined(origin: &str) -> HeaderMap {
        let mut headers = HeaderMap::from_iter([(VARY, HeaderValue::from_static("accept-language"))]);
        let origin = HeaderValue::from_str(origin).expect("letters");
        cors().join(Some(&origin), &mut headers);
        headers
    }

    #[test]
    fn the_origin_of_the_web_app_and_those_of_this_machine_may_read_every_answer() {
        for origin in
            [APP, "http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:8080", "http://localhost"]
        {
            let headers = joined(origin);

            assert_eq!(headers[ACCESS_CONTROL_ALLOW_ORIGIN], origin);
            assert_eq!(headers[ACCESS_CONTROL_EXPOSE_HEADERS], "ETag,Location");
            assert_eq!(headers.get_all(VARY).iter().collect::<Vec<_>>(), ["accept-language", "origin"]);
        }
    }

    #[test]
    fn no_other_origin_may() {
        for origin in [
            "null",
            "https://app.example.evil.example",
            "http://localhost.evil.example",
            "http://app.example",
            "http://localhost:5173.evil.example",
            "http://user@localhost:80",
            "http://localhost:abc",
        ] {
            assert!(!joined(origin).contains_key(ACCESS_CONTROL_ALLOW_ORIGIN), "{origin}");
        }
    }

    #[test]
    fn a_preflight_is_answered_and_another_call_is_not() {
        let preflight = |origin: &str, method| {
            let call = Request::builder().method(method).header(ORIGIN, origin);
            let call = call.header(ACCESS_CONTROL_REQUEST_METHOD, "GET").body(()).expect("a call");
            cors().preflight(&call)
        };

        let allowed = preflight(APP, "OPTIONS").expect("an answer");
        assert_eq!(allowed.status(), StatusCode::NO_CONTENT);
        assert_eq!(allowed.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], APP);
        assert_eq!(allowed.headers()[ACCESS_CONTROL_ALLOW_METHODS], "GET,HEAD");
        assert_eq!(allowed.headers()[ACCESS_CONTROL_ALLOW_HEADERS], "Authorization");
        assert_eq!(allowed.headers()[ACCESS_CONTROL_MAX_AGE], "600");
        let other = preflight("https://evil.example", "OPTIONS").expect("an answer");
        assert!(other.headers().is_empty());
        assert!(preflight(APP, "GET").is_none());
    }
}
