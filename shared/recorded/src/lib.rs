//! The address service on this machine, with recorded answers: it stands in where no network is, in the local cloud
//! and in tests.
//!
//! It answers as the national address service does (`GET /search/?q=…&postcode=…`), and knows what `addresses.json`
//! tells: the addresses of the demo and of the contract, one that several villages share, one that nobody has. Anything
//! else is found nowhere.

mod addresses;

use std::{
    convert::Infallible,
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
};

use http_body_util::Full;
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::CONTENT_TYPE,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;

use addresses::Addresses;

/// The service at work, on a thread of its own so that it outlives the runtime of a test; dropping it ends it.
#[derive(Debug)]
pub struct Recorded {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Recorded {
    /// Serves at any free port.
    pub fn start() -> io::Result<Self> {
        Self::at(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?)
    }

    /// Serves whoever calls there.
    pub fn at(listener: TcpListener) -> io::Result<Self> {
        let addresses = Addresses::read()?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let asked = Arc::new(AtomicUsize::new(0));
        let (end, ended) = oneshot::channel();
        let served = serve(listener, Arc::new(addresses), Arc::clone(&asked));
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

    /// Where it is: for `ADDRESS_SERVICE_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often it was asked so far.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(Err(_panic)) = self.thread.take().map(JoinHandle::join) {
            eprintln!("warning: the recorded address service had failed");
        }
    }
}

async fn serve(listener: TcpListener, addresses: Arc<Addresses>, asked: Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("the listener was made non-blocking");
    loop {
        // A caller that hung up before it was served is no reason to stop listening.
        let Ok((stream, _caller)) = listener.accept().await else { continue };
        let (addresses, asked) = (Arc::clone(&addresses), Arc::clone(&asked));
        let service = service_fn(move |call: Request<Incoming>| {
            asked.fetch_add(1, Ordering::SeqCst);
            let answer = answer(&addresses, &call);
            async { Ok::<_, Infallible>(answer) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn answer(addresses: &Addresses, call: &Request<Incoming>) -> Response<Full<Bytes>> {
    let found = match call.uri().path() {
        "/search/" => addresses.search(call.uri().query().unwrap_or_default()),
        _ => None,
    };
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let mut response = Response::new(Full::from(found.unwrap_or_default()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static("application/json"));
    response
}
