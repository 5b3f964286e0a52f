//! Lists of interventions: a party's history, what waits near a technician.

mod history;
mod waiting;

use std::collections::HashMap;

use domain::{dossier::Dossier, failure::Failure, id::InterventionId};

pub use history::{Listed, Page};
pub(crate) use waiting::WaitingRow;

use crate::{
    client::Store,
    error::Error,
    intervention::assemble,
    key,
    row::{Item, key_of, last_part},
};

impl Store {
    /// The interventions of these ids that exist, in their order, without quotes and report.
    pub async fn dossiers(&self, ids: Vec<InterventionId>) -> Result<Vec<Dossier>, Failure> {
        let keys = ids.iter().flat_map(|id| [key::timeline(id), key::breakdown(id)]).collect();
        let mut found: HashMap<InterventionId, Vec<Item>> = HashMap::new();
        for item in self.get_many(keys).await? {
            found.entry(id_of(&item)?).or_default().push(item);
        }
        let dossier = |id: InterventionId| assemble(&id, found.remove(&id).unwrap_or_default()).transpose();
        Ok(ids.into_iter().filter_map(dossier).collect::<Result<_, Error>>()?)
    }
}

/// Which intervention an item or an entry of an index belongs to.
pub(crate) fn id_of(item: &Item) -> Result<InterventionId, Error> {
    last_part(&key_of(item)?.pk)
}
