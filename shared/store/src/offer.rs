//! Offers as technicians find them: a row each, seen through at its source, the intervention.

use domain::{
    Timestamp,
    dossier::Dossier,
    failure::Failure,
    id::{InterventionId, TechnicianId},
    intervention::{Intervention, Stage},
};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};

use crate::{
    client::{Read, Store},
    error::Error,
    key,
    row::{Item, Row, key_of, last_part, millis, time},
};

/// That an intervention was offered to a technician.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct OfferRow {
    until: i64,
    expires: i64,
}

impl Row for OfferRow {
    const KIND: &'static str = "offer";
}

/// How long an offer that ended stays before DynamoDB may sweep it.
const KEPT_SECONDS: i64 = 3_600;
/// The most offers that a technician is shown: an offer lasts seconds.
const OFFERS_MAX: usize = 50;

impl OfferRow {
    pub(crate) fn until(until: Timestamp) -> Self {
        Self { until: millis(until), expires: until.as_second() + KEPT_SECONDS }
    }

    /// When the offer ends.
    pub(crate) fn end(&self) -> Result<Timestamp, Error> {
        time(self.until)
    }
}

impl Store {
    /// What is offered to a technician now, by the end of the offer.
    pub async fn offers(&self, technician: &TechnicianId, now: Timestamp) -> Result<Vec<Dossier>, Failure> {
        let items = self.offer_rows(technician).await?;
        let mut ids = Vec::new();
        for item in items {
            ids.extend(still_running(item, now)?);
        }
        ids.sort();
        ids.truncate(OFFERS_MAX);
        let ids = ids.into_iter().map(|(_, id)| id).collect();
        let mut dossiers = self.dossiers(ids).await?;
        dossiers.retain(|dossier| is_offered(&dossier.intervention, technician, now));
        Ok(dossiers)
    }

    /// How many offers each of these technicians has yet to answer; one that was declined, or that another took, counts
    /// until it would have ended.
    pub async fn standing_offers(
        &self,
        technicians: &[TechnicianId],
        now: Timestamp,
    ) -> Result<Vec<usize>, Failure> {
        let standing = technicians.iter().map(|technician| async move {
            let items = self.offer_rows(technician).await?;
            let running = items.into_iter().filter_map(|item| still_running(item, now).transpose());
            running.collect::<Result<Vec<_>, Error>>().map(|running| running.len())
        });
        Ok(try_join_all(standing).await?)
    }

    async fn offer_rows(&self, technician: &TechnicianId) -> Result<Vec<Item>, Error> {
        self.partition(&key::technician(technician), Some(key::OFFER), Read::Eventual).await
    }
}

fn still_running(item: Item, now: Timestamp) -> Result<Option<(i64, InterventionId)>, Error> {
    let id = last_part(&key_of(&item)?.sk)?;
    let until = OfferRow::of_item(item)?.until;
    Ok((until >= millis(now)).then_some((until, id)))
}

fn is_offered(intervention: &Intervention, technician: &TechnicianId, now: Timestamp) -> bool {
    let Stage::Offered { to, until, .. } = intervention.stage() else { return false };
    now <= *until && to.iter().any(|asked| asked.technician == *technician)
}
