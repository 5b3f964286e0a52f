//! Photos, three in a row, each with its caption.

use krilla::{image::Image, tagging::Tag};

use crate::layout::{
    lines::one_line,
    mark::{Area, Mark},
    sheet::{MARGIN, Sheet, WIDTH},
    style::{Ink, Style},
};

/// In a row.
const PER_ROW: usize = 3;
/// Between two.
const GUTTER: f32 = 10.0;
/// The height of the frame.
const HEIGHT: f32 = 118.0;

/// A photo, ready to be shown.
pub(crate) struct Shown {
    /// None where it cannot be read: its frame stays empty.
    pub(crate) image: Option<Image>,
    /// Below it.
    pub(crate) caption: String,
    /// For who cannot see it.
    pub(crate) alternative: String,
}

/// Photos under a heading.
pub(crate) fn photos(sheet: &mut Sheet, title: &str, photos: &[Shown]) {
    let height = HEIGHT + Style::SMALL.leading() + 12.0;
    sheet.room(height + Style::HEADING.leading() + 2.0);
    sheet.heading(2, title, Style::HEADING);
    sheet.y += 3.0;
    let width = (WIDTH - 2.0 * GUTTER) / 3.0;
    for row in photos.chunks(PER_ROW) {
        sheet.room(height);
        let top = sheet.y;
        let mut x = MARGIN;
        for shown in row {
            sheet.y = top;
            photo(sheet, Area { x, y: top, width, height: HEIGHT }, shown);
            x += width + GUTTER;
        }
        sheet.y = top + height;
    }
}

fn photo(sheet: &mut Sheet, frame: Area, shown: &Shown) {
    sheet.panel(frame, Ink::Tint);
    if let Some(image) = &shown.image {
        let area = fitted(frame, image.size());
        sheet.element(Tag::Figure(Some(shown.alternative.clone())), |sheet| {
            sheet.put(Mark::Picture { area, image: image.clone() }, true);
        });
    }
    sheet.y = frame.y + frame.height + 4.0;
    let caption = one_line(&shown.caption, Style::SMALL, frame.width);
    sheet.element(Tag::P, |sheet| sheet.line_at(frame.x, &caption, Style::SMALL, true));
}

/// The greatest area of the picture's own shape in the middle of its frame.
fn fitted(frame: Area, (width, height): (u32, u32)) -> Area {
    let (wide, high) = (pixels(width), pixels(height));
    let scale = (frame.width / wide).min(frame.height / high);
    let (width, height) = (wide * scale, high * scale);
    let (x, y) = (frame.x + (frame.width - width) / 2.0, frame.y + (frame.height - height) / 2.0);
    Area { x, y, width, height }
}

#[expect(clippy::cast_precision_loss, reason = "a pixel more or less of millions is not seen")]
fn pixels(count: u32) -> f32 {
    count.max(1) as f32
}
