//! Shelves: every cell that a technician's reach touches, once for each category, so that a match reads two.

use std::collections::BTreeSet;

use domain::{
    Timestamp,
    category::Category,
    cell::Cell,
    failure::Failure,
    id::TechnicianId,
    reliability::Reliability,
    technician::{Candidate, Presence, Technician},
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;
use sha2::{Digest, Sha256};

use crate::{
    batch::{delete_request, put_request},
    candidate::CandidateRow,
    client::{Read, Store},
    error::Error,
    key::{self, Shelf},
    row::{Item, PlaceRow, Row, millis, time},
};

/// What a technician puts on shelves.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Shelves {
    cells: Vec<Cell>,
    candidates: Vec<(Category, Candidate)>,
}

/// Where rows stand: each category in each cell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ShelvesRow {
    categories: Vec<String>,
    cells: Vec<String>,
}

/// Where a technician is online, and which rows say so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PresenceRow {
    location: PlaceRow,
    /// The lease that counts.
    until: i64,
    /// The lease as the rows on the shelves tell it.
    shelved: i64,
    shelves: ShelvesRow,
    /// Of the rows: equal ones need not be written again.
    digest: ByteArray<8>,
}

impl Row for PresenceRow {
    const KIND: &'static str = "presence";
}

impl PresenceRow {
    /// The row with the shelves that it tells of, whose lease may lag behind.
    pub(crate) fn of(
        technician: &Technician,
        presence: Presence,
        lease: Timestamp,
        reliability: Reliability,
    ) -> (Shelves, Self) {
        let until = Some(Presence { until: lease, ..presence });
        let shelves = Shelves::online(&Technician { presence: until, ..technician.clone() }, reliability);
        let row = Self {
            location: PlaceRow::of(presence.location),
            until: millis(presence.until),
            shelved: millis(lease),
            shelves: ShelvesRow::of(&shelves),
            digest: shelves.digest(),
        };
        (shelves, row)
    }

    /// Where its rows stand.
    pub(crate) fn shelves(&self) -> &ShelvesRow {
        &self.shelves
    }

    pub(crate) fn presence(&self) -> Result<Presence, Error> {
        Ok(Presence { location: self.location.place()?, until: time(self.until)? })
    }

    /// The lease of a technician on a shelf, as it counts; none for a row that is not one of theirs any more.
    pub(crate) fn lease_of(&self, shelved: &Candidate) -> Result<Option<Timestamp>, Error> {
        let theirs = PlaceRow::of(shelved.location) == self.location
            && shelved.online_until.map(millis) == Some(self.shelved);
        theirs.then(|| time(self.until)).transpose()
    }
}

impl Shelves {
    /// For scheduled requests: from the base, whether online or not.
    pub(crate) fn base(technician: &Technician, reliability: Reliability) -> Self {
        let candidate = |tariff| (tariff, Candidate { reliability, ..technician.at_base(tariff) });
        let candidates = technician.tariffs.iter().map(candidate);
        Self {
            cells: Cell::of_reach(technician.base.location, technician.radius.meters()),
            candidates: candidates.map(|(tariff, candidate)| (tariff.category, candidate)).collect(),
        }
    }

    /// For immediate requests: from where the technician is online.
    pub(crate) fn online(technician: &Technician, reliability: Reliability) -> Self {
        let Some(presence) = technician.presence else { return Self::default() };
        let candidates = technician.tariffs.iter().filter_map(|tariff| {
            let candidate = Candidate { reliability, ..technician.online(tariff)? };
            Some((tariff.category, candidate))
        });
        Self {
            cells: Cell::of_reach(presence.location, technician.radius.meters()),
            candidates: candidates.collect(),
        }
    }

    /// Every row: each category in each cell.
    pub(crate) fn items(&self, on: Shelf, technician: &TechnicianId) -> Result<Vec<Item>, Error> {
        let mut items = Vec::new();
        for (category, candidate) in &self.candidates {
            let row = CandidateRow::of(candidate);
            for cell in &self.cells {
                items.push(row.item(key::shelved(on, category.code(), &cell.to_string(), technician))?);
            }
        }
        Ok(items)
    }

    /// Anything that changes a row changes the digest; that it may change with the compiler costs one write.
    fn digest(&self) -> ByteArray<8> {
        let mut digest = [0; 8];
        digest.copy_from_slice(&Sha256::digest(format!("{self:?}"))[..8]);
        ByteArray::new(digest)
    }
}

impl ShelvesRow {
    pub(crate) fn of(shelves: &Shelves) -> Self {
        let code = |(category, _): &(Category, Candidate)| category.code().to_owned();
        Self {
            categories: shelves.candidates.iter().map(code).collect(),
            cells: shelves.cells.iter().map(ToString::to_string).collect(),
        }
    }

    fn places(&self) -> impl Iterator<Item = (&str, &str)> {
        let cells = move |category| self.cells.iter().map(move |cell: &String| (category, cell.as_str()));
        self.categories.iter().map(String::as_str).flat_map(cells)
    }
}

/// The rows by which a match finds a technician who is online: for whoever puts many into a table at once.
pub fn presence_rows(technician: &Technician) -> Result<Vec<Item>, Error> {
    Shelves::online(technician, Reliability::default()).items(Shelf::Online, &technician.id)
}

/// Who learns that a technician is online.
#[derive(Debug, Clone, Copy)]
enum Told {
    Nobody,
    Stream,
}

impl Store {
    /// Puts a technician online, renews the lease, or takes them offline.
    pub async fn set_presence(
        &self,
        technician: &Technician,
        presence: Option<Presence>,
    ) -> Result<(), Failure> {
        if let Some(presence) = presence {
            return self.present(technician, presence, Told::Nobody).await;
        }
        let key = key::presence(&technician.id);
        if let Some(known) = self.get::<PresenceRow>(key.clone(), Read::Consistent).await? {
            self.fill(Shelf::Online, &technician.id, &Shelves::default(), &[known.shelves]).await?;
            self.delete(key).await?;
        }
        Ok(())
    }

    /// Puts a technician online, or elsewhere, and announces it: the stream will tell.
    ///
    /// Both are written at once. What is announced can be acted on before this call ends, and whoever acts finds the
    /// technician online; a call that is cut before is a coming again when it is repeated.
    pub async fn come(&self, technician: &Technician, presence: Presence) -> Result<(), Failure> {
        self.present(technician, presence, Told::Stream).await
    }

    async fn present(&self, technician: &Technician, presence: Presence, told: Told) -> Result<(), Failure> {
        let key = key::presence(&technician.id);
        let known = self.get::<PresenceRow>(key.clone(), Read::Consistent).await?;
        let reliability = self.reliability_of(&technician.id).await?;
        let shelved = self.shelve_presence(technician, known.as_ref(), presence, reliability).await?;
        match (shelved, told) {
            (None, Told::Nobody) => {}
            (Some(row), Told::Nobody) => self.put(key, &row).await?,
            (row, Told::Stream) => self.announce(&technician.id, presence, row.as_ref()).await?,
        }
        if known.is_none() {
            self.refresh_base(technician, reliability).await?;
        }
        Ok(())
    }

    /// Fills the shelves, and answers the technician's own row if it is to be kept anew.
    ///
    /// Where nothing but the lease changes, the own row keeps it; the rows on the shelves follow when theirs lags too
    /// far behind.
    ///
    /// Rows first: what is not remembered cannot be taken away again, but its lease ends.
    pub(crate) async fn shelve_presence(
        &self,
        technician: &Technician,
        known: Option<&PresenceRow>,
        presence: Presence,
        reliability: Reliability,
    ) -> Result<Option<PresenceRow>, Error> {
        if let Some(known) = known {
            let lease = time(known.shelved)?;
            let (_, row) = PresenceRow::of(technician, presence, lease, reliability);
            if row == *known {
                return Ok(None);
            }
            let lag = presence.until.duration_since(lease);
            if row.digest == known.digest && lag <= self.policy().presence_lag() {
                return Ok(Some(row));
            }
        }
        let (shelves, row) = PresenceRow::of(technician, presence, presence.until, reliability);
        let left = known.map(|known| known.shelves.clone());
        self.fill(Shelf::Online, &technician.id, &shelves, left.as_slice()).await?;
        Ok(Some(row))
    }

    /// Ratings and records change between two saves of a profile: the base rows learn of it when the technician
    /// comes online.
    async fn refresh_base(&self, technician: &Technician, reliability: Reliability) -> Result<(), Error> {
        let shelves = Shelves::base(technician, reliability);
        let (Some(cell), Some((category, candidate))) = (shelves.cells.first(), shelves.candidates.first())
        else {
            return Ok(());
        };
        let key = key::shelved(Shelf::Base, category.code(), &cell.to_string(), &technician.id);
        let known = self.get::<CandidateRow>(key, Read::Eventual).await?;
        if known == Some(CandidateRow::of(candidate)) {
            return Ok(());
        }
        self.fill(Shelf::Base, &technician.id, &shelves, &[]).await
    }

    /// Writes every row of the shelves and removes those that are left behind.
    pub(crate) async fn fill(
        &self,
        on: Shelf,
        technician: &TechnicianId,
        shelves: &Shelves,
        left: &[ShelvesRow],
    ) -> Result<(), Error> {
        let puts = shelves.items(on, technician)?.into_iter().map(put_request);
        let mut writes = puts.collect::<Result<Vec<_>, _>>()?;
        let written = ShelvesRow::of(shelves);
        let present: BTreeSet<(&str, &str)> = written.places().collect();
        let left: BTreeSet<(&str, &str)> = left.iter().flat_map(ShelvesRow::places).collect();
        for (category, cell) in left {
            if !present.contains(&(category, cell)) {
                writes.push(delete_request(key::shelved(on, category, cell, technician))?);
            }
        }
        self.write_many(writes).await
    }
}
