//! Applications to become a technician: the row beside the profile, and the list of those that wait (rule 35).

use domain::{
    Timestamp,
    application::{Application, Decision, Registration, Status, Verdict},
    failure::Failure,
    id::TechnicianId,
    idempotency::Request,
    technician::{Rating, Technician},
};
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    customer::same_revision,
    error::Error,
    key::{self, Key, Shelf},
    lists::{Listed, Page},
    presence::Shelves,
    remembered::RememberedRow,
    row::{Item, Row, key_of, last_part, millis, parse, time},
    technician::{ProfileRow, left_by, load::OwnRows},
    transaction::Condition,
};

/// So often may another device or another operator be faster.
const RACES_MAX: usize = 5;

/// That a person applied, and what operators decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApplicationRow {
    revision: u64,
    applied_at: i64,
    is_open: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    decisions: Vec<DecisionRow>,
    #[serde(default, skip_serializing_if = "RememberedRow::is_empty")]
    keys: RememberedRow,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DecisionRow {
    is_approved: bool,
    operator: String,
    reason: String,
    at: i64,
}

/// That an application waits for a decision: its key says which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct WaitsRow {}

impl Row for ApplicationRow {
    const KIND: &'static str = "application";
}

impl Row for WaitsRow {
    const KIND: &'static str = "waiting application";
}

impl ApplicationRow {
    fn of(application: &Application, revision: u64, keys: RememberedRow) -> Self {
        Self {
            revision,
            applied_at: millis(application.applied_at),
            is_open: application.is_open,
            decisions: application.decisions.iter().map(DecisionRow::of).collect(),
            keys,
        }
    }

    /// The application.
    pub(crate) fn application(self) -> Result<Application, Error> {
        Ok(Application {
            applied_at: time(self.applied_at)?,
            is_open: self.is_open,
            decisions: self.decisions.into_iter().map(DecisionRow::decision).collect::<Result<_, _>>()?,
        })
    }
}

impl DecisionRow {
    fn of(decision: &Decision) -> Self {
        Self {
            is_approved: decision.verdict == Verdict::Approved,
            operator: decision.operator.to_string(),
            reason: decision.reason.to_string(),
            at: millis(decision.decided_at),
        }
    }

    fn decision(self) -> Result<Decision, Error> {
        Ok(Decision {
            verdict: if self.is_approved { Verdict::Approved } else { Verdict::Refused },
            operator: parse(self.operator)?,
            reason: parse(self.reason)?,
            decided_at: time(self.at)?,
        })
    }
}

impl OwnRows {
    /// The application; none for technicians who work without one.
    pub(crate) fn application(&self) -> Result<Option<Application>, Error> {
        self.application.clone().map(ApplicationRow::application).transpose()
    }

    /// How the person stands with the team.
    pub(crate) fn status(&self) -> Result<Status, Error> {
        Ok(self.application()?.map_or(Status::Approved, |application| application.status()))
    }
}

impl Store {
    /// A technician, or a person who applied to become one, with the application.
    pub async fn registration(&self, id: &TechnicianId) -> Result<Registration, Failure> {
        let rows = self.own_rows(id, Read::Consistent).await?;
        registration(id, rows)?.ok_or(Failure::NotFound)
    }

    /// A technician whom the team approved; anybody else who registered a business is not found (rule 35).
    pub async fn approved_technician(&self, id: &TechnicianId) -> Result<Technician, Failure> {
        for read in [Read::Eventual, Read::Consistent] {
            let rows = self.own_rows(id, read).await?;
            if rows.status()? == Status::Approved
                && let Some(registration) = registration(id, rows)?
            {
                return Ok(registration.technician);
            }
        }
        Err(Failure::NotFound)
    }

    /// Keeps that a person applies, before their profile is kept: a profile without this row is that of a technician
    /// who was approved without an application, as one whose token bears the group (`is_technician`). `request` is that
    /// of the profile: a repeat does not apply anew.
    ///
    /// Each step of a run that was cut is completed by the next one: the pointer by which the team finds the
    /// application derives from the row.
    pub async fn apply(
        &self,
        id: &TechnicianId,
        is_technician: bool,
        request: Request,
        now: Timestamp,
    ) -> Result<(), Failure> {
        for _ in 0..RACES_MAX {
            let rows = self.own_rows(id, Read::Consistent).await?;
            let is_repeat = match &rows.profile {
                Some(profile) => profile.keys.knows(request.key)?,
                None => false,
            };
            let Some(known) = rows.application()? else {
                if is_technician || rows.profile.is_some() {
                    return Ok(());
                }
                let row = ApplicationRow::of(&Application::new(now), 1, RememberedRow::default());
                if !self.put_if(key::application(id), &row, &Condition::New).await? {
                    continue;
                }
                return Ok(self.put(key::waits(now, id), &WaitsRow {}).await?);
            };
            if known.is_open {
                return Ok(self.put(key::waits(known.applied_at, id), &WaitsRow {}).await?);
            }
            let Some(renewed) = known.renewed(now).filter(|_| !is_repeat) else { return Ok(()) };
            // The older pointer may be left where a decision was cut.
            self.delete(key::waits(known.applied_at, id)).await?;
            if self.replace(id, &rows, &renewed, Request::default()).await? {
                return Ok(self.put(key::waits(now, id), &WaitsRow {}).await?);
            }
        }
        Err(Failure::Busy)
    }

    /// Keeps what an operator decided about a person; a repeat changes nothing. What follows from it is for
    /// [`Store::settle_application`].
    pub async fn decide_application(
        &self,
        id: &TechnicianId,
        decision: &Decision,
        request: Request,
    ) -> Result<Registration, Failure> {
        for _ in 0..RACES_MAX {
            let rows = self.own_rows(id, Read::Consistent).await?;
            let known = registration(id, rows.clone())?.ok_or(Failure::NotFound)?;
            let is_repeat = match &rows.application {
                Some(application) => application.keys.knows(request.key)?,
                None => false,
            };
            let Some(decided) = known.decided(decision.clone()).filter(|_| !is_repeat) else {
                return Ok(known);
            };
            if self.replace(id, &rows, &decided, request).await? {
                return Ok(Registration { application: Some(decided), ..known });
            }
        }
        Err(Failure::Busy)
    }

    /// Brings the rows by which a technician is found in line with how they stand: an approved one is on the shelf of
    /// scheduled work, a refused one on none and offline. The application leaves the list of those that wait last.
    pub async fn settle_application(&self, id: &TechnicianId) -> Result<(), Failure> {
        let rows = self.own_rows(id, Read::Consistent).await?;
        let (status, application) = (rows.status()?, rows.application()?);
        let left = left_by(&rows, id)?;
        let presence = rows.presence.clone();
        let technician = registration(id, rows)?.ok_or(Failure::NotFound)?.technician;
        match status {
            Status::Applied => return Ok(()),
            Status::Approved => {
                let reliability = self.reliability_of(id).await?;
                self.fill(Shelf::Base, id, &Shelves::base(&technician, reliability), &left).await?;
            }
            Status::Refused => {
                if let Some(presence) = presence {
                    self.fill(Shelf::Online, id, &Shelves::default(), &[presence.shelves().clone()]).await?;
                    self.delete(key::presence(id)).await?;
                }
                self.fill(Shelf::Base, id, &Shelves::default(), &left).await?;
            }
        }
        if let Some(application) = application {
            self.delete(key::waits(application.applied_at, id)).await?;
        }
        Ok(())
    }

    /// A page of the applications that wait for a decision, the oldest first, without presence and rating.
    pub async fn applications(&self, page: Page) -> Result<Listed<Registration>, Failure> {
        let (pointers, next) = self.slice(key::APPLICATIONS, key::WAITS, &page).await?;
        let pointers = pointers.iter().map(|item| Ok(key_of(item)?.sk)).collect::<Result<Vec<_>, Error>>()?;
        let ids = pointers.iter().map(|sk| last_part(sk)).collect::<Result<Vec<TechnicianId>, Error>>()?;
        let keys = ids.iter().flat_map(|id| [key::profile(id), key::application(id)]).collect();
        let found = self.get_many(keys).await?;
        let mut items = Vec::new();
        for (sk, id) in pointers.iter().zip(&ids) {
            let waiting = registration(id, OwnRows::of_items(id, &found)?)?;
            // A pointer may be left over for a moment, or for good where a run was cut.
            let is_current = |application: &Application| {
                application.is_open && key::waits(application.applied_at, id).sk == *sk
            };
            items.extend(waiting.filter(|one| one.application.as_ref().is_some_and(is_current)));
        }
        Ok(Listed { items, next })
    }

    /// Deletes the application of a person and the pointer to it (rule 30). The pointer goes first: the row tells where
    /// it stands.
    pub(super) async fn delete_application(&self, id: &TechnicianId, rows: &OwnRows) -> Result<(), Error> {
        if let Some(application) = rows.application()? {
            self.delete(key::waits(application.applied_at, id)).await?;
        }
        self.delete(key::application(id)).await
    }

    /// Writes the application in place of the one that was read; whether nobody else was faster.
    async fn replace(
        &self,
        id: &TechnicianId,
        rows: &OwnRows,
        application: &Application,
        request: Request,
    ) -> Result<bool, Error> {
        let (revision, keys, unchanged) = match &rows.application {
            Some(known) => (known.revision, known.keys.clone(), same_revision(known.revision)),
            None => (0, RememberedRow::default(), Condition::New),
        };
        let row = ApplicationRow::of(application, revision + 1, keys.with(request.key));
        self.put_if(key::application(id), &row, &unchanged).await
    }
}

impl OwnRows {
    /// Those of one technician among items of several.
    fn of_items(id: &TechnicianId, items: &[Item]) -> Result<Self, Error> {
        let (mut rows, mine) = (Self::default(), [key::profile(id), key::application(id)]);
        for item in items {
            let found: Key = key_of(item)?;
            if found == mine[0] {
                rows.profile = Some(ProfileRow::of_item(item.clone())?);
            } else if found == mine[1] {
                rows.application = Some(ApplicationRow::of_item(item.clone())?);
            }
        }
        Ok(rows)
    }
}

/// None without a profile.
fn registration(id: &TechnicianId, rows: OwnRows) -> Result<Option<Registration>, Error> {
    let application = rows.application()?;
    let Some(profile) = rows.profile else { return Ok(None) };
    let presence = rows.presence.map(|row| row.presence()).transpose()?;
    let rating: Rating = rows.statistics.rating();
    let technician = profile.technician(id.clone(), presence, rating)?;
    Ok(Some(Registration { technician, application }))
}
