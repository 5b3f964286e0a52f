//! A server of this machine that answers with what another server says, on a thread of its own so that it outlives the
//! runtime of a test.

use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::sync::oneshot;

use crate::Error;

/// The connections to the servers behind it.
pub(crate) type Pool = Client<HttpConnector, Incoming>;
/// The body of an answer: handed on, or made here.
pub(crate) type Body = Either<Incoming, Full<Bytes>>;
/// An answer.
pub(crate) type Answered = Result<Response<Body>, hyper::http::Error>;

/// The server at work. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Server {
    what: &'static str,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Answers the calls to `listener`.
    pub(crate) fn start<A, F>(listener: TcpListener, what: &'static str, answer: A) -> Result<Self, Error>
    where
        A: Fn(Pool, Request<Incoming>) -> F + Clone + Send + 'static,
        F: Future<Output = Answered> + Send + 'static,
    {
        let failed = || Error::system(format!("starting the {what}"));
        listener.set_nonblocking(true).map_err(failed())?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed())?;
        let (end, ended) = oneshot::channel();
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = listen(listener, answer) => {}
                    _ended = ended => {}
                }
            });
        });
        Ok(Self { what, end: Some(end), thread: Some(thread) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(Err(_panic)) = self.thread.take().map(JoinHandle::join) {
            eprintln!("warning: the {} had failed", self.what);
        }
    }
}

async fn listen<A, F>(listener: TcpListener, answer: A)
where
    A: Fn(Pool, Request<Incoming>) -> F + Clone + Send + 'static,
    F: Future<Output = Answered> + Send + 'static,
{
    let listener = tokio::net::TcpListener::from_std(listener).expect("the listener was made non-blocking");
    let mut builder = Client::builder(TokioExecutor::new());
    let pool: Pool = builder.pool_timer(TokioTimer::new()).build_http();
    loop {
        // A caller that hung up before it was served is no reason to stop listening.
        let Ok((stream, _caller)) = listener.accept().await else { continue };
        let (pool, answer) = (pool.clone(), answer.clone());
        let service = service_fn(move |call| answer(pool.clone(), call));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

/// An answer that is made here.
pub(crate) fn told(status: StatusCode, text: impl Into<Bytes>) -> Answered {
    Response::builder().status(status).body(Either::Right(Full::from(text.into())))
}

/// The answer when the server behind this one is silent.
pub(crate) fn silent(error: &impl std::error::Error) -> Answered {
    told(StatusCode::BAD_GATEWAY, format!("the local cloud did not answer: {error}\n"))
}
