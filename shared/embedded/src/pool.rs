//! Cognito in the own process: it knows one call, the deletion of an account, and remembers it.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// A user pool for one test alone; it ends with the test's runtime. Everybody has an account until it is deleted.
pub struct EmbeddedPool {
    /// Where the pool is served.
    pub endpoint: String,
    /// The id of the pool.
    pub name: &'static str,
    deleted: Arc<Mutex<Vec<String>>>,
    server: JoinHandle<()>,
}

/// The id of the pool.
pub const NAME: &str = "eu-west-3_Hop4ss1st";

impl EmbeddedPool {
    /// A pool of which nobody was deleted.
    ///
    /// # Panics
    /// Where the machine has no port left, or the test no runtime.
    pub fn open() -> Self {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a listener can be asked not to wait");
        let listener = TcpListener::from_std(listener).expect("a test has a runtime");
        let endpoint = format!("http://{}", listener.local_addr().expect("a bound port"));
        let deleted = Arc::new(Mutex::new(Vec::new()));
        let server = tokio::spawn(serve(listener, Arc::clone(&deleted)));
        Self { endpoint, name: NAME, deleted, server }
    }

    /// The variables by which a function finds it.
    pub fn variable(&self, name: &str) -> Option<String> {
        match name {
            "USER_POOL" => Some(self.name.to_owned()),
            "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER" => Some(self.endpoint.clone()),
            _ => None,
        }
    }

    /// The names of the deleted accounts, in order.
    ///
    /// # Panics
    /// Never: nothing panics inside.
    pub fn deleted(&self) -> Vec<String> {
        self.deleted.lock().expect("no thread panics inside").clone()
    }
}

impl Drop for EmbeddedPool {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(listener: TcpListener, deleted: Arc<Mutex<Vec<String>>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let deleted = Arc::clone(&deleted);
        let service = service_fn(move |request| {
            let deleted = Arc::clone(&deleted);
            async move { Ok::<_, Infallible>(answer(&deleted, request).await) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(deleted: &Mutex<Vec<String>>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
    let is_known = target == Some("AWSCognitoIdentityProviderService.AdminDeleteUser");
    let Ok(body) = request.into_body().collect().await else { return refused("InvalidParameterException") };
    let body: Value = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
    let (Some(name), true) = (body["Username"].as_str(), is_known && body["UserPoolId"] == NAME) else {
        return refused("InvalidParameterException");
    };
    let mut deleted = deleted.lock().expect("no thread panics inside");
    if deleted.iter().any(|known| known == name) {
        return refused("UserNotFoundException");
    }
    deleted.push(name.to_owned());
    Response::new(Full::from("{}"))
}

fn refused(code: &str) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::from(json!({ "__type": code }).to_string()));
    *answer.status_mut() = StatusCode::BAD_REQUEST;
    answer
}
