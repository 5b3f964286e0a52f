//! Between functions and the emulated services: refuses what the policies of a function do not allow, as AWS does.
//!
//! A function names itself by its access key. A presigned link is a call of the function that signed it.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use permissions::{Call, Caller, Denied, Names, Policies, Service, accesses, reveals_absence, sign_again};

use crate::Error;
use crate::ports;
use crate::server::{Answered, Server, silent, told};
use crate::template::Template;

/// The guard at work. Dropping it ends it.
#[derive(Debug)]
pub struct Guard {
    /// The address that functions use as the AWS endpoint.
    pub url: String,
    denied: Arc<Mutex<Vec<Denied>>>,
    _server: Server,
}

/// Access key and secret by which the emulator knows everybody.
pub(crate) const EMULATOR_KEY: &str = "test";

/// Where the services are.
pub type Services = BTreeMap<Service, String>;

#[derive(Debug)]
struct Post {
    policies: Arc<Policies>,
    services: Services,
    client: Client<HttpConnector, Full<Bytes>>,
    denied: Arc<Mutex<Vec<Denied>>>,
}

/// The policies of all functions of a template, whose resources have these names.
pub fn policies(template: &Template, names: &Names) -> Result<Policies, Error> {
    let functions = template.functions()?;
    let pairs = functions.iter().map(|function| (function.resource.as_str(), function.name.as_str()));
    Policies::of(template.resources(), pairs, names).map_err(|error| Error::Template(error.to_string()))
}

impl Guard {
    /// Guards the services; a call that is denied is told on standard error.
    pub fn start(listener: TcpListener, policies: Arc<Policies>, services: Services) -> Result<Self, Error> {
        let url = ports::url(ports::number(&listener)?);
        let denied = Arc::new(Mutex::default());
        let mut builder = Client::builder(TokioExecutor::new());
        let client = builder.pool_timer(TokioTimer::new()).build_http();
        let post = Arc::new(Post { policies, services, client, denied: Arc::clone(&denied) });
        let answer = move |_pool, call| answer(Arc::clone(&post), call);
        let server = Server::start(listener, "guard of the services", answer)?;
        Ok(Self { url, denied, _server: server })
    }

    /// The calls that were denied since this was last asked.
    ///
    /// # Panics
    /// Never: nothing panics inside.
    pub fn denied(&self) -> Vec<Denied> {
        std::mem::take(&mut *self.denied.lock().expect("noting a call does not panic"))
    }
}

async fn answer(post: Arc<Post>, call: Request<Incoming>) -> Answered {
    let (head, body) = call.into_parts();
    let Some(caller) = Caller::of(&head.uri, &head.headers) else {
        return told(StatusCode::FORBIDDEN, "the call is not signed\n");
    };
    // A body that is shorter than its length says never comes to an end.
    let Ok(body) = body.collect().await else { return told(StatusCode::BAD_REQUEST, "the body is cut\n") };
    let body = body.to_bytes();
    if head.method == Method::OPTIONS {
        // A browser asks before it follows a link; that needs no permission.
        return post.handed_on(caller.service, head, body).await;
    }
    let described = described(&head, &body, caller.service);
    let asked = match accesses(&described) {
        Ok(asked) => asked,
        Err(undescribed) => {
            eprintln!("{}: {undescribed}: describe it in infra/permissions", caller.name);
            return told(StatusCode::NOT_IMPLEMENTED, format!("{undescribed}\n"));
        }
    };
    if let Err(denied) = post.policies.judge(&caller.name, &asked) {
        return post.refused(*denied, caller.service);
    }
    let absence = reveals_absence(&described).filter(|_| caller.service == Service::S3);
    let is_link = !head.headers.contains_key(AUTHORIZATION);
    let answer = match post.hand_on(caller.service, head, body).await {
        Ok(answer) => answer,
        Err(error) => return silent(&error),
    };
    if let Some(list) = absence.filter(|_| answer.status() == StatusCode::NOT_FOUND)
        && let Err(denied) = post.policies.judge(&caller.name, &[list])
    {
        // An app that follows a link gets 403, which is no fault of the function that signed it. A function that reads an
        // absent object would get 403 from AWS as well: that call is noted.
        return if is_link { denial(&denied, Service::S3) } else { post.refused(*denied, Service::S3) };
    }
    Ok(answer.map(Either::Left))
}

fn described<'a>(head: &'a Parts, body: &'a [u8], service: Service) -> Call<'a> {
    Call { service, method: &head.method, uri: &head.uri, headers: &head.headers, body }
}

impl Post {
    async fn handed_on(&self, service: Service, head: Parts, body: Bytes) -> Answered {
        match self.hand_on(service, head, body).await {
            Ok(answer) => Ok(answer.map(Either::Left)),
            Err(error) => silent(&error),
        }
    }

    async fn hand_on(
        &self,
        service: Service,
        mut head: Parts,
        body: Bytes,
    ) -> Result<Response<Incoming>, hyper_util::client::legacy::Error> {
        // The emulator checks links, and knows this one access key alone.
        sign_again(&mut head, EMULATOR_KEY, EMULATOR_KEY);
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let url = self.services.get(&service).map_or("http://127.0.0.1:0", String::as_str);
        head.uri = format!("{url}{path}").parse::<Uri>().expect("an address and a path are a URI");
        self.client.request(Request::from_parts(head, Full::new(body))).await
    }

    fn refused(&self, denied: Denied, service: Service) -> Answered {
        eprintln!("{}", denied.line());
        let answer = denial(&denied, service);
        self.denied.lock().expect("noting a call does not panic").push(denied);
        answer
    }
}

fn denial(denied: &Denied, service: Service) -> Answered {
    let (status, kind, body) = denied.answer(service);
    let answer = Response::builder().status(status).header(CONTENT_TYPE, kind);
    answer.body(Either::Right(Full::from(body)))
}

#[cfg(test)]
mod tests;
