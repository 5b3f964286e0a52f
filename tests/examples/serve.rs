//! The real functions behind HTTP, for programs in other languages: prints an address and a customer's token, and
//! waits until its standard input closes. Two technicians are online, and the clock stands still. A command is
//! answered after the readers of the stream and of the queues have done their work.
//!
//! Other tokens are `karim.technicians`, `nadia.technicians` and `odile.operators`.
//!
//! `serve 300` adds 300 towns that are far from each other. The technician of the first town has the token
//! `technician-0.technicians`; the base of their profile is the place of the town. In each town a person has
//! applied to become a technician.

use std::{collections::HashSet, convert::Infallible, io::Read, sync::Arc};

use domain::{
    Timestamp,
    cell::Cell,
    idempotency::Request as Repeatable,
    place::Location,
    technician::{Base, Presence, Technician},
};
use embedded::{Embedded, embedded, given};
use http_body_util::{BodyExt, Collected, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tests::{
    conveyor::Conveyor,
    house::{Answer, Call, House},
};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
};

/// The customer whose profile is known; the `sub` stands in for a token.
const CUSTOMER: &str = "camille";

/// The other people whom every caller of this program knows.
const PEOPLE: [&str; 3] = ["karim.technicians", "nadia.technicians", "odile.operators"];

/// The state that all connections share.
struct Server {
    house: Arc<House>,
    /// The tokens that are good: a name, and after a dot the group.
    tokens: HashSet<String>,
    /// Asks for everything to happen that follows from a command.
    settling: mpsc::Sender<oneshot::Sender<()>>,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the caller reads the address from there")]
async fn main() {
    let towns = std::env::args().nth(1).map_or(0, |towns| towns.parse().expect("a number of towns"));
    let house = House::open(embedded().await);
    given::signed_up(&house.table.store).await;
    for technician in ["karim", "nadia"] {
        given::technician(&house.table.store, technician).await;
    }
    for town in 0..towns {
        populate(&house.table, town).await;
    }
    // The first call builds all functions, which no client would wait for.
    house.call(&Call::new("GET", "/customers/me", (CUSTOMER, ""), now())).await;
    let house = Arc::new(house);
    let (settling, asked) = mpsc::channel(1);
    tokio::spawn(settle(Arc::clone(&house), asked));
    let technicians = (0..towns).map(|town| format!("technician-{town}.technicians"));
    let tokens = PEOPLE.into_iter().chain([CUSTOMER]).map(ToOwned::to_owned).chain(technicians).collect();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("http://{} {CUSTOMER}", listener.local_addr().expect("a bound address"));
    tokio::spawn(serve(listener, Arc::new(Server { house, tokens, settling })));
    let closed = || std::io::stdin().read_to_end(&mut Vec::new());
    tokio::task::spawn_blocking(closed).await.expect("it waits").expect("standard input can be read");
}

/// The technician of a town, who is online there and goes nowhere else, and a person who wants to become one.
async fn populate(table: &Embedded, town: u32) {
    let (row, column) = (f64::from(town / 20), f64::from(town % 20));
    let location = Location::new(44.0 + 0.2 * row, 0.3 * column).expect("a point on the globe");
    let base = Base { address: given::address(), location };
    let radius = 1_000.try_into().expect("an allowed radius");
    let in_town = |name: String| {
        let stranger = given::stranger(&name);
        Technician { base: base.clone(), radius, home: Cell::of(location), ..stranger }
    };
    let technician = given::registered(&table.store, in_town(format!("technician-{town}"))).await;
    let presence = Presence { location, until: given::at(0) + table.store.policy().presence() };
    table.store.set_presence(&technician, Some(presence)).await.expect("a technician goes online");
    let applicant = in_town(format!("applicant-{town}"));
    let applied = table.store.apply(&applicant.id, false, Repeatable::default(), given::at(0)).await;
    applied.expect("a person applies");
    given::registered(&table.store, applicant).await;
}

/// Delivers what is in the stream and the queues, each time that somebody asks.
async fn settle(house: Arc<House>, mut asked: mpsc::Receiver<oneshot::Sender<()>>) {
    let mut conveyor = Conveyor::of(&house).await;
    while let Some(settled) = asked.recv().await {
        conveyor.settle(now()).await;
        // A caller who did not wait for it has hung up.
        settled.send(()).ok();
    }
}

/// The clock stands still.
fn now() -> Timestamp {
    given::at(0)
}

async fn serve(listener: TcpListener, server: Arc<Server>) {
    while let Ok((stream, _)) = listener.accept().await {
        let server = Arc::clone(&server);
        let service = service_fn(move |request| {
            let server = Arc::clone(&server);
            async move { Ok::<_, Infallible>(response(server.answer(request).await)) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

impl Server {
    async fn answer(&self, request: Request<Incoming>) -> Option<Answer> {
        let call = call(request, &self.tokens).await;
        let answer = self.house.call(&call).await?;
        if call.method != "GET" && answer.status < 300 {
            let (settled, waits) = oneshot::channel();
            self.settling.send(settled).await.expect("the readers work");
            waits.await.expect("the readers have done their work");
        }
        Some(answer)
    }
}

async fn call(request: Request<Incoming>, tokens: &HashSet<String>) -> Call {
    let (head, body) = request.into_parts();
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let text = |value: &hyper::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let mut call = Call::new(head.method.as_str(), target, (CUSTOMER, ""), now());
    call.caller = head.headers.get("authorization").and_then(|token| {
        let token = text(token).strip_prefix("Bearer ")?.to_owned();
        let known = tokens.get(&token)?;
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
