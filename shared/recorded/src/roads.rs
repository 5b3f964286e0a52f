//! A road service on which drives take as long as a test says.

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
};

use hyper::Uri;
use serde_json::json;

use crate::server::{Answer, Server};

/// It answers as OSRM does (`GET /table/v1/driving/…`), one destination first; dropping it ends it.
#[derive(Debug)]
pub struct Roads(Server);

impl Roads {
    /// The seconds from each latitude and longitude; none where no road leads from.
    pub fn start(seconds: impl Fn(f64, f64) -> Option<u32> + Send + Sync + 'static) -> io::Result<Self> {
        let answer =
            move |asked: &Uri| table(asked.path(), &seconds).map_or(Answer::BadRequest, Answer::Json);
        Server::start(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?, answer).map(Self)
    }

    /// One that takes every call and never answers.
    pub fn silent() -> io::Result<Self> {
        Server::start(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?, |_| Answer::Silence).map(Self)
    }

    /// Where it is: for `ROAD_SERVICE_URL`.
    pub fn url(&self) -> String {
        self.0.url()
    }

    /// How often it was asked so far.
    pub fn asked(&self) -> usize {
        self.0.asked()
    }
}

/// The body of the answer; none where the path is no table.
fn table(path: &str, seconds: impl Fn(f64, f64) -> Option<u32>) -> Option<String> {
    let places = path.strip_prefix("/table/v1/driving/")?.split(';').map(|place| {
        let (longitude, latitude) = place.split_once(',')?;
        Some((latitude.parse().ok()?, longitude.parse().ok()?))
    });
    let places = places.collect::<Option<Vec<(f64, f64)>>>()?;
    let rows = places.iter().skip(1).map(|(latitude, longitude)| [seconds(*latitude, *longitude)]);
    Some(json!({ "code": "Ok", "durations": rows.collect::<Vec<_>>() }).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_origin_has_its_row_and_no_table_has_no_answer() {
        let seconds = |latitude: f64, _: f64| (latitude < 50.0).then_some(60);

        let answered = table("/table/v1/driving/2.3,49.9;2.2,49.8;2.2,50.8", seconds);

        assert_eq!(answered.as_deref(), Some(r#"{"code":"Ok","durations":[[60],[null]]}"#));
        assert_eq!([table("/route/v1/driving/2.3,49.9", seconds), table("/", seconds)], [None, None]);
    }
}
