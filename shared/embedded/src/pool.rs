//! Cognito in the own process: it knows the calls of our functions, and remembers accounts and groups.

use std::{
    collections::{BTreeSet, HashMap},
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard},
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
    people: Arc<Mutex<People>>,
    server: JoinHandle<()>,
}

/// The id of the pool.
pub const NAME: &str = "eu-west-3_Hop4ss1st";

/// What the pool remembers of its people.
#[derive(Default)]
struct People {
    /// The names of the deleted accounts, in order.
    deleted: Vec<String>,
    /// Who is in which group.
    members: BTreeSet<(String, String)>,
    /// Of an address, in lower case: the `sub` of the account, and whether the address is verified.
    addresses: HashMap<String, (String, bool)>,
}

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
        let people = Arc::new(Mutex::new(People::default()));
        let server = tokio::spawn(serve(listener, Arc::clone(&people)));
        Self { endpoint, name: NAME, people, server }
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
    pub fn deleted(&self) -> Vec<String> {
        self.people().deleted.clone()
    }

    /// The groups of a person.
    pub fn groups(&self, sub: &str) -> Vec<String> {
        let members = self.people();
        let theirs = members.members.iter().filter(|(member, _)| member == sub);
        theirs.map(|(_, group)| group.clone()).collect()
    }

    /// Puts a person into a group.
    pub fn join(&self, sub: &str, group: &str) {
        self.people().members.insert((sub.to_owned(), group.to_owned()));
    }

    /// A person signs up with an address, and confirms it.
    pub fn confirm(&self, address: &str, sub: &str) {
        self.people().addresses.insert(address.to_lowercase(), (sub.to_owned(), true));
    }

    /// A person whose account is confirmed takes another address, which is not verified.
    pub fn claim(&self, address: &str, sub: &str) {
        self.people().addresses.insert(address.to_lowercase(), (sub.to_owned(), false));
    }

    fn people(&self) -> MutexGuard<'_, People> {
        self.people.lock().expect("no thread panics inside")
    }
}

impl Drop for EmbeddedPool {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(listener: TcpListener, people: Arc<Mutex<People>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let people = Arc::clone(&people);
        let service = service_fn(move |request| {
            let people = Arc::clone(&people);
            async move { Ok::<_, Infallible>(answer(&people, request).await) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(people: &Mutex<People>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
    let target = target.unwrap_or_default().to_owned();
    let Ok(body) = request.into_body().collect().await else { return refused("InvalidParameterException") };
    let body: Value = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
    let (Some(name), true) = (body["Username"].as_str(), body["UserPoolId"] == NAME) else {
        return refused("InvalidParameterException");
    };
    let mut people = people.lock().expect("no thread panics inside");
    if people.deleted.iter().any(|known| known == name) {
        return refused("UserNotFoundException");
    }
    let member = || Some((name.to_owned(), body["GroupName"].as_str()?.to_owned()));
    match (target.strip_prefix("AWSCognitoIdentityProviderService."), member()) {
        (Some("AdminDeleteUser"), _) => people.deleted.push(name.to_owned()),
        (Some("AdminAddUserToGroup"), Some(member)) => drop(people.members.insert(member)),
        (Some("AdminRemoveUserFromGroup"), Some(member)) => drop(people.members.remove(&member)),
        (Some("AdminGetUser"), _) => {
            let known = people.addresses.get(&name.to_lowercase());
            let Some((sub, is_verified)) = known else { return refused("UserNotFoundException") };
            return Response::new(Full::from(account(name, sub, *is_verified).to_string()));
        }
        (_, _) => return refused("InvalidParameterException"),
    }
    Response::new(Full::from("{}"))
}

fn account(address: &str, sub: &str, is_verified: bool) -> Value {
    let attributes = [
        ("sub", sub.to_owned()),
        ("email", address.to_lowercase()),
        ("email_verified", is_verified.to_string()),
    ];
    let attributes = attributes.map(|(name, value)| json!({ "Name": name, "Value": value }));
    json!({ "Username": sub, "UserStatus": "CONFIRMED", "Enabled": true, "UserAttributes": attributes })
}

fn refused(code: &str) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::from(json!({ "__type": code }).to_string()));
    *answer.status_mut() = StatusCode::BAD_REQUEST;
    answer
}
