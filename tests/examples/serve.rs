//! The real functions behind HTTP, for programs in other languages: prints an address and a customer's token, and waits
//! until its standard input closes. Two technicians are online, and the clock stands still.
//!
//! Other tokens are `karim.technicians`, `nadia.technicians` and `odile.operators`.

use std::{convert::Infallible, io::Read, sync::Arc};

use embedded::{embedded, given};
use http_body_util::{BodyExt, Collected, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tests::house::{Answer, Call, House};
use tokio::net::TcpListener;

/// The customer whose profile is known; the `sub` stands in for a token.
const CUSTOMER: &str = "camille";

/// The tokens that are good: a name, and after a dot the group.
const PEOPLE: [&str; 4] = [CUSTOMER, "karim.technicians", "nadia.technicians", "odile.operators"];

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the caller reads the address from there")]
async fn main() {
    let house = House::open(embedded().await);
    given::signed_up(&house.table.store).await;
    for technician in ["karim", "nadia"] {
        given::technician(&house.table.store, technician).await;
    }
    // The first call builds all functions, which no client would wait for.
    house.call(&Call::new("GET", "/customers/me", (CUSTOMER, ""), given::at(0))).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("http://{} {CUSTOMER}", listener.local_addr().expect("a bound address"));
    tokio::spawn(serve(listener, Arc::new(house)));
    let closed = || std::io::stdin().read_to_end(&mut Vec::new());
    tokio::task::spawn_blocking(closed).await.expect("it waits").expect("standard input can be read");
}

async fn serve(listener: TcpListener, house: Arc<House>) {
    while let Ok((stream, _)) = listener.accept().await {
        let house = Arc::clone(&house);
        let service = service_fn(move |request| {
            let house = Arc::clone(&house);
            async move { Ok::<_, Infallible>(response(house.call(&call(request).await).await)) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn call(request: Request<Incoming>) -> Call {
    let (head, body) = request.into_parts();
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let text = |value: &hyper::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let mut call = Call::new(head.method.as_str(), target, (CUSTOMER, ""), given::at(0));
    call.caller = head.headers.get("authorization").and_then(|token| {
        let token = text(token).strip_prefix("Bearer ")?.to_owned();
        let known = PEOPLE.into_iter().find(|known| *known == token)?;
        let (name, group) = known.split_once('.').unwrap_or((known, ""));
        Some((name.to_owned(), group.to_owned()))
    });
    // Answers of a house are not compressed.
    let kept = head.headers.iter().filter(|(name, _)| *name != "accept-encoding");
    call.headers = kept.map(|(name, value)| (name.to_string(), text(value))).collect();
    let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    call.body = (!body.is_empty()).then(|| body.to_vec());
    call
}

fn response(answer: Option<Answer>) -> Response<Full<Bytes>> {
    let Some(answer) = answer else {
        let mut absent = Response::new(Full::default());
        *absent.status_mut() = hyper::StatusCode::NOT_FOUND;
        return absent;
    };
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    let body = if answer.body.is_null() { Bytes::new() } else { answer.body.to_string().into() };
    response.body(Full::new(body)).expect("functions answer with headers that are some")
}
