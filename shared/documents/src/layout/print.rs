//! Pages to bytes: PDF/A-3b that is PDF/UA-1 too, the same bytes for the same pages.

use jiff::civil::DateTime;
use krilla::{
    Document, SerializeSettings,
    configure::{Accessibility, Archival, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{Point, Size, Transform},
    metadata::{self, Metadata},
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, LineCap, LineJoin, Stroke},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag},
};

use super::{
    logo,
    mark::{Area, Mark},
    sheet::{PAGE_HEIGHT, PAGE_WIDTH, Sheet},
    style::Ink,
};
use crate::unprintable::Unprintable;

/// What a document says of itself.
pub(crate) struct Imprint {
    /// As windows and lists show it.
    pub(crate) title: String,
    /// What it is about.
    pub(crate) subject: String,
    /// In whose name.
    pub(crate) author: String,
    /// Unique to the document.
    pub(crate) id: String,
    /// `fr` or `en`.
    pub(crate) language: &'static str,
    /// When it was made, in UTC.
    pub(crate) made_at: DateTime,
}

/// Prints the pages.
pub(crate) fn print(sheet: &Sheet, imprint: &Imprint) -> Result<Vec<u8>, Unprintable> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_B)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Unprintable::Pdf(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..Default::default() });
    document.set_metadata(metadata(imprint));
    let mut drawn = Vec::new();
    for page in sheet.pages() {
        let size = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).expect("A4 has a size");
        let mut printed = document.start_page_with(size);
        let mut surface = printed.surface();
        drawn.push(page.iter().map(|(mark, tagged)| draw(&mut surface, mark, *tagged)).collect());
        surface.finish();
        printed.finish();
    }
    document.set_tag_tree(sheet.tags().tree(imprint.language, &drawn));
    document.set_outline(outline(sheet));
    document.finish().map_err(|error| Unprintable::Pdf(format!("{error:?}")))
}

fn metadata(imprint: &Imprint) -> Metadata {
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let at = imprint.made_at;
    let made = metadata::DateTime::new(at.year().unsigned_abs())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(imprint.title.clone())
        .description(imprint.subject.clone())
        .authors(vec![imprint.author.clone()])
        .creator("Hop-Assist".to_owned())
        .language(imprint.language.to_owned())
        .document_id(imprint.id.clone())
        .creation_date(made)
}

fn outline(sheet: &Sheet) -> Outline {
    let mut outline = Outline::new();
    for (title, page, y) in sheet.headings() {
        let place = XyzDestination::new(*page, Point::from_xy(0.0, *y));
        outline.push_child(OutlineNode::new(title.clone(), place));
    }
    outline
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, tagged: bool) -> Option<Identifier> {
    let tag = if tagged {
        ContentTag::Span(SpanTag::empty())
    } else {
        ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other))
    };
    let identifier = surface.start_tagged(tag);
    match mark {
        Mark::Text { x, y, size, ink, line } => {
            surface.set_fill(Some(fill(*ink)));
            let mut x = *x;
            for piece in &line.pieces {
                let font = piece.face.face().font.clone();
                surface.draw_glyphs(Point::from_xy(x, *y), &piece.glyphs, font, &piece.text, *size, false);
                x += piece.width * size;
            }
        }
        Mark::Box { area, radius, ink } => {
            surface.set_fill(Some(fill(*ink)));
            if let Some(path) = logo::rounded(*area, *radius) {
                surface.draw_path(&path);
            }
        }
        Mark::Picture { area, image } => draw_picture(surface, *area, image.clone()),
        Mark::Logo { area } => draw_logo(surface, *area),
    }
    surface.end_tagged();
    tagged.then_some(identifier)
}

fn draw_picture(surface: &mut Surface<'_>, area: Area, image: krilla::image::Image) {
    let Some(size) = Size::from_wh(area.width, area.height) else { return };
    surface.push_transform(&Transform::from_translate(area.x, area.y));
    surface.draw_image(image, size);
    surface.pop();
}

fn draw_logo(surface: &mut Surface<'_>, area: Area) {
    let (Some(square), Some(hop)) = (logo::rounded(area, area.width * 0.26), logo::hop(area)) else { return };
    surface.set_fill(Some(fill(Ink::Teal)));
    surface.draw_path(&square);
    surface.set_fill(None);
    let width = area.width * 0.105;
    let (line_cap, line_join) = (LineCap::Round, LineJoin::Round);
    let paint = Ink::White.color().into();
    surface.set_stroke(Some(Stroke { paint, width, line_cap, line_join, ..Stroke::default() }));
    surface.draw_path(&hop);
    surface.set_stroke(None);
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: ink.color().into(), ..Fill::default() }
}
