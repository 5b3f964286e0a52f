//! An HTTP server on this machine, on a thread of its own so that it outlives the runtime of a test.

use std::{
    convert::Infallible,
    future::pending,
    io,
    net::{SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
};

use http_body_util::Full;
use hyper::{
    Request, Response, StatusCode, Uri,
    body::{Bytes, Incoming},
    header::{CONTENT_TYPE, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;

/// What a call is answered.
pub(crate) enum Answer {
    /// A body of JSON.
    Json(String),
    /// The service cannot read the question.
    BadRequest,
    /// Nothing, ever.
    Silence,
}

/// The server at work; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(
        listener: TcpListener,
        answer: impl Fn(&Uri) -> Answer + Send + Sync + 'static,
    ) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let asked = Arc::new(AtomicUsize::new(0));
        let (end, ended) = oneshot::channel();
        let served = serve(listener, Arc::new(answer), Arc::clone(&asked));
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = served => {}
                    _ended = ended => {}
                }
            });
        });
        Ok(Self { address, asked, end: Some(end), thread: Some(thread) })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(Err(_panic)) = self.thread.take().map(JoinHandle::join) {
            eprintln!("warning: a service with recorded answers had failed");
        }
    }
}

async fn serve(
    listener: TcpListener,
    answer: Arc<impl Fn(&Uri) -> Answer + Send + Sync + 'static>,
    asked: Arc<AtomicUsize>,
) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("the listener was made non-blocking");
    loop {
        // A caller that hung up before it was served is no reason to stop listening.
        let Ok((stream, _caller)) = listener.accept().await else { continue };
        let (answer, asked) = (Arc::clone(&answer), Arc::clone(&asked));
        let service = service_fn(move |call: Request<Incoming>| {
            asked.fetch_add(1, Ordering::SeqCst);
            let answer = answer(call.uri());
            async { Ok::<_, Infallible>(response(answer).await) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn response(answer: Answer) -> Response<Full<Bytes>> {
    let (status, body) = match answer {
        Answer::Json(body) => (StatusCode::OK, body),
        Answer::BadRequest => (StatusCode::BAD_REQUEST, String::new()),
        Answer::Silence => pending().await,
    };
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
