//! What a match costs beside 1,000 to 1,000,000 technicians, and what Redis GEOSEARCH and `PostgreSQL` KNN take.
//!
//! `cargo bench --bench match`. Fails if a match reads over a tenth more beside 1,000,000 than beside 1,000, if the
//! answers of the three differ, if ranking 1,000 candidates takes 200 µs, or if rings find other technicians than rows.
//! Redis and `PostgreSQL` are started from their Debian packages, in a folder of their own, and left out where absent.

#![expect(clippy::panic, reason = "a bench that cannot go on panics")]
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

mod country;
mod crowd;
mod dice;
mod found;
mod hop_assist;
mod postgres;
mod ranking;
mod redis;
mod rings;
mod server;
mod writes;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use domain::place::Location;

use found::Found;
use hop_assist::HopAssist;
use postgres::Postgres;
use redis::Redis;

/// How many technicians are online in France.
const SIZES: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// What a match may read more beside the most technicians than beside the fewest.
const GROWTH_MAX: f64 = 1.1;

/// One size, measured.
struct Measured {
    units: f64,
    hop_assist: Duration,
    redis: Option<Duration>,
    postgres: Option<Duration>,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let ranked_in_time = ranking::measure();
    rings::compare().await;
    let mut all = Contestants::start().await;
    let mut rows = Vec::new();
    for size in SIZES {
        let row = all.measure(size).await;
        print(size, &row);
        rows.push(row);
    }
    let growth = rows[rows.len() - 1].units / rows[0].units;
    println!("units grow by a factor of {growth:.3} (at most {GROWTH_MAX})");
    if ranked_in_time && growth <= GROWTH_MAX { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Contestants {
    hop_assist: HopAssist,
    redis: Option<Redis>,
    postgres: Option<Postgres>,
    technicians: u32,
}

impl Contestants {
    async fn start() -> Self {
        let (redis, postgres) = (Redis::start(), Postgres::start());
        if redis.is_none() {
            println!("Redis is left out: there is no redis-server here (Debian package redis-server)");
        }
        if postgres.is_none() {
            println!("PostgreSQL is left out: there is no initdb here (Debian package postgresql)");
        }
        println!();
        println!("a match of the 20 nearest in reach: units read, median time");
        println!(
            "{:>12} {:>8} {:>14} {:>14} {:>14}",
            "technicians", "units", "hop-assist", "redis", "postgresql"
        );
        Self { hop_assist: HopAssist::start().await, redis, postgres, technicians: 0 }
    }

    /// All searches on all systems, with as many technicians online; the answers must be the same.
    async fn measure(&mut self, technicians: u32) -> Measured {
        let more = self.technicians..technicians;
        self.technicians = technicians;
        self.hop_assist.load(more.clone());
        let places = crowd::places();
        let (answers, hop_assist, units) = self.hop_assist.search(&places).await;
        let redis = self.redis.as_mut().map(|redis| {
            redis.load(more.clone());
            checked("Redis", &answers, timed(&places, |place| redis.nearest(place)))
        });
        let postgres = self.postgres.as_mut().map(|postgres| {
            postgres.load(more);
            checked("PostgreSQL", &answers, timed(&places, |place| postgres.nearest(place)))
        });
        Measured { units, hop_assist, redis, postgres }
    }
}

fn timed(places: &[Location], mut search: impl FnMut(Location) -> Vec<Found>) -> (Vec<Vec<Found>>, Duration) {
    let mut times = Vec::new();
    let mut answers = Vec::new();
    for place in places {
        let began = Instant::now();
        answers.push(search(*place));
        times.push(began.elapsed());
    }
    (answers, median(times))
}

fn checked(system: &str, expected: &[Vec<Found>], (answers, took): (Vec<Vec<Found>>, Duration)) -> Duration {
    assert_eq!(answers, expected, "{system} finds others");
    took
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn print(size: u32, row: &Measured) {
    let shown = |took: Option<Duration>| {
        took.map_or("-".to_owned(), |took| format!("{:.2} ms", took.as_secs_f64() * 1_000.0))
    };
    let (ours, redis, postgres) = (shown(Some(row.hop_assist)), shown(row.redis), shown(row.postgres));
    println!("{size:>12} {:>8.1} {ours:>14} {redis:>14} {postgres:>14}", row.units);
}
