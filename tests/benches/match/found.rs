//! The answer that all systems must give: the 20 nearest whose reach covers the place and whose lease runs.

use domain::{Timestamp, map_cell::MapCell, place::Location, technician::Technician};
use embedded::given;

use super::crowd::MINUTE;

/// As many as an app shows on its first page.
pub(super) const TOP: usize = 20;

/// Two points are farther apart than the centres of their map cells by less than this.
pub(super) const CELLS_METERS: u32 = 1_400;

/// A technician in the answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) meters: u32,
    pub(super) technician: String,
}

/// What another system keeps of a technician and tells again.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) technician: String,
    pub(super) location: Location,
    pub(super) radius_meters: u32,
    pub(super) until: i64,
}

impl Row {
    /// As a line of texts: where, how far, until when, then all that ranking needs besides.
    pub(super) fn spell(technician: &Technician) -> [String; 8] {
        let presence = technician.presence.expect("everybody in the crowd is online");
        [
            technician.id.to_string(),
            presence.location.latitude().to_string(),
            presence.location.longitude().to_string(),
            technician.radius.meters().to_string(),
            presence.until.as_millisecond().to_string(),
            technician.tariffs[0].hourly_rate.money().cents().to_string(),
            technician.rating.stars.to_string(),
            technician.rating.count.to_string(),
        ]
    }

    /// The first five of these texts.
    pub(super) fn parse(texts: &[&str]) -> Self {
        let number = |place: usize| texts[place].parse::<f64>().expect("degrees");
        Self {
            technician: texts[0].to_owned(),
            location: Location::new(number(1), number(2)).expect("a point on the globe"),
            radius_meters: texts[3].parse().expect("metres"),
            until: texts[4].parse().expect("milliseconds"),
        }
    }
}

/// When the breakdowns look.
pub(super) fn now() -> Timestamp {
    given::at(MINUTE)
}

/// Exactly as a match measures, whatever earth the other system believes in: reach between map cells.
pub(super) fn nearest(rows: impl IntoIterator<Item = Row>, place: Location) -> Vec<Found> {
    let reach = MapCell::of(place).distances();
    let in_reach = |row: Row| {
        let meters = row.location.distance_meters(place);
        let able =
            reach(MapCell::of(row.location)) <= row.radius_meters && now().as_millisecond() < row.until;
        able.then_some(Found { meters, technician: row.technician })
    };
    let mut found: Vec<Found> = rows.into_iter().filter_map(in_reach).collect();
    found.sort();
    found.truncate(TOP);
    found
}
