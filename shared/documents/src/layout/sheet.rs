//! The sheet that a document is written on: a place that moves down, and to the next page where there is no room.

use std::num::NonZeroU16;

use krilla::tagging::{Tag, TagKind};

use super::{
    lines::{lines, one_line, whole},
    mark::{Area, Mark},
    shape::Shaped,
    style::{Ink, Style},
    tags::Tags,
};

/// A4 in points.
pub(crate) const PAGE_WIDTH: f32 = 595.276;
/// A4 in points.
pub(crate) const PAGE_HEIGHT: f32 = 841.89;
/// Left and right of the text.
pub(crate) const MARGIN: f32 = 45.0;
/// The width of the text.
pub(crate) const WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
const TOP: f32 = 42.0;
const BOTTOM: f32 = PAGE_HEIGHT - 62.0;

/// A mark, and whether a screen reader is told of it.
pub(crate) type Placed = (Mark, bool);

/// Pages that grow.
#[derive(Debug)]
pub(crate) struct Sheet {
    pages: Vec<Vec<Placed>>,
    tags: Tags,
    headings: Vec<(String, usize, f32)>,
    /// Where the next thing stands, from the upper edge of the page.
    pub(crate) y: f32,
    running: String,
}

impl Sheet {
    /// An empty first page; `running` stands above each later one.
    pub(crate) fn new(running: String) -> Self {
        let headings = Vec::new();
        Self { pages: vec![Vec::new()], tags: Tags::new(), headings, y: TOP, running }
    }

    /// What was written, page by page.
    pub(crate) fn pages(&self) -> &[Vec<Placed>] {
        &self.pages
    }

    /// What a screen reader is told.
    pub(crate) fn tags(&self) -> &Tags {
        &self.tags
    }

    /// Headings with their page and place.
    pub(crate) fn headings(&self) -> &[(String, usize, f32)] {
        &self.headings
    }

    /// The page that is written on, from 0.
    pub(crate) fn page(&self) -> usize {
        self.pages.len() - 1
    }

    /// Writes one element: what `content` writes is told as `tag`.
    pub(crate) fn element<T>(&mut self, tag: impl Into<TagKind>, content: impl FnOnce(&mut Self) -> T) -> T {
        self.tags.open(tag);
        let written = content(self);
        self.tags.close();
        written
    }

    /// Moves to the next page unless `height` fits; whether it did.
    pub(crate) fn room(&mut self, height: f32) -> bool {
        if self.y + height <= BOTTOM {
            return false;
        }
        self.pages.push(Vec::new());
        self.y = TOP;
        let running = whole(&self.running, Style::SMALL);
        self.line_at(MARGIN, &running, Style::SMALL, false);
        self.y += Style::SMALL.leading() + 10.0;
        true
    }

    /// Writes a line at `x` without moving.
    pub(crate) fn line_at(&mut self, x: f32, line: &Shaped, style: Style, told: bool) {
        let y = self.y + style.ascent();
        let mark = Mark::Text { x, y, size: style.size, ink: style.ink, line: line.clone() };
        self.put(mark, told);
    }

    /// Writes a line that ends at `right` without moving.
    pub(crate) fn line_to(&mut self, right: f32, line: &Shaped, style: Style, told: bool) {
        self.line_at(right - line.width(style.size), line, style, told);
    }

    /// Puts a mark; decoration is not told to a screen reader.
    pub(crate) fn put(&mut self, mark: Mark, told: bool) {
        let page = self.page();
        let place = self.pages[page].len();
        let told = told && self.tags.take(page, place);
        self.pages[page].push((mark, told));
    }

    /// A heading of level 1 to 6 at the left margin, never the last line of a page.
    pub(crate) fn heading(&mut self, level: u16, text: &str, style: Style) {
        self.room(style.leading() + 64.0);
        self.headings.push((text.to_owned(), self.page(), self.y));
        let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
        let line = one_line(text, style, WIDTH);
        self.element(Tag::Hn(level, Some(text.to_owned())), |sheet| {
            sheet.line_at(MARGIN, &line, style, true);
        });
        self.y += style.leading() + 2.0;
    }

    /// A paragraph, which may go on on the next page.
    pub(crate) fn paragraph(&mut self, x: f32, width: f32, text: &str, style: Style) {
        self.element(Tag::P, |sheet| sheet.flow(x, width, text, style));
    }

    /// Lines of the open element, which may go on on the next page.
    pub(crate) fn flow(&mut self, x: f32, width: f32, text: &str, style: Style) {
        for line in lines(text, style, width) {
            self.room(style.leading());
            self.line_at(x, &line, style, true);
            self.y += style.leading();
        }
    }

    /// A value under its label, in a column; moves nothing.
    pub(crate) fn labelled(&mut self, x: f32, width: f32, label: &str, value: &str) {
        let top = self.y;
        let (label, value) = (whole(label, Style::LABEL), one_line(value, Style::STRONG, width));
        self.element(Tag::P, |sheet| {
            sheet.line_at(x, &label, Style::LABEL, true);
            sheet.y += Style::LABEL.leading();
            sheet.line_at(x, &value, Style::STRONG, true);
        });
        self.y = top;
    }

    /// A hairline over the width of the text.
    pub(crate) fn rule(&mut self) {
        let area = Area { x: MARGIN, y: self.y, width: WIDTH, height: 0.7 };
        self.put(Mark::Box { area, radius: 0.0, ink: Ink::Line }, false);
    }

    /// A filled area behind what follows.
    pub(crate) fn panel(&mut self, area: Area, ink: Ink) {
        self.put(Mark::Box { area, radius: 5.0, ink }, false);
    }

    /// Writes the same foot under every page, with its number.
    pub(crate) fn foot(&mut self, left: &str, page_of: &dyn Fn(usize, usize) -> String) {
        let count = self.pages.len();
        for page in 0..count {
            let number = whole(&page_of(page + 1, count), Style::SMALL);
            let width = number.width(Style::SMALL.size);
            let left = one_line(left, Style::SMALL, WIDTH - width - 20.0);
            let y = PAGE_HEIGHT - 40.0;
            let area = Area { x: MARGIN, y, width: WIDTH, height: 0.7 };
            let baseline = y + 8.0 + Style::SMALL.ascent();
            let text = |x, line| {
                let Style { size, ink, .. } = Style::SMALL;
                (Mark::Text { x, y: baseline, size, ink, line }, false)
            };
            self.pages[page].push((Mark::Box { area, radius: 0.0, ink: Ink::Line }, false));
            self.pages[page].push(text(MARGIN, left));
            self.pages[page].push(text(MARGIN + WIDTH - width, number));
        }
    }
}
