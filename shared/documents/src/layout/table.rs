//! Tables: named columns, rows that stay whole, the names again on each page.

use krilla::tagging::{TableHeaderScope, Tag};

use super::{
    lines::{lines, one_line},
    mark::Area,
    shape::Shaped,
    sheet::{MARGIN, Sheet, WIDTH},
    style::{Ink, Style},
};

/// Left and right of the text in a cell.
const PAD: f32 = 5.0;

/// A column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// In points.
    pub(crate) width: f32,
    /// Whether its text ends at the right edge, as figures do.
    pub(crate) right: bool,
}

/// A table that is written row by row.
pub(crate) struct Table<'a> {
    columns: &'a [Column],
    names: Vec<Shaped>,
}

impl<'a> Table<'a> {
    /// Writes a table: its names, then what `rows` writes.
    pub(crate) fn write(
        sheet: &mut Sheet,
        columns: &'a [Column],
        names: &[&str],
        rows: impl FnOnce(&Self, &mut Sheet),
    ) {
        let fitted =
            names.iter().zip(columns).map(|(name, column)| one_line(name, Style::COLUMN, column.width - PAD));
        let table = Self { columns, names: fitted.collect() };
        sheet.room(60.0);
        sheet.element(Tag::Table, |sheet| {
            sheet.element(Tag::THead, |sheet| sheet.element(Tag::TR, |sheet| table.head(sheet, true)));
            sheet.element(Tag::TBody, |sheet| rows(&table, sheet));
        });
    }

    fn head(&self, sheet: &mut Sheet, told: bool) {
        let height = Style::COLUMN.leading() + 7.0;
        let area = Area { x: MARGIN, y: sheet.y, width: WIDTH, height };
        sheet.panel(area, Ink::Tint);
        sheet.y += 3.5;
        for (place, name) in self.names.iter().enumerate() {
            if told {
                sheet.element(Tag::TH(TableHeaderScope::Column), |sheet| {
                    self.cell(sheet, place, name, Style::COLUMN, true);
                });
            } else {
                self.cell(sheet, place, name, Style::COLUMN, false);
            }
        }
        sheet.y += height - 3.5 + 2.0;
    }

    /// A row: the first text may take several lines and has a note below, the others take one.
    pub(crate) fn row(&self, sheet: &mut Sheet, note: &str, texts: &[&str]) {
        let first =
            lines(texts.first().copied().unwrap_or_default(), Style::BODY, self.columns[0].width - 2.0 * PAD);
        let notes = if note.is_empty() {
            Vec::new()
        } else {
            lines(note, Style::SMALL, self.columns[0].width - 2.0 * PAD)
        };
        let height = height(first.len(), Style::BODY) + height(notes.len(), Style::SMALL) + 7.0;
        if sheet.room(height) {
            self.head(sheet, false);
        }
        sheet.element(Tag::TR, |sheet| self.cells(sheet, &first, &notes, texts));
        sheet.y += height - 3.5;
        sheet.rule();
        sheet.y += 0.7;
    }

    fn cells(&self, sheet: &mut Sheet, first: &[Shaped], notes: &[Shaped], texts: &[&str]) {
        sheet.y += 3.5;
        let top = sheet.y;
        sheet.element(Tag::TD, |sheet| {
            for (lines, style) in [(first, Style::BODY), (notes, Style::SMALL)] {
                for line in lines {
                    self.cell(sheet, 0, line, style, true);
                    sheet.y += style.leading();
                }
            }
        });
        sheet.y = top;
        for (place, text) in texts.iter().enumerate().skip(1) {
            let line = one_line(text, Style::BODY.tabular(), self.columns[place].width - PAD);
            sheet.element(Tag::TD, |sheet| self.cell(sheet, place, &line, Style::BODY, true));
        }
    }

    fn cell(&self, sheet: &mut Sheet, place: usize, line: &Shaped, style: Style, told: bool) {
        let left = MARGIN + self.columns[..place].iter().map(|column| column.width).sum::<f32>();
        if self.columns[place].right {
            sheet.line_to(left + self.columns[place].width - PAD, line, style, told);
        } else {
            sheet.line_at(left + PAD, line, style, told);
        }
    }
}

fn height(lines: usize, style: Style) -> f32 {
    (0..lines).map(|_| style.leading()).sum()
}
