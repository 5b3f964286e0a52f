//! Restores the table into a second one and proves that it would do: a backup that nobody has restored is a hope.
//!
//! Buckets have no backup but their versions, which nobody can delete before their time. So it is the restored rows that
//! are held against the files: each paper that a row names is there with its SHA-256, each photo is there.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    time::Duration,
};

use aws_sdk_dynamodb::{
    Client,
    error::DisplayErrorContext,
    primitives::DateTime,
    types::{AttributeValue, KeysAndAttributes, TableStatus},
};
use domain::{
    Timestamp, dossier::Dossier, failure::Failure, id::InterventionId, paper::Form, policy::Policy,
};
use hyper::Method;
use local::http;
use media::{Bucket, Documents};
use sha2::{Digest, Sha256};
use store::Store;
use tokio::time::sleep;

use crate::{Error, Place, verify};

type Item = HashMap<String, AttributeValue>;

/// What the restored table ends with, so that nobody takes it for the live one.
const SUFFIX: &str = "-restore-check";
/// How often is looked whether it stands; AWS takes twenty minutes and more.
const LOOKS: Duration = Duration::from_secs(5);
/// The longest that is waited: four hours.
const LOOKS_MAX: usize = 2_880;
/// So many rows of the live table are read at once.
const BATCH: usize = 100;
/// What is left between two batches: the check must not take the units that customers need.
const PAUSE: Duration = Duration::from_millis(200);
/// So often what a batch left unread is asked for again.
const TRIES: usize = 10;
/// A check that finds more faults than these is over: the table is of no use.
const FAULTS_MAX: usize = 50;

/// Which state is restored, and whether the second table stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct Restoration {
    /// The time of the state; without it, the latest one that AWS can restore, about five minutes ago.
    pub as_of: Option<Timestamp>,
    /// Keeps the second table, so that an operator can copy items from it or hand it to a new stack.
    pub is_kept: bool,
}

/// What the restored table holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Its name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// Those that are as in the live table.
    pub same: u64,
    /// Those that were written or deleted since.
    pub changed: u64,
    /// Interventions that can be read.
    pub interventions: u64,
    /// Files that are there, papers with the hash of their row.
    pub files: u64,
    /// What is not as it must be.
    pub faults: Vec<String>,
}

impl fmt::Display for Restored {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, same, changed, interventions, files, .. } = self;
        write!(formatter, "{rows} rows restored: {same} as in the live table, {changed} changed since; ")?;
        write!(formatter, "{interventions} interventions can be read, with {files} files")
    }
}

/// Restores, holds against the live table and the buckets, proves the series of two years, and deletes the second table
/// unless it is to be kept.
///
/// Refuses where the second table exists already, and leaves that one alone: an earlier run may have kept it.
pub async fn restore_check(
    place: &Place,
    restoration: Restoration,
    now: Timestamp,
) -> Result<Restored, Error> {
    let Some((bucket, documents)) = &place.buckets else { return Err(Error::Nowhere("BUCKET".to_owned())) };
    let live = place.store.name();
    let name = format!("{live}{SUFFIX}");
    restore(&place.table, live, &name, restoration.as_of).await?;
    let checked = match stands(&place.table, &name).await {
        Ok(()) => {
            let second = Store::new(place.table.clone(), name.clone(), Policy::default());
            let found = Restored { table: name.clone(), ..Restored::default() };
            Check { place, second: &second, bucket, documents, now, found }.run().await
        }
        Err(error) => Err(error),
    };
    if restoration.is_kept {
        return checked;
    }
    let call = place.table.delete_table().table_name(&name).send().await;
    let deleted = call.map_err(|error| Error::Restore {
        what: "deleting the restored table",
        why: format!("{name} is still there: {}", DisplayErrorContext(&error)),
    });
    let checked = checked?;
    deleted?;
    Ok(checked)
}

async fn restore(client: &Client, live: &str, name: &str, as_of: Option<Timestamp>) -> Result<(), Error> {
    let call = client.restore_table_to_point_in_time().source_table_name(live).target_table_name(name);
    let call = match as_of {
        Some(time) => call.restore_date_time(DateTime::from_secs(time.as_second())),
        None => call.use_latest_restorable_time(true),
    };
    call.send().await.map_err(|error| failed("restoring the table", &error))?;
    Ok(())
}

/// Waits until AWS has filled the table.
async fn stands(client: &Client, name: &str) -> Result<(), Error> {
    for _look in 0..LOOKS_MAX {
        let shown = client.describe_table().table_name(name).send().await;
        let shown = shown.map_err(|error| failed("waiting for the restored table", &error))?;
        if shown.table().and_then(|table| table.table_status()) == Some(&TableStatus::Active) {
            return Ok(());
        }
        sleep(LOOKS).await;
    }
    Err(Error::Restore {
        what: "waiting for the restored table",
        why: "it does not become active".to_owned(),
    })
}

struct Check<'check> {
    place: &'check Place,
    second: &'check Store,
    bucket: &'check Bucket,
    documents: &'check Documents,
    now: Timestamp,
    found: Restored,
}

impl Check<'_> {
    async fn run(mut self) -> Result<Restored, Error> {
        let mut interventions = BTreeSet::new();
        let mut start = None;
        loop {
            let scan = self.place.table.scan().table_name(self.second.name());
            let page = scan.set_exclusive_start_key(start).send().await;
            let page = page.map_err(|error| failed("reading the restored table", &error))?;
            let items = page.items.unwrap_or_default();
            for batch in items.chunks(BATCH) {
                self.compare(batch).await?;
            }
            interventions.extend(items.iter().filter_map(intervention));
            start = page.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        for id in &interventions {
            if self.found.faults.len() < FAULTS_MAX {
                self.read(id).await?;
            }
        }
        let year = domain::calendar::year(self.now);
        for year in [year - 1, year] {
            for verdict in verify(self.second, None, year).await? {
                if let Err(broken) = verdict.found {
                    self.found.faults.push(format!("{}: {broken}", verdict.what));
                }
            }
        }
        Ok(self.found)
    }

    /// Holds rows against those of the live table. What is another one there was written since: the restored table is
    /// some minutes old.
    async fn compare(&mut self, rows: &[Item]) -> Result<(), Error> {
        let key = |item: &Item| -> Item {
            ["pk", "sk"]
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), item.get(*name)?.clone())))
                .collect()
        };
        let mut live: Vec<Item> = Vec::new();
        let asked = KeysAndAttributes::builder().set_keys(Some(rows.iter().map(key).collect()));
        let asked = asked
            .consistent_read(true)
            .build()
            .map_err(|error| Error::Restore { what: "reading the live table", why: error.to_string() })?;
        let mut left = HashMap::from([(self.place.store.name().to_owned(), asked)]);
        for _try in 0..TRIES {
            let call = self.place.table.batch_get_item().set_request_items(Some(left)).send().await;
            let answer = call.map_err(|error| failed("reading the live table", &error))?;
            sleep(PAUSE).await;
            live.extend(answer.responses.unwrap_or_default().into_values().flatten());
            left = answer.unprocessed_keys.unwrap_or_default();
            if left.is_empty() {
                break;
            }
            sleep(LOOKS).await;
        }
        if !left.is_empty() {
            let why = "it is too busy to be read".to_owned();
            return Err(Error::Restore { what: "reading the live table", why });
        }
        for row in rows {
            self.found.rows += 1;
            if live.contains(row) { self.found.same += 1 } else { self.found.changed += 1 }
        }
        Ok(())
    }

    /// An intervention, and every file that its rows name.
    async fn read(&mut self, id: &InterventionId) -> Result<(), Error> {
        let dossier = match self.second.dossier_consistent(id).await {
            Ok(dossier) => dossier,
            Err(Failure::NotFound) => return Ok(()),
            Err(unreadable) => {
                self.found.faults.push(format!("intervention {id} cannot be read: {unreadable}"));
                return Ok(());
            }
        };
        self.found.interventions += 1;
        for (what, url, sha256) in self.files(id, &dossier).await? {
            let fetched = http::Client::default().call(Method::GET, &url, None, None).await?;
            let is_same = sha256.is_none_or(|hash| Sha256::digest(&fetched.body)[..] == hash);
            if fetched.status == 200 && is_same {
                self.found.files += 1;
            } else if self.is_named_still(id, &what).await? {
                let why = if fetched.status == 200 { "has another SHA-256" } else { "is not there" };
                self.found.faults.push(format!("intervention {id}: {what} {why}"));
            }
        }
        Ok(())
    }

    /// Name, link and hash of each file.
    async fn files(
        &self,
        id: &InterventionId,
        dossier: &Dossier,
    ) -> Result<Vec<(String, String, Option<[u8; 32]>)>, Error> {
        let broken = |error: media::Error| Error::Table(error.into());
        let mut files = Vec::new();
        for paper in &dossier.papers {
            let forms = [Form::French, Form::English].into_iter().chain(paper.xml.map(|_| Form::Xml));
            for form in forms {
                let link = self.documents.paper_link(id, paper, form, self.now).await.map_err(broken)?;
                files.push((format!("{:?} {form:?}", paper.kind), link.url, Some(link.sha256)));
            }
        }
        let links = self.bucket.links(id, dossier.media.ready(), self.now).await.map_err(broken)?;
        for (medium, link) in links {
            let urls = [link.url, link.thumbnail_url];
            files.extend(urls.into_iter().flatten().map(|url| (format!("medium {medium}"), url, None)));
        }
        Ok(files)
    }

    /// Whether the live table names it too: what was erased since must be gone.
    async fn is_named_still(&self, id: &InterventionId, what: &str) -> Result<bool, Error> {
        match self.place.store.dossier_consistent(id).await {
            Ok(dossier) => Ok(self.files(id, &dossier).await?.iter().any(|(name, ..)| name == what)),
            Err(Failure::NotFound) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }
}

/// The intervention to which a row belongs.
fn intervention(item: &Item) -> Option<InterventionId> {
    let key = item.get("pk")?.as_s().ok()?.strip_prefix("intervention#")?;
    InterventionId::try_from(key.to_owned()).ok()
}

fn failed<E>(what: &'static str, error: &E) -> Error
where
    E: std::error::Error,
{
    Error::Restore { what, why: DisplayErrorContext(error).to_string() }
}
