//! What is due: deadlines by minute and shard, walked by the schedules from where they stopped, so many a run.

mod alarm;
mod check;
mod progress;
mod retention;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    SignedDuration, Timestamp,
    effect::{EFFECT_MINUTES, OPEN_LOOKS_MINUTES},
    failure::Failure,
    id::InterventionId,
    invalid::Invalid,
    policy::Policy,
};
use futures_util::{StreamExt, future::try_join_all, stream};
use trace::Span;

use crate::{
    client::{Read, Store},
    deadlines::progress::{Place, Progress, ProgressRow, Rest},
    error::Error,
    key::{self, BY_DEADLINE, DEADLINE, DEADLINE_BUCKET, Key, PK, SK},
    row::{Item, key_of, millis, parse, time},
};

pub use check::Check;

/// What a schedule looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueKind {
    /// Requests that nobody took (rule 9).
    Expiry,
    /// Technicians who may be late (rule 10).
    Arrival,
    /// People whose erasure was cut, or wants a last look (rule 30).
    Erasure,
    /// Interventions whose personal data have been kept long enough (rule 30).
    Retention,
    /// Rows whose effects must be there by now.
    Effects,
    /// Requests that are still open a while after they were opened, found ahead of their expiry.
    OpenFirst,
    /// The same, longer after they were opened.
    OpenAgain,
    /// Requests that should have expired a while ago.
    Unexpired,
}

impl DueKind {
    const ALL: [Self; 8] = [
        Self::Expiry,
        Self::Arrival,
        Self::Erasure,
        Self::Retention,
        Self::Effects,
        Self::OpenFirst,
        Self::OpenAgain,
        Self::Unexpired,
    ];

    /// As the keys of cursors and parked rows spell it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Expiry => "expiry",
            Self::Arrival => "arrival",
            Self::Erasure => "erasure",
            Self::Retention => "retention",
            Self::Effects => "effects",
            Self::OpenFirst => "open-first",
            Self::OpenAgain => "open-again",
            Self::Unexpired => "unexpired",
        }
    }

    /// As the index spells it: several walks pass through the same deadlines, at different times.
    pub(crate) fn bucket(self) -> &'static str {
        match self {
            Self::OpenFirst | Self::OpenAgain | Self::Unexpired => Self::Expiry.name(),
            Self::Expiry | Self::Arrival | Self::Erasure | Self::Retention | Self::Effects => self.name(),
        }
    }

    /// The kind that keys spell so.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The deadlines up to this time are due. An open request expires a fixed time after it was opened, so a walk ahead of
    /// now finds those that were opened some minutes ago.
    fn walks_until(self, now: Timestamp, policy: &Policy) -> Timestamp {
        let minutes = SignedDuration::from_mins;
        let opened = |age| now + SignedDuration::from_hours(policy.request_expiry_hours) - minutes(age);
        let [first, again] = OPEN_LOOKS_MINUTES;
        match self {
            Self::Expiry | Self::Arrival | Self::Erasure | Self::Retention | Self::Effects => now,
            Self::OpenFirst => opened(first),
            Self::OpenAgain => opened(again),
            Self::Unexpired => now - minutes(EFFECT_MINUTES),
        }
    }

    /// The key of a row that it finds, by the text that names it.
    pub(crate) fn item(self, text: &str) -> Key {
        let kind = if self == Self::Erasure { "person" } else { "intervention" };
        let (id, sk) = match self.sort_key() {
            Some(sk) => (text, sk),
            None => text.split_once('#').unwrap_or((text, key::TIMELINE)),
        };
        Key { pk: format!("{kind}#{id}"), sk: sk.to_owned() }
    }

    /// The intervention that a row is about, by the text that names the row; none where the row is about a person.
    fn intervention(self, text: &str) -> Option<InterventionId> {
        let id = text.split('#').next().filter(|_| self != Self::Erasure)?;
        id.to_owned().try_into().ok()
    }

    /// The text that names a row: its id, and its sort key where it may be any.
    fn text(self, Key { pk, sk }: &Key) -> String {
        let id = pk.rsplit('#').next().unwrap_or_default();
        if self.sort_key().is_some() { id.to_owned() } else { format!("{id}#{sk}") }
    }

    /// The sort key of the rows that it finds; none where it may be any.
    fn sort_key(self) -> Option<&'static str> {
        match self {
            Self::Expiry | Self::Arrival | Self::OpenFirst | Self::OpenAgain | Self::Unexpired => {
                Some(key::TIMELINE)
            }
            Self::Retention => Some(key::BREAKDOWN),
            Self::Erasure => Some(key::ERASURE),
            Self::Effects => None,
        }
    }
}

const MINUTE: i64 = 60_000;
/// A run walks at most so many minutes; the next one goes on.
const MINUTES_MAX: i64 = 60;
/// Where a job begins that never ran.
const MINUTES_BACK: i64 = 10;
/// So many entries of one shard are taken at once: what a cut run does again, at most, times the shards.
const PAGE: usize = 25;
/// So many interventions are acted on at once.
const ACTS_AT_ONCE: usize = 16;

/// How far one run of a schedule came.
#[derive(Debug, Default)]
pub struct Walk {
    /// How many interventions or people it looked at.
    pub looked_at: usize,
    /// How many of them it parked, because nobody could act on them.
    pub parked: usize,
    /// Why the first of those failed that the next runs try again.
    pub failure: Option<Failure>,
    /// Each intervention that it looked at, with its technician, and why the act on it failed where it did. The log names
    /// them; of people whose data are erased it names none.
    pub rows: Vec<(Span, Result<(), String>)>,
}

impl Walk {
    /// Both walks together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            looked_at: self.looked_at + other.looked_at,
            parked: self.parked + other.parked,
            failure: self.failure.or(other.failure),
            rows: self.rows.into_iter().chain(other.rows).collect(),
        }
    }

    /// A walk on which something failed is a failure.
    pub fn outcome(self) -> Result<(), Failure> {
        self.failure.map_or(Ok(()), Err)
    }
}

/// What one run has done so far.
struct Run {
    /// How many interventions may still be looked at.
    most: usize,
    kind: DueKind,
    walk: Walk,
}

/// An act that failed.
struct Failed {
    id: String,
    failure: Failure,
}

/// What one shard holds from where the job stood.
struct Found {
    shard: u8,
    ids: Vec<String>,
    rest: Rest,
}

impl Store {
    /// Acts on what became due since the last run, as many as the policy allows a run.
    ///
    /// One that fails does not stop the others: the walk tells of the first failure, and the next runs look again, so
    /// often and no more. One that cannot be read is parked at once. How far it came is kept after each page, so a run
    /// that is cut is no loss.
    pub async fn each_due<Id: TryFrom<String, Error = Invalid>>(
        &self,
        kind: DueKind,
        now: Timestamp,
        act: impl AsyncFn(Id) -> Result<(), Failure>,
    ) -> Result<Walk, Failure> {
        let act = async |id: String| act(parse(id)?).await;
        let until = kind.walks_until(now, self.policy());
        let mut progress = self.progress(kind, until).await?;
        let most = usize::try_from(self.policy().due_per_run).unwrap_or(1).max(1);
        let mut run = Run { most, kind, walk: Walk::default() };
        let left = progress.left();
        let failed = run.act_on(left, &act).await;
        progress.keep_only(|id| failed.iter().any(|failed| failed.id == id && !failed.is_final()));
        self.keep(kind, now, failed, &mut progress, &mut run).await?;
        let last = minute(until).min(progress.at() + (MINUTES_MAX - 1) * MINUTE);
        while run.walk.looked_at < run.most {
            if progress.is_minute_done() {
                if progress.at() >= last {
                    // The index may be a minute behind the table.
                    progress = progress.begin(last - MINUTE);
                    break;
                }
                progress = progress.begin_next();
            }
            let found = self.page(kind, until, &progress, run.most - run.walk.looked_at).await?;
            let ids = found.iter().flat_map(|found| found.ids.clone()).collect();
            let failed = run.act_on(ids, &act).await;
            let retried = failed.iter().filter(|failed| !failed.is_final()).count();
            if !progress.has_room_for(retried, until) {
                run.walk.failure = run.walk.failure.or_else(|| first_retried(failed));
                break;
            }
            self.keep(kind, now, failed, &mut progress, &mut run).await?;
            for Found { shard, rest, .. } in found {
                progress.reach(shard, rest);
            }
            if !progress.is_minute_done() {
                self.save_progress(kind, &progress).await?;
            }
        }
        self.save_progress(kind, &progress).await?;
        Ok(run.walk)
    }

    /// Keeps in mind what failed, for the next runs; parks what they would not do better.
    async fn keep(
        &self,
        kind: DueKind,
        now: Timestamp,
        failed: Vec<Failed>,
        progress: &mut Progress,
        run: &mut Run,
    ) -> Result<(), Failure> {
        for failed in failed {
            let is_final = failed.is_final();
            let Failed { id, failure } = failed;
            let given_up = if is_final { vec![id.clone()] } else { progress.keep_left(id.clone()) };
            for id in &given_up {
                let is_new = self.park_deadline(kind, id, &failure.to_string(), now).await?;
                run.walk.parked += usize::from(is_new);
            }
            if !given_up.contains(&id) {
                run.walk.failure.get_or_insert(failure);
            }
        }
        Ok(())
    }

    /// How far a job came.
    pub async fn cursor(&self, kind: DueKind) -> Result<Option<Timestamp>, Failure> {
        let row = self.get::<ProgressRow>(key::cursor(kind.name()), Read::Consistent).await?;
        Ok(row.map(|row| time(row.at())).transpose()?)
    }

    /// Sends a job to what was due at a minute, before or behind where it stands.
    pub async fn save_cursor(&self, kind: DueKind, at: Timestamp) -> Result<(), Failure> {
        let at = kind.walks_until(at, self.policy());
        Ok(self.save_progress(kind, &Progress::starting(minute(at))).await?)
    }

    async fn progress(&self, kind: DueKind, now: Timestamp) -> Result<Progress, Error> {
        let row = self.get::<ProgressRow>(key::cursor(kind.name()), Read::Consistent).await?;
        let start = || Progress::starting(minute(now) - MINUTES_BACK * MINUTE);
        Ok(row.map_or_else(start, ProgressRow::progress))
    }

    async fn save_progress(&self, kind: DueKind, progress: &Progress) -> Result<(), Error> {
        self.put(key::cursor(kind.name()), &ProgressRow::of(progress)).await
    }

    /// The next page of every shard of the minute that is not done, of so many entries in all at most.
    async fn page(
        &self,
        kind: DueKind,
        now: Timestamp,
        progress: &Progress,
        most: usize,
    ) -> Result<Vec<Found>, Error> {
        let open: Vec<(u8, Option<Place>)> = progress.open().take(most).collect();
        let limit = PAGE.min((most / open.len().max(1)).max(1));
        let at = time(progress.at())?;
        let is_over = progress.at() + MINUTE <= millis(now);
        let asked = open.into_iter().map(|(shard, after)| {
            let bucket = key::deadline_bucket(kind, at, shard);
            async move {
                let start = after.map(|after| start_after(kind, &bucket, after));
                let (ids, last, more) = self.bucket(kind, bucket, now, start, limit).await?;
                let rest = match (more, is_over) {
                    (Some(next), _) => Rest::More(next),
                    (None, true) => Rest::Nothing,
                    (None, false) => Rest::NotYet(last),
                };
                Ok(Found { shard, ids, rest })
            }
        });
        try_join_all(asked).await
    }

    /// The ids of a page, its last entry, and the entry after which the next page begins, if there is one.
    async fn bucket(
        &self,
        kind: DueKind,
        bucket: String,
        until: Timestamp,
        start: Option<Item>,
        limit: usize,
    ) -> Result<(Vec<String>, Option<Place>, Option<Place>), Error> {
        let query = self
            .query()
            .index_name(BY_DEADLINE)
            .key_condition_expression(format!("{DEADLINE_BUCKET} = :bucket AND {DEADLINE} <= :until"))
            .expression_attribute_values(":bucket", AttributeValue::S(bucket))
            .expression_attribute_values(":until", AttributeValue::N(millis(until).to_string()))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start);
        let page = query.send().await.map_err(Error::of_call)?;
        let items = page.items.unwrap_or_default();
        let text = |item: &Item| Ok::<_, Error>(kind.text(&key_of(item)?));
        let ids = items.iter().map(text).collect::<Result<_, _>>()?;
        let place = |key: &Item| place(kind, key);
        let last = items.last().map(place).transpose()?;
        let next = page.last_evaluated_key.as_ref().map(place).transpose()?;
        Ok((ids, last, next))
    }
}

impl Failed {
    /// Whether trying again would change nothing.
    fn is_final(&self) -> bool {
        matches!(self.failure, Failure::Unreadable(_))
    }
}

/// The first failure that another run may not meet.
fn first_retried(failed: Vec<Failed>) -> Option<Failure> {
    failed.into_iter().find(|failed| !failed.is_final()).map(|failed| failed.failure)
}

impl Run {
    /// Acts on all of them; answers what failed.
    async fn act_on(
        &mut self,
        ids: Vec<String>,
        act: &impl AsyncFn(String) -> Result<(), Failure>,
    ) -> Vec<Failed> {
        self.walk.looked_at += ids.len();
        let kind = self.kind;
        let acts = ids.into_iter().map(|id| async move {
            let span = Span { intervention: kind.intervention(&id), ..Span::current() };
            let acting = async { (act(id.clone()).await, Span::current()) };
            let (acted, span) = span.scope(acting).await;
            (span, id, acted)
        });
        let mut acts = stream::iter(acts).buffer_unordered(ACTS_AT_ONCE);
        let mut failed = Vec::new();
        while let Some((span, id, acted)) = acts.next().await {
            if span.intervention.is_some() {
                self.walk.rows.push((span, acted.as_ref().copied().map_err(Failure::cause)));
            }
            if let Err(failure) = acted {
                failed.push(Failed { id, failure });
            }
        }
        failed
    }
}

/// The key after which a page of a bucket begins.
fn start_after(kind: DueKind, bucket: &str, Place { deadline, pk, sk }: Place) -> Item {
    let sk = sk.or_else(|| kind.sort_key().map(ToOwned::to_owned)).unwrap_or_default();
    Item::from([
        (PK.to_owned(), AttributeValue::S(pk)),
        (SK.to_owned(), AttributeValue::S(sk)),
        (DEADLINE_BUCKET.to_owned(), AttributeValue::S(bucket.to_owned())),
        (DEADLINE.to_owned(), AttributeValue::N(deadline.to_string())),
    ])
}

/// Where a page of a bucket ended.
fn place(kind: DueKind, item: &Item) -> Result<Place, Error> {
    let deadline = item.get(DEADLINE).and_then(|value| value.as_n().ok()?.parse().ok());
    let deadline = deadline.ok_or(Error::Row { kind: "deadline", done: "read" })?;
    let Key { pk, sk } = key_of(item)?;
    Ok(Place { deadline, pk, sk: kind.sort_key().is_none().then_some(sk) })
}

/// The start of its minute.
fn minute(at: Timestamp) -> i64 {
    millis(at).div_euclid(MINUTE) * MINUTE
}
