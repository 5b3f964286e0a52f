//! How text looks: sizes in points, weights, colours.

use krilla::color::rgb;

use super::face::FaceName;

/// A colour of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Text.
    Dark,
    /// What is said beside.
    Grey,
    /// Titles, marks.
    Teal,
    /// Behind what matters.
    Tint,
    /// Lines.
    Line,
    /// On teal.
    White,
}

impl Ink {
    /// The colour itself; text on white and on tint has a contrast of 4.5 and more.
    pub(crate) fn color(self) -> rgb::Color {
        match self {
            Self::Dark => rgb::Color::new(0x16, 0x20, 0x2c),
            Self::Grey => rgb::Color::new(0x56, 0x61, 0x6f),
            Self::Teal => rgb::Color::new(0x0b, 0x60, 0x5c),
            Self::Tint => rgb::Color::new(0xee, 0xf5, 0xf4),
            Self::Line => rgb::Color::new(0xd5, 0xdc, 0xe1),
            Self::White => rgb::Color::new(0xff, 0xff, 0xff),
        }
    }
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// In points.
    pub(crate) size: f32,
    /// The font where it has the characters.
    pub(crate) face: FaceName,
    /// The colour.
    pub(crate) ink: Ink,
    /// Whether figures are of equal width.
    pub(crate) tabular: bool,
}

impl Style {
    const fn new(size: f32, face: FaceName, ink: Ink) -> Self {
        Self { size, face, ink, tabular: false }
    }

    /// The name of the document.
    pub(crate) const TITLE: Self = Self::new(24.0, FaceName::SemiBold, Ink::Teal);
    /// The name of a part.
    pub(crate) const HEADING: Self = Self::new(10.5, FaceName::SemiBold, Ink::Teal);
    /// The text.
    pub(crate) const BODY: Self = Self::new(9.0, FaceName::Regular, Ink::Dark);
    /// What matters.
    pub(crate) const STRONG: Self = Self::new(9.0, FaceName::SemiBold, Ink::Dark);
    /// What is said beside.
    pub(crate) const SMALL: Self = Self::new(7.5, FaceName::Regular, Ink::Grey);
    /// Above a value.
    pub(crate) const LABEL: Self = Self::new(7.5, FaceName::Regular, Ink::Grey);
    /// Names of columns.
    pub(crate) const COLUMN: Self = Self::new(7.5, FaceName::SemiBold, Ink::Teal);
    /// What the customer pays.
    pub(crate) const TOTAL: Self = Self::new(12.0, FaceName::SemiBold, Ink::White);

    /// The same with figures of equal width: for columns.
    pub(crate) const fn tabular(self) -> Self {
        Self { tabular: true, ..self }
    }

    /// The height of a line.
    pub(crate) fn leading(self) -> f32 {
        self.size * 1.42
    }

    /// From the top of a line to its baseline.
    pub(crate) fn ascent(self) -> f32 {
        self.size * 1.04
    }
}
