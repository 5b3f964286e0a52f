//! Redis: GEOSEARCH for who is near, then one hash for all that ranking needs.

use std::{
    io::{BufRead, BufReader, Read, Write},
    ops::Range,
    os::unix::net::UnixStream,
    process::Command,
};

use domain::place::Location;

use super::{
    crowd,
    found::{CELLS_METERS, Found, Row, nearest},
    server::{Server, folder},
};

/// Technicians in one command.
const BATCH: usize = 1_000;
/// Redis believes in a somewhat larger earth and keeps places to 0.6 m.
const RADIUS_METERS: u32 = crowd::REACH_MAX_METERS + CELLS_METERS;

pub(super) struct Redis {
    stream: BufReader<UnixStream>,
    _server: Server,
}

/// What Redis answers to the commands used here.
#[derive(Debug)]
enum Reply {
    Text(String),
    Number,
    List(Vec<Reply>),
}

impl Redis {
    /// None where no Redis is installed.
    pub(super) fn start() -> Option<Self> {
        let folder = folder("redis");
        let mut command = Command::new("redis-server");
        command.args(["--port", "0", "--save", "", "--appendonly", "no"]);
        command.arg("--dir").arg(&folder).arg("--unixsocket").arg(folder.join("socket"));
        let server = Server::start(command, folder)?;
        let stream = BufReader::new(server.connect("socket"));
        Some(Self { stream, _server: server })
    }

    pub(super) fn load(&mut self, numbers: Range<u32>) {
        let numbers: Vec<u32> = numbers.collect();
        for batch in numbers.chunks(BATCH) {
            let (mut places, mut rows) = (words(&["GEOADD", "places"]), words(&["HSET", "rows"]));
            for number in batch {
                let row = Row::spell(&crowd::technician(*number));
                let [id, latitude, longitude, ..] = &row;
                places.extend([longitude.clone(), latitude.clone(), id.clone()]);
                rows.extend([id.clone(), row.join(" ")]);
            }
            self.ask(&places);
            self.ask(&rows);
        }
    }

    pub(super) fn nearest(&mut self, place: Location) -> Vec<Found> {
        let (latitude, longitude) = (place.latitude().to_string(), place.longitude().to_string());
        let radius = RADIUS_METERS.to_string();
        let search =
            ["GEOSEARCH", "places", "FROMLONLAT", &longitude, &latitude, "BYRADIUS", &radius, "m", "ASC"];
        let mut rows = words(&["HMGET", "rows"]);
        rows.extend(self.ask(&words(&search)).texts());
        if rows.len() == 2 {
            return Vec::new();
        }
        let rows = self.ask(&rows).texts();
        nearest(rows.iter().map(|row| Row::parse(&row.split(' ').collect::<Vec<_>>())), place)
    }

    fn ask(&mut self, words: &[String]) -> Reply {
        let mut command = format!("*{}\r\n", words.len());
        for word in words {
            command.extend(["$", &word.len().to_string(), "\r\n", word, "\r\n"]);
        }
        self.stream.get_mut().write_all(command.as_bytes()).expect("Redis listens");
        self.reply()
    }

    fn reply(&mut self) -> Reply {
        let line = self.line();
        let (kind, rest) = line.split_at(1);
        let count = || rest.parse().expect("a count");
        match kind {
            "+" => Reply::Text(rest.to_owned()),
            ":" => Reply::Number,
            "$" => Reply::Text(self.text(count())),
            "*" => Reply::List((0..count()).map(|_| self.reply()).collect()),
            _ => panic!("Redis says {line}"),
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("Redis answers");
        line.trim_end().to_owned()
    }

    fn text(&mut self, length: usize) -> String {
        let mut bytes = vec![0; length + 2];
        self.stream.read_exact(&mut bytes).expect("Redis answers");
        bytes.truncate(length);
        String::from_utf8(bytes).expect("what was kept is text")
    }
}

impl Reply {
    fn texts(self) -> Vec<String> {
        let Self::List(list) = self else { panic!("not a list: {self:?}") };
        let text = |reply| match reply {
            Self::Text(text) => text,
            Self::Number | Self::List(_) => panic!("not a text: {reply:?}"),
        };
        list.into_iter().map(text).collect()
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
