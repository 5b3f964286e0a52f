//! Hexagonal cells (H3): which partitions a technician is written to, and which ones a match reads.
//!
//! A technician is written to every cell that the disc of their reach touches, so a match needs only the cells
//! of the breakdown itself: one for near reach, one for far reach. Reach is measured between the centres of map cells
//! (rule 29), so all of this is worked out from those.

use h3o::{CellIndex, LatLng, Resolution};

use crate::{map_cell::MapCell, place::Location};

/// The resolution of near reach: hexagons of about 250 km², 9.9 km an edge.
const NEAR: Resolution = Resolution::Five;
/// The resolution of far reach and homes: about 1,770 km², 26 km an edge.
const FAR: Resolution = Resolution::Four;
/// The resolution of regions, where requests wait: about 12,400 km², 69 km an edge. Most technicians reach into one
/// or two of them.
const REGION: Resolution = Resolution::Three;
/// Up to here reach is near: a disc of this radius touches 11 near cells on average and 20 at most; so does one of
/// 50 km with far cells.
const NEAR_RADIUS_METERS: u32 = 20_000;

/// A cell as keys spell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell(CellIndex);

/// The cell of a technician's first registration: where their agenda is kept, for good.
pub type Home = Cell;

impl Cell {
    /// The far cell of a place: where an agenda is kept.
    pub fn of(place: Location) -> Self {
        Self(point(place).to_cell(FAR))
    }

    /// The region of a place: where a request waits.
    pub fn region_of(place: Location) -> Self {
        Self(centre(place).to_cell(REGION))
    }

    /// The cells to read for a breakdown at a place, near reach first.
    pub fn of_breakdown(place: Location) -> [Self; 2] {
        let centre = centre(place);
        [Self(centre.to_cell(NEAR)), Self(centre.to_cell(FAR))]
    }

    /// The cells to write for a technician at a place who goes so far.
    pub fn of_reach(place: Location, radius_meters: u32) -> Vec<Self> {
        let resolution = if radius_meters <= NEAR_RADIUS_METERS { NEAR } else { FAR };
        touched(place, radius_meters, resolution)
    }

    /// The regions in which a technician at a place who goes so far finds waiting requests.
    pub fn of_missions(place: Location, radius_meters: u32) -> Vec<Self> {
        touched(place, radius_meters, REGION)
    }
}

impl Cell {
    /// The point in its middle.
    ///
    /// # Panics
    /// Never: the centre of a cell is a finite point.
    pub fn centre(self) -> Location {
        let centre = LatLng::from(self.0);
        Location::new(centre.lat(), centre.lng()).expect("a cell lies on the globe")
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

impl TryFrom<String> for Cell {
    type Error = crate::invalid::Invalid;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self).map_err(|_| crate::invalid::Invalid::Unknown)
    }
}

/// The point from which reach is measured.
fn centre(place: Location) -> LatLng {
    point(MapCell::of(place).centre())
}

fn point(place: Location) -> LatLng {
    LatLng::new(place.latitude(), place.longitude()).expect("a location is finite")
}

/// Rings outwards until a whole ring is out of reach: no farther cell can matter then.
fn touched(place: Location, radius_meters: u32, resolution: Resolution) -> Vec<Cell> {
    let from = centre(place);
    let centre = from.to_cell(resolution);
    let mut cells = Vec::new();
    for distance in 0..=RINGS_MAX {
        let ring: Vec<CellIndex> = centre.grid_ring::<Vec<_>>(distance);
        let before = cells.len();
        cells.extend(ring.into_iter().filter(|cell| may_touch(*cell, from, radius_meters)).map(Cell));
        if distance > 0 && cells.len() == before {
            break;
        }
    }
    cells
}

/// More rings than 50 km need at any resolution used here.
const RINGS_MAX: u32 = 12;

/// Whether some point of the cell can be in reach: its circumscribed circle is, with a margin for the curve of
/// edges. A cell too many costs a row, a cell too few would hide a technician.
fn may_touch(cell: CellIndex, place: LatLng, radius_meters: u32) -> bool {
    let centre = LatLng::from(cell);
    let from = |corner: &LatLng| metres(&centre, corner);
    let circumradius = cell.boundary().iter().map(from).fold(0.0_f64, f64::max);
    metres(&centre, &place) <= f64::from(radius_meters) * 1.01 + circumradius * 1.02
}

fn metres(from: &LatLng, to: &LatLng) -> f64 {
    from.distance_m(*to)
}
