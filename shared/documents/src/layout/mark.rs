//! What stands on a page.

use krilla::image::Image;

use super::{shape::Shaped, style::Ink};

/// A rectangle in points from the upper left corner of the page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    /// From the left edge.
    pub(crate) x: f32,
    /// From the upper edge.
    pub(crate) y: f32,
    /// To the right.
    pub(crate) width: f32,
    /// Downwards.
    pub(crate) height: f32,
}

/// One mark on a page.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    /// A line of text.
    Text {
        /// Its left edge.
        x: f32,
        /// Its baseline.
        y: f32,
        /// In points.
        size: f32,
        /// Its colour.
        ink: Ink,
        /// Its glyphs.
        line: Shaped,
    },
    /// A filled rectangle with round corners.
    Box {
        /// Where.
        area: Area,
        /// Of its corners.
        radius: f32,
        /// Its colour.
        ink: Ink,
    },
    /// A picture.
    Picture {
        /// Where; the picture fills it.
        area: Area,
        /// The picture.
        image: Image,
    },
    /// The mark of the house.
    Logo {
        /// Where; a square.
        area: Area,
    },
}
