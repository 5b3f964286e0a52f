//! Services outside AWS on this machine: they stand in where no network is, in the local cloud and in tests.
//!
//! [`Recorded`] answers as the national address service does (`GET /search/?q=…&postcode=…`), and knows what
//! `addresses.json` tells: the addresses of the demo and of the contract, one that several villages share, one that
//! nobody has. Anything else is found nowhere. [`Roads`] answers as OSRM does, with the times that a test gives it.

mod addresses;
mod roads;
mod server;

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
};

use hyper::Uri;

use addresses::Addresses;
pub use roads::Roads;
use server::{Answer, Server};

/// The address service at work; dropping it ends it.
#[derive(Debug)]
pub struct Recorded(Server);

impl Recorded {
    /// Serves at any free port.
    pub fn start() -> io::Result<Self> {
        Self::at(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?)
    }

    /// Serves whoever calls there.
    pub fn at(listener: TcpListener) -> io::Result<Self> {
        let addresses = Addresses::read()?;
        Server::start(listener, move |asked| answer(&addresses, asked)).map(Self)
    }

    /// Where it is: for `ADDRESS_SERVICE_URL`.
    pub fn url(&self) -> String {
        self.0.url()
    }

    /// How often it was asked so far.
    pub fn asked(&self) -> usize {
        self.0.asked()
    }
}

fn answer(addresses: &Addresses, asked: &Uri) -> Answer {
    let found = match asked.path() {
        "/search/" => addresses.search(asked.query().unwrap_or_default()),
        _ => None,
    };
    found.map_or(Answer::BadRequest, Answer::Json)
}
