//! `PostgreSQL`: nearest neighbours (KNN) on a `GiST` index over points of the globe in space (extension cube).

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    ops::Range,
    os::unix::{
        fs::{MetadataExt, chown},
        net::UnixStream,
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use domain::place::Location;

use super::{
    crowd,
    found::{CELLS_METERS, Found, Row, TOP, nearest},
    server::{Server, folder},
};

/// The mean radius of the earth, as the domain has it.
const EARTH_RADIUS_METERS: f64 = 6_371_008.8;
/// More than the answer, since whole metres make ties.
const LIMIT: usize = 3 * TOP;

pub(super) struct Postgres {
    stream: BufReader<UnixStream>,
    server: Server,
}

impl Postgres {
    /// None where no `PostgreSQL` is installed.
    pub(super) fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = folder("postgres");
        let owner = owner_of(&folder);
        let run = |program: &str| {
            let mut command = Command::new(programs.join(program));
            command.current_dir(&folder).stdout(Stdio::null()).stderr(Stdio::null());
            if let Some((user, group)) = owner {
                command.uid(user).gid(group);
            }
            command
        };
        let table = folder.join("table");
        let mut first = run("initdb");
        first.args(["--auth=trust", "--username=bench", "--no-sync", "--encoding=UTF8", "--locale=C", "-D"]);
        assert!(
            first.arg(&table).status().expect("initdb runs").success(),
            "initdb fails in {}",
            table.display()
        );
        let mut command = run("postgres");
        command.arg("-D").arg(&table).arg("-k").arg(&folder);
        command.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=256MB"]);
        command.args(["-c", "maintenance_work_mem=512MB", "-c", "max_wal_size=4GB"]);
        let server = Server::start(command, folder)?;
        let stream = BufReader::new(server.connect(".s.PGSQL.5432"));
        let mut postgres = Self { stream, server };
        postgres.log_in();
        postgres.create();
        Some(postgres)
    }

    fn log_in(&mut self) {
        let hello = b"\0\x03\0\0user\0bench\0database\0postgres\0\0";
        let message = [&length(hello.len() + 4)[..], hello].concat();
        self.stream.get_mut().write_all(&message).expect("PostgreSQL listens");
        self.rows();
    }

    fn create(&mut self) {
        self.ask("CREATE EXTENSION cube");
        // Few rows make the planner sort all in the box instead of walking the index from the nearest on.
        self.ask("SET enable_bitmapscan = off");
        self.ask(
            "CREATE UNLOGGED TABLE technician (id text, latitude float8, longitude float8, radius int, \
             until bigint, hourly_rate int, stars int, ratings int, place cube)",
        );
        self.ask(&format!(
            "PREPARE near (cube, cube, bigint) AS SELECT id, latitude, longitude, radius, until, hourly_rate, \
             stars, ratings FROM technician WHERE place <@ $2 AND until > $3 AND place <-> $1 <= radius + {CELLS_METERS} \
             ORDER BY place <-> $1 LIMIT {LIMIT}"
        ));
    }

    pub(super) fn load(&mut self, numbers: Range<u32>) {
        let path = self.server.folder().join("technicians");
        let mut file = BufWriter::new(File::create(&path).expect("a new file"));
        for number in numbers {
            let technician = crowd::technician(number);
            let place = technician.presence.expect("everybody in the crowd is online").location;
            let row = Row::spell(&technician).join("\t");
            writeln!(file, "{row}\t({})", spelt(point(place))).expect("a disk with room");
        }
        file.flush().expect("a disk with room");
        self.ask("DROP INDEX IF EXISTS near_places");
        self.ask(&format!("COPY technician FROM '{}'", path.display()));
        self.ask("CREATE INDEX near_places ON technician USING gist (place)");
        self.ask("ANALYZE technician");
    }

    pub(super) fn nearest(&mut self, place: Location) -> Vec<Found> {
        let centre = point(place);
        let reach = f64::from(crowd::REACH_MAX_METERS + CELLS_METERS);
        let (low, high) = (centre.map(|one| one - reach), centre.map(|one| one + reach));
        let now = super::found::now().as_millisecond();
        let rows = self.ask(&format!(
            "EXECUTE near ('({})', '({}),({})', {now})",
            spelt(centre),
            spelt(low),
            spelt(high)
        ));
        let parse = |row: &Vec<String>| Row::parse(&row.iter().map(String::as_str).collect::<Vec<_>>());
        nearest(rows.iter().map(parse), place)
    }

    /// A simple query of protocol 3, and the texts of its rows.
    fn ask(&mut self, query: &str) -> Vec<Vec<String>> {
        let mut message = vec![b'Q'];
        message.extend(length(query.len() + 5));
        message.extend(query.bytes());
        message.push(0);
        self.stream.get_mut().write_all(&message).expect("PostgreSQL listens");
        self.rows()
    }

    fn rows(&mut self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        loop {
            let (kind, body) = self.message();
            match kind {
                b'D' => rows.push(columns(&body)),
                b'E' => panic!("PostgreSQL says {}", String::from_utf8_lossy(&body)),
                b'Z' => return rows,
                _ => {}
            }
        }
    }

    fn message(&mut self) -> (u8, Vec<u8>) {
        let mut head = [0; 5];
        self.stream.read_exact(&mut head).expect("PostgreSQL answers");
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        let mut body = vec![0; length as usize - 4];
        self.stream.read_exact(&mut body).expect("PostgreSQL answers");
        (head[0], body)
    }
}

fn columns(body: &[u8]) -> Vec<String> {
    let (mut columns, mut rest) = (Vec::new(), &body[2..]);
    while let [a, b, c, d, tail @ ..] = rest {
        let (text, next) = tail.split_at(u32::from_be_bytes([*a, *b, *c, *d]) as usize);
        columns.push(String::from_utf8(text.to_vec()).expect("what was kept is text"));
        rest = next;
    }
    columns
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).expect("a short message").to_be_bytes()
}

/// On the globe in space: straight lines there order as ways on the globe do.
fn point(place: Location) -> [f64; 3] {
    let (latitude, longitude) = (place.latitude().to_radians(), place.longitude().to_radians());
    let unit = [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()];
    unit.map(|one| one * EARTH_RADIUS_METERS)
}

fn spelt(point: [f64; 3]) -> String {
    point.map(|one| one.to_string()).join(",")
}

/// Where Debian keeps the newest version.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let programs = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    programs.filter(|programs| programs.join("initdb").exists()).max()
}

/// `PostgreSQL` refuses to run as root: the folder and the server then belong to the user of the Debian package.
fn owner_of(folder: &Path) -> Option<(u32, u32)> {
    let root = std::fs::metadata(folder).expect("our own folder").uid() == 0;
    let users = std::fs::read_to_string("/etc/passwd").expect("Linux tells of users");
    let line = users.lines().find(|line| root && line.starts_with("postgres:"))?;
    let ids: Vec<u32> = line.split(':').skip(2).take(2).filter_map(|id| id.parse().ok()).collect();
    chown(folder, Some(ids[0]), Some(ids[1])).expect("root may give a folder away");
    Some((ids[0], ids[1]))
}
