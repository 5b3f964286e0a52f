//! The API's address: hands each call on to the emulator, which tells APIs apart by the host they are called by.

use std::net::TcpListener;

use http_body_util::Either;
use hyper::body::Incoming;
use hyper::header::{HOST, HeaderValue};
use hyper::{Request, Uri};

use crate::Error;
use crate::server::{Answered, Pool, Server, silent};

/// Hands calls to `listener` on to a port of this machine, as calls to `host`.
pub(crate) fn start(listener: TcpListener, port: u16, host: &str) -> Result<Server, Error> {
    let host = HeaderValue::from_str(host)
        .map_err(|error| Error::Unexpected { call: "CreateStack".into(), why: error.to_string() })?;
    let authority = format!("127.0.0.1:{port}");
    let answer = move |pool, call| hand_on(pool, call, authority.clone(), host.clone());
    Server::start(listener, "forwarder of the API's calls", answer)
}

async fn hand_on(pool: Pool, mut call: Request<Incoming>, authority: String, host: HeaderValue) -> Answered {
    let path = call.uri().path_and_query().map_or("/", |path| path.as_str());
    *call.uri_mut() = Uri::builder().scheme("http").authority(authority).path_and_query(path).build()?;
    call.headers_mut().insert(HOST, host);
    match pool.request(call).await {
        Ok(answer) => Ok(answer.map(Either::Left)),
        Err(error) => silent(&error),
    }
}
