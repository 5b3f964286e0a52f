//! The parts of an intervention.

use domain::{
    Timestamp,
    intervention::Intervention,
    price,
    text::Comment,
    timeline::{self, Entry, ExtraKind, Fact, Stars},
    work_log,
};
use serde::Serialize;

use super::{Money, Time};

/// The request, put to one technician or to a wave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    pub(super) until: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mine: Option<bool>,
    pub(super) asked_count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hourly_rate: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) flat_rate: Option<Money>,
}

/// A stretch of work; it has no end while it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    from: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Time>,
}

impl From<&work_log::Segment> for Segment {
    fn from(segment: &work_log::Segment) -> Self {
        Self { from: segment.from.into(), to: segment.to.map(Time::from) }
    }
}

/// Material or software.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Extra {
    id: String,
    kind: &'static str,
    label: String,
    quantity: u32,
    unit_price: Money,
    total: Money,
    at: Time,
}

impl Extra {
    /// The extras of an intervention, each with the time at which it was added.
    pub(super) fn all_of(intervention: &Intervention) -> Vec<Self> {
        let added = |entry: &Entry, extra: &timeline::Extra| matches!(&entry.fact, Fact::ExtraAdded(one) if one.id == extra.id);
        let view = |extra: &timeline::Extra| {
            let entry = intervention.timeline().iter().find(|entry| added(entry, extra));
            Self::of(extra, entry.map_or(intervention.declared_at(), |entry| entry.moment.occurred_at))
        };
        intervention.extras().iter().map(view).collect()
    }

    fn of(extra: &timeline::Extra, at: Timestamp) -> Self {
        Self {
            id: extra.id.to_string(),
            kind: match extra.kind {
                ExtraKind::Material => "material",
                ExtraKind::Software => "software",
            },
            label: extra.label.to_string(),
            quantity: extra.quantity,
            unit_price: extra.unit_price.into(),
            total: extra.total().into(),
            at: at.into(),
        }
    }
}

/// Another appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Postponement {
    pub(super) appointment: Time,
    pub(super) confirmed: bool,
}

/// What the customer thinks of the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rating {
    stars: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

impl From<&(Stars, Option<Comment>)> for Rating {
    fn from((stars, comment): &(Stars, Option<Comment>)) -> Self {
        Self { stars: stars.number(), comment: comment.as_ref().map(ToString::to_string) }
    }
}

/// What would be owed if work ended now; after the end, what is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    total: Money,
    base: Money,
    time: Money,
    flat_rate: Money,
    quote: Money,
    extras: Money,
    fee: Money,
    reduction: Money,
    ceiling_reached: bool,
    ceiling_warning: bool,
}

impl From<price::Price> for Price {
    fn from(price: price::Price) -> Self {
        Self {
            total: price.total.into(),
            base: price.base.into(),
            time: price.time.into(),
            flat_rate: price.flat_rate.into(),
            quote: price.quote.into(),
            extras: price.extras.into(),
            fee: price.fee.into(),
            reduction: price.reduction.into(),
            ceiling_reached: price.reduction > domain::money::Money::ZERO,
            ceiling_warning: price.ceiling_warning,
        }
    }
}
