//! The intervention that a timeline tells of: facts applied in order, from the declaration on.

use jiff::Timestamp;

use super::{Intervention, Stage, Watched};
use crate::{
    breakdown::Declaration,
    id::InterventionId,
    timeline::{Entry, Fact},
    work_log::WorkLog,
};

/// A fact that does not fit the stage before it: a damaged timeline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {number} does not fit the stage before it")]
pub struct Corrupt {
    /// Which entry, from 1.
    pub number: usize,
}

impl Intervention {
    /// The intervention that a timeline tells of.
    pub fn replay(id: InterventionId, timeline: Vec<Entry>) -> Result<Self, Corrupt> {
        let mut entries = timeline.into_iter();
        let first = entries.next().ok_or(Corrupt { number: 1 })?;
        let Fact::Declared { declaration, expires_at } = first.fact.clone() else {
            return Err(Corrupt { number: 1 });
        };
        let mut intervention = Self::begin(id, declaration, expires_at, first);
        for entry in entries {
            let number = intervention.timeline.len() + 1;
            intervention.apply(&entry).map_err(|_| Corrupt { number })?;
            intervention.timeline.push(entry);
        }
        Ok(intervention)
    }

    pub(super) fn begin(
        id: InterventionId,
        declaration: Declaration,
        expires_at: Timestamp,
        first: Entry,
    ) -> Self {
        Self {
            id,
            declaration,
            timeline: vec![first],
            stage: Stage::Declared,
            expires_at,
            priority: false,
            asked: Vec::new(),
            acceptance: None,
            terms: None,
            watched: Watched::default(),
            work: WorkLog::default(),
            extras: Vec::new(),
            quotes: Vec::new(),
            postponement: None,
            locked_until: None,
            auto_paused: None,
            ceiling_neared: false,
            fee_waived: false,
            stalled: None,
            closed: None,
            rating: None,
        }
    }
}
