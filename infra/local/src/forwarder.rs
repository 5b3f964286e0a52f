//! The API's address: hands each call on to the emulator, which tells APIs apart by the host they are called by.

use std::net::TcpListener;
use std::sync::Arc;

use http_body_util::Either;
use hyper::body::Incoming;
use hyper::header::{HOST, HeaderValue, ORIGIN};
use hyper::{Request, Uri};

use crate::Error;
use crate::cors::Cors;
use crate::server::{Answered, Pool, Server, silent};

/// Where calls go.
#[derive(Debug)]
struct Road {
    authority: String,
    host: HeaderValue,
    cors: Cors,
}

/// Hands calls to `listener` on to a port of this machine, as calls to `host`.
pub(crate) fn start(listener: TcpListener, port: u16, host: &str, cors: Cors) -> Result<Server, Error> {
    let host = HeaderValue::from_str(host)
        .map_err(|error| Error::Unexpected { call: "CreateStack".into(), why: error.to_string() })?;
    let road = Arc::new(Road { authority: format!("127.0.0.1:{port}"), host, cors });
    let answer = move |pool, call| answer(pool, call, Arc::clone(&road));
    Server::start(listener, "forwarder of the API's calls", answer)
}

async fn answer(pool: Pool, call: Request<Incoming>, road: Arc<Road>) -> Answered {
    if let Some(answer) = road.cors.preflight(&call) {
        return Ok(answer);
    }
    let origin = call.headers().get(ORIGIN).cloned();
    let mut answer = hand_on(pool, call, &road).await?;
    road.cors.join(origin.as_ref(), answer.headers_mut());
    Ok(answer)
}

async fn hand_on(pool: Pool, mut call: Request<Incoming>, road: &Road) -> Answered {
    let path = call.uri().path_and_query().map_or("/", |path| path.as_str());
    let authority = road.authority.as_str();
    *call.uri_mut() = Uri::builder().scheme("http").authority(authority).path_and_query(path).build()?;
    call.headers_mut().insert(HOST, road.host.clone());
    match pool.request(call).await {
        Ok(answer) => Ok(answer.map(Either::Left)),
        Err(error) => silent(&error),
    }
}
