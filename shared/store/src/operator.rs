//! Operators: who appointed them, when and why (rule 35). What an operator may do stands in the user pool alone.

use domain::{application::Appointment, failure::Failure, id::OperatorId, idempotency::Request};
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    customer::same_revision,
    error::Error,
    key,
    remembered::RememberedRow,
    row::{Row, millis, parse, time},
    transaction::Condition,
};

/// So often may another operator be faster.
const RACES_MAX: usize = 5;
/// So many appointments of one person are kept, the newest.
const APPOINTMENTS_MAX: usize = 20;

/// The appointments of one person, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppointmentsRow {
    revision: u64,
    appointments: Vec<AppointmentRow>,
}

/// The last commands of one operator that name nobody by an id.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct CommandsRow {
    revision: u64,
    keys: RememberedRow,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct AppointmentRow {
    operator: String,
    reason: String,
    at: i64,
}

impl Row for AppointmentsRow {
    const KIND: &'static str = "appointments";
}

impl Row for CommandsRow {
    const KIND: &'static str = "commands";
}

impl AppointmentRow {
    fn of(appointment: &Appointment) -> Self {
        Self {
            operator: appointment.operator.to_string(),
            reason: appointment.reason.to_string(),
            at: millis(appointment.appointed_at),
        }
    }

    fn appointment(self, appointed: OperatorId) -> Result<Appointment, Error> {
        let Self { operator, reason, at } = self;
        Ok(Appointment {
            appointed,
            operator: parse(operator)?,
            reason: parse(reason)?,
            appointed_at: time(at)?,
        })
    }
}

impl Store {
    /// Keeps that a person was appointed; a repeat changes nothing. Answers the appointment as it was kept.
    ///
    /// The key is kept in a row of the operator who appoints: the same key with another address is found there. A repeat
    /// by its content is found in the row of the person.
    pub async fn appoint(&self, appointment: &Appointment, request: Request) -> Result<Appointment, Failure> {
        self.remember(&appointment.operator, request).await?;
        let key = key::appointments(appointment.appointed.as_str());
        for _ in 0..RACES_MAX {
            let known = self.get::<AppointmentsRow>(key.clone(), Read::Consistent).await?;
            let unchanged = known.as_ref().map_or(Condition::New, |known| same_revision(known.revision));
            let AppointmentsRow { revision, mut appointments } = known.unwrap_or_default();
            let new = AppointmentRow::of(appointment);
            let repeated = |last: &&AppointmentRow| AppointmentRow { at: last.at, ..new.clone() } == **last;
            if let Some(last) = appointments.last().filter(repeated) {
                return Ok(last.clone().appointment(appointment.appointed.clone())?);
            }
            appointments.push(new);
            let surplus = appointments.len().saturating_sub(APPOINTMENTS_MAX);
            appointments.drain(..surplus);
            let row = AppointmentsRow { revision: revision + 1, appointments };
            if self.put_if(key.clone(), &row, &unchanged).await? {
                return Ok(appointment.clone());
            }
        }
        Err(Failure::Busy)
    }

    /// Keeps the key of a command of an operator.
    async fn remember(&self, operator: &OperatorId, request: Request) -> Result<(), Failure> {
        let key = key::operator_commands(operator.as_str());
        for _ in 0..RACES_MAX {
            let known = self.get::<CommandsRow>(key.clone(), Read::Consistent).await?;
            let unchanged = known.as_ref().map_or(Condition::New, |known| same_revision(known.revision));
            let CommandsRow { revision, keys } = known.unwrap_or_default();
            if request.key.is_none() || keys.knows(request.key)? {
                return Ok(());
            }
            let row = CommandsRow { revision: revision + 1, keys: keys.with(request.key) };
            if self.put_if(key.clone(), &row, &unchanged).await? {
                return Ok(());
            }
        }
        Err(Failure::Busy)
    }

    /// The appointments of a person that are kept, the oldest first.
    pub async fn appointments(&self, person: &OperatorId) -> Result<Vec<Appointment>, Failure> {
        let row = self.get::<AppointmentsRow>(key::appointments(person.as_str()), Read::Consistent).await?;
        let kept = row.unwrap_or_default().appointments.into_iter();
        Ok(kept.map(|row| row.appointment(person.clone())).collect::<Result<_, Error>>()?)
    }

    /// Deletes the appointments of a person, and the keys of the own ones (rule 30).
    pub async fn delete_appointments(&self, person: &OperatorId) -> Result<(), Failure> {
        self.delete(key::operator_commands(person.as_str())).await?;
        Ok(self.delete(key::appointments(person.as_str())).await?)
    }
}
