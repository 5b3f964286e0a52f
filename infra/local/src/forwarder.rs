//! The API's address: hands each call on to the emulator, which tells APIs apart by the host they are called by.

use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HOST, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::sync::oneshot;

use crate::Error;

type Pool = Client<HttpConnector, Incoming>;
type Body = Either<Incoming, Full<Bytes>>;

/// The forwarder at work, on a thread of its own so that it outlives the runtime of a test.
#[derive(Debug)]
pub(crate) struct Forwarder {
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Forwarder {
    /// Hands calls to `listener` on to a port of this machine, as calls to `host`.
    pub(crate) fn start(listener: TcpListener, port: u16, host: &str) -> Result<Self, Error> {
        let failed = || Error::system("listening to the API's calls");
        listener.set_nonblocking(true).map_err(failed())?;
        let host = HeaderValue::from_str(host)
            .map_err(|error| Error::Unexpected { call: "CreateStack".into(), why: error.to_string() })?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed())?;
        let (end, ended) = oneshot::channel();
        let authority = format!("127.0.0.1:{port}");
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = listen(listener, authority, host) => {}
                    _ended = ended => {}
                }
            });
        });
        Ok(Self { end: Some(end), thread: Some(thread) })
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(Err(_panic)) = self.thread.take().map(JoinHandle::join) {
            eprintln!("warning: the forwarder of the API's calls had failed");
        }
    }
}

async fn listen(listener: TcpListener, authority: String, host: HeaderValue) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("the listener was made non-blocking");
    let mut builder = Client::builder(TokioExecutor::new());
    let pool: Pool = builder.pool_timer(TokioTimer::new()).build_http();
    loop {
        // A caller that hung up before it was served is no reason to stop listening.
        let Ok((stream, _caller)) = listener.accept().await else { continue };
        let (pool, authority, host) = (pool.clone(), authority.clone(), host.clone());
        let service = service_fn(move |call| hand_on(pool.clone(), call, authority.clone(), host.clone()));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn hand_on(
    pool: Pool,
    mut call: Request<Incoming>,
    authority: String,
    host: HeaderValue,
) -> Result<Response<Body>, hyper::http::Error> {
    let path = call.uri().path_and_query().map_or("/", |path| path.as_str());
    *call.uri_mut() = Uri::builder().scheme("http").authority(authority).path_and_query(path).build()?;
    call.headers_mut().insert(HOST, host);
    match pool.request(call).await {
        Ok(answer) => Ok(answer.map(Either::Left)),
        Err(error) => {
            let why = format!("the local cloud did not answer: {error}\n");
            Response::builder().status(StatusCode::BAD_GATEWAY).body(Either::Right(Full::from(why)))
        }
    }
}
