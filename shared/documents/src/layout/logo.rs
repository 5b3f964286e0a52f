//! The mark of the house: a hop in a rounded square.

use krilla::geom::{Path, PathBuilder};

use super::mark::Area;

/// How far a curve's handle reaches to look like a quarter of a circle.
const ROUND: f32 = 0.552_285;

/// A rectangle with round corners.
pub(crate) fn rounded(area: Area, radius: f32) -> Option<Path> {
    let Area { x, y, width, height } = area;
    let (right, bottom) = (x + width, y + height);
    let reach = radius * (1.0 - ROUND);
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.cubic_to(right - reach, y, right, y + reach, right, y + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - reach, right - reach, bottom, right - radius, bottom);
    path.line_to(x + radius, bottom);
    path.cubic_to(x + reach, bottom, x, bottom - reach, x, bottom - radius);
    path.line_to(x, y + radius);
    path.cubic_to(x, y + reach, x + reach, y, x + radius, y);
    path.close();
    path.finish()
}

/// The hop, to be stroked in white: two arcs and where they land.
pub(crate) fn hop(area: Area) -> Option<Path> {
    let at = |x: f32, y: f32| (area.x + x * area.width, area.y + y * area.height);
    let mut path = PathBuilder::new();
    let (x, y) = at(0.17, 0.72);
    path.move_to(x, y);
    for (handle_1, handle_2, end) in
        [((0.20, 0.16), (0.52, 0.16), (0.55, 0.72)), ((0.58, 0.42), (0.78, 0.42), (0.83, 0.72))]
    {
        let ((x1, y1), (x2, y2)) = (at(handle_1.0, handle_1.1), at(handle_2.0, handle_2.1));
        let (x, y) = at(end.0, end.1);
        path.cubic_to(x1, y1, x2, y2, x, y);
    }
    path.finish()
}
