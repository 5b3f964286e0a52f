//! How far a job came: the minute, in it each shard, and what failed on the way.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::MINUTE;
use crate::{
    key::SHARDS,
    row::{Row, millis},
};

/// The deadline and the key of an entry of the index.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) deadline: i64,
    pub(super) pk: String,
    /// The sort key, where a job finds rows of several kinds.
    pub(super) sk: Option<String>,
}

/// So many that failed are kept in mind; more at once is an outage, in which the job stands still.
const LEFT_MAX: usize = 100;
/// So long the job stands still; then the oldest that failed are parked, and the alarm has rung for as long.
const MINUTES_HELD_BACK: i64 = 50;
/// So many tries before one that fails is parked: about an hour of a job that runs every minute.
const TRIES_MAX: u16 = 60;

/// How far a job came.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Progress {
    at: i64,
    shards: Vec<Reached>,
    /// Shards that hold nothing more now, but may before their minute is over; no row keeps them.
    exhausted: Vec<bool>,
    left: Vec<Left>,
}

/// One that failed, and in how many runs.
#[derive(Debug, Clone, PartialEq)]
struct Left {
    id: String,
    tries: u16,
}

/// What a shard holds behind a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rest {
    /// More is due: go on after this entry.
    More(Place),
    /// Nothing more will be due in this minute.
    Nothing,
    /// Nothing more is due, but the minute is not over: the next run goes on after this entry, or where it stood.
    NotYet(Option<Place>),
}

/// How far it came in a shard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Reached {
    Nothing,
    After(i64, String),
    AfterRow(i64, String, String),
    All,
}

impl Reached {
    fn after(Place { deadline, pk, sk }: Place) -> Self {
        match sk {
            Some(sk) => Self::AfterRow(deadline, pk, sk),
            None => Self::After(deadline, pk),
        }
    }
}

/// The progress as the table keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ProgressRow {
    at: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shards: Vec<Reached>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left: Vec<String>,
    /// How many runs tried each of them, in the same order; absent in old rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tries: Vec<u16>,
}

impl Row for ProgressRow {
    const KIND: &'static str = "cursor";
}

impl ProgressRow {
    pub(super) fn of(progress: &Progress) -> Self {
        let fresh = progress.shards.iter().all(|reached| *reached == Reached::Nothing);
        Self {
            at: progress.at,
            shards: if fresh { Vec::new() } else { progress.shards.clone() },
            left: progress.left.iter().map(|left| left.id.clone()).collect(),
            tries: progress.left.iter().map(|left| left.tries).collect(),
        }
    }

    pub(super) fn at(&self) -> i64 {
        self.at
    }

    pub(super) fn progress(self) -> Progress {
        let mut shards = self.shards;
        shards.resize(usize::from(SHARDS), Reached::Nothing);
        let tries = self.tries.into_iter().chain(std::iter::repeat(0));
        let left = self.left.into_iter().zip(tries).map(|(id, tries)| Left { id, tries }).collect();
        Progress { shards, left, ..Progress::starting(self.at) }
    }
}

impl Progress {
    /// At the start of a minute.
    pub(super) fn starting(at: i64) -> Self {
        let shards = usize::from(SHARDS);
        Self { at, shards: vec![Reached::Nothing; shards], exhausted: vec![false; shards], left: Vec::new() }
    }

    pub(super) fn at(&self) -> i64 {
        self.at
    }

    /// At the start of another minute, with what failed so far.
    pub(super) fn begin(self, at: i64) -> Self {
        Self { left: self.left, ..Self::starting(at) }
    }

    pub(super) fn begin_next(self) -> Self {
        let next = self.at + MINUTE;
        self.begin(next)
    }

    /// Nothing more of this minute is due now.
    pub(super) fn is_minute_done(&self) -> bool {
        self.open().next().is_none()
    }

    /// The shards that may hold more, and where to go on in each.
    pub(super) fn open(&self) -> impl Iterator<Item = (u8, Option<Place>)> {
        let shards =
            (0..).zip(self.shards.iter().zip(&self.exhausted)).filter(|(_, (_, exhausted))| !**exhausted);
        shards.filter_map(|(shard, (reached, _))| match reached {
            Reached::Nothing => Some((shard, None)),
            Reached::After(deadline, pk) => {
                Some((shard, Some(Place { deadline: *deadline, pk: pk.clone(), sk: None })))
            }
            Reached::AfterRow(deadline, pk, sk) => {
                Some((shard, Some(Place { deadline: *deadline, pk: pk.clone(), sk: Some(sk.clone()) })))
            }
            Reached::All => None,
        })
    }

    /// A page of a shard is done.
    pub(super) fn reach(&mut self, shard: u8, rest: Rest) {
        let shard = usize::from(shard);
        let (Some(reached), Some(exhausted)) = (self.shards.get_mut(shard), self.exhausted.get_mut(shard))
        else {
            return;
        };
        match rest {
            Rest::Nothing => *reached = Reached::All,
            Rest::More(place) => *reached = Reached::after(place),
            Rest::NotYet(last) => {
                *exhausted = true;
                if let Some(place) = last {
                    *reached = Reached::after(place);
                }
            }
        }
    }

    /// What failed in earlier runs.
    pub(super) fn left(&self) -> Vec<String> {
        self.left.iter().map(|left| left.id.clone()).collect()
    }

    /// Forgets what did not fail again, or never will succeed.
    pub(super) fn keep_only(&mut self, is_tried_again: impl Fn(&str) -> bool) {
        self.left.retain(|left| is_tried_again(&left.id));
    }

    /// Whether so many more can be kept in mind; after a long outage they must.
    pub(super) fn has_room_for(&self, failed: usize, now: Timestamp) -> bool {
        let stood_still = self.at < millis(now) - MINUTES_HELD_BACK * MINUTE;
        failed == 0 || self.left.len() + failed <= LEFT_MAX || stood_still
    }

    /// Keeps in mind one that failed; answers those that are given up: after so many tries, or because there are too many.
    pub(super) fn keep_left(&mut self, id: String) -> Vec<String> {
        let tries = match self.left.iter().position(|left| left.id == id) {
            Some(place) => self.left.remove(place).tries.saturating_add(1),
            None => 1,
        };
        if tries >= TRIES_MAX {
            return vec![id];
        }
        self.left.push(Left { id, tries });
        let too_many = self.left.len().saturating_sub(LEFT_MAX);
        self.left.drain(..too_many).map(|left| left.id).collect()
    }
}
