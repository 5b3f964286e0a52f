//! Text to glyphs: any script in any mix, each piece in a font that has it; what no font has becomes a box.

use std::{cell::RefCell, rc::Rc, str::FromStr};

use krilla::text::{GlyphId, KrillaGlyph};
use rustybuzz::{Direction, Feature, Script, ShapePlan, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};

use super::{face::FaceName, hangul};

/// What stands for a character that no font in the binary shows.
const BOX: char = '□';

/// A line of text, ready to be drawn from left to right.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shaped {
    /// Its pieces in the order of the eye.
    pub(crate) pieces: Vec<Piece>,
}

/// Glyphs of one font.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// The font.
    pub(crate) face: FaceName,
    /// What it says.
    pub(crate) text: String,
    /// How it looks.
    pub(crate) glyphs: Vec<KrillaGlyph>,
    /// How wide it is, in ems.
    pub(crate) width: f32,
}

impl Shaped {
    /// How wide it is at a size.
    pub(crate) fn width(&self, size: f32) -> f32 {
        self.pieces.iter().map(|piece| piece.width).sum::<f32>() * size
    }
}

/// Shapes one line; figures are of equal width if `tabular`.
pub(crate) fn shape(text: &str, preferred: FaceName, tabular: bool) -> Shaped {
    let text = printable(text);
    // The face itself has no letters that run from right to left.
    if text.chars().all(|one| preferred.covers(one)) {
        return Shaped { pieces: shape_piece(&text, preferred, Level::ltr(), tabular) };
    }
    let bidi = BidiInfo::new(&text, Some(Level::ltr()));
    let Some(paragraph) = bidi.paragraphs.first() else { return Shaped::default() };
    let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
    let mut pieces = Vec::new();
    for run in runs {
        let level = levels[run.start];
        let mut parts = by_face(&text[run], preferred);
        if level.is_rtl() {
            parts.reverse();
        }
        for (face, part) in parts {
            match face {
                Some(face) => pieces.extend(shape_piece(part, face, level, tabular)),
                None => pieces.extend(part.chars().map(boxed)),
            }
        }
    }
    Shaped { pieces }
}

/// A text without what has no shape: line breaks become spaces; joiners, marks of direction and selectors go.
fn printable(text: &str) -> String {
    let kept = |one: &char| {
        !matches!(one,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}' | '\u{fff9}'..='\u{fffb}')
    };
    let shown = |one: char| if one.is_control() || is_break(one) { ' ' } else { one };
    hangul::romanized(text.chars().filter(kept).map(shown).collect())
}

fn is_break(one: char) -> bool {
    matches!(one, '\u{2028}' | '\u{2029}')
}

/// Parts of a run that one font can show; marks stay with what they stand on.
fn by_face(text: &str, preferred: FaceName) -> Vec<(Option<FaceName>, &str)> {
    let mut parts: Vec<(Option<FaceName>, &str)> = Vec::new();
    let mut from = 0;
    let mut current = None;
    for (at, one) in text.char_indices() {
        let follows = current.flatten().filter(|face: &FaceName| one.is_whitespace() && face.covers(one));
        let face = follows.or_else(|| FaceName::for_char(one, preferred));
        if current.is_some_and(|known| known != face) {
            parts.push((current.flatten(), &text[from..at]));
            from = at;
        }
        current = Some(face);
    }
    if let Some(face) = current {
        parts.push((face, &text[from..]));
    }
    parts
}

fn shape_piece(text: &str, face: FaceName, level: Level, tabular: bool) -> Vec<Piece> {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    buffer.set_direction(if level.is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight });
    let plan = plan(face, &buffer, tabular);
    let output = rustybuzz::shape_with_plan(&face.face().shaper, &plan, buffer);
    if output.glyph_infos().iter().any(|info| info.glyph_id == 0) {
        return text.chars().map(boxed).collect();
    }
    let em = em(face);
    let starts = starts(output.glyph_infos(), text.len());
    let glyphs: Vec<_> = output
        .glyph_infos()
        .iter()
        .zip(output.glyph_positions())
        .map(|(info, at)| {
            let start = info.cluster as usize;
            let next = starts.partition_point(|known| *known <= start);
            let scaled = |units: i32| exact(units) / em;
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                scaled(at.x_advance),
                scaled(at.x_offset),
                scaled(at.y_offset),
                scaled(at.y_advance),
                start..starts[next],
                None,
            )
        })
        .collect();
    let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    vec![Piece { face, text: text.to_owned(), glyphs, width }]
}

/// How a font shapes a script; made once a thread, for making it takes longer than shaping a line.
fn plan(face: FaceName, buffer: &UnicodeBuffer, tabular: bool) -> Rc<ShapePlan> {
    let (direction, script) = (buffer.direction(), buffer.script());
    let is_known = |known: &&Known| known.0 == (face, direction, script, tabular);
    let known = PLANS.with_borrow(|plans| plans.iter().find(is_known).map(|known| known.1.clone()));
    known.unwrap_or_else(|| {
        let features: Vec<Feature> =
            if tabular { Feature::from_str("tnum").into_iter().collect() } else { Vec::new() };
        let plan = Rc::new(ShapePlan::new(&face.face().shaper, direction, Some(script), None, &features));
        PLANS.with_borrow_mut(|plans| plans.push(((face, direction, script, tabular), plan.clone())));
        plan
    })
}

type Known = ((FaceName, Direction, Script, bool), Rc<ShapePlan>);

thread_local! {
    /// A font has few scripts, so a handful.
    static PLANS: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

/// Where clusters of characters begin, in order, and where the text ends.
fn starts(infos: &[rustybuzz::GlyphInfo], end: usize) -> Vec<usize> {
    let mut starts: Vec<usize> = infos.iter().map(|info| info.cluster as usize).collect();
    starts.push(end);
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// A box that still says the character it stands for, unless that has no meaning outside its own font.
fn boxed(one: char) -> Piece {
    let face = FaceName::Regular;
    let shaper = &face.face().shaper;
    let glyph = shaper.glyph_index(BOX).expect("the font has a box");
    let width = f32::from(shaper.glyph_hor_advance(glyph).unwrap_or_default()) / em(face);
    let private = matches!(one, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    let meaningless = private || matches!(u32::from(one) & 0xffff, 0xfffe | 0xffff);
    let text = String::from(if meaningless { BOX } else { one });
    let glyph = KrillaGlyph::new(GlyphId::new(glyph.0.into()), width, 0.0, 0.0, 0.0, 0..text.len(), None);
    Piece { face, text, glyphs: vec![glyph], width }
}

fn em(face: FaceName) -> f32 {
    exact(face.face().shaper.units_per_em())
}

#[expect(clippy::cast_precision_loss, reason = "units of a font are far below 2^24")]
fn exact(units: i32) -> f32 {
    units as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(FaceName, String)> {
        let pieces = shape(text, FaceName::Regular, false).pieces;
        pieces.into_iter().map(|piece| (piece.face, piece.text)).collect()
    }

    #[test]
    fn each_script_of_a_name_is_in_a_font_that_has_it() {
        let pieces = said("Zoë 王小明 🔧");

        let faces: Vec<_> = pieces.iter().map(|(face, _)| *face).collect();
        assert_eq!(faces, [FaceName::Regular, FaceName::Han, FaceName::Regular, FaceName::Emoji]);
        assert_eq!(pieces.into_iter().map(|(_, text)| text).collect::<String>(), "Zoë 王小明 🔧");
    }

    #[test]
    fn arabic_is_joined_and_runs_from_right_to_left() {
        let pieces = shape("محمد", FaceName::Regular, false).pieces;

        let clusters: Vec<_> = pieces[0].glyphs.iter().map(|glyph| glyph.text_range.start).collect();
        let alone = FaceName::Arabic.face().shaper.glyph_index('م').unwrap();
        assert!(clusters.is_sorted_by(|one, other| one >= other), "{clusters:?}");
        assert!(pieces[0].glyphs.iter().all(|glyph| glyph.glyph_id != GlyphId::new(alone.0.into())));
    }

    #[test]
    fn what_no_font_has_is_a_box_that_still_says_it() {
        assert_eq!(said("a𓀀"), [(FaceName::Regular, "a".to_owned()), (FaceName::Regular, "𓀀".to_owned())]);
        assert_eq!(said("\u{e001}"), [(FaceName::Regular, "□".to_owned())]);
        assert_eq!(said("\u{1fffe}"), [(FaceName::Regular, "□".to_owned())]);
    }

    #[test]
    fn joiners_marks_of_direction_and_line_breaks_have_no_shape() {
        assert_eq!(said("a\u{202e}b\u{200d}c\nd\u{feff}"), [(FaceName::Regular, "abc d".to_owned())]);
    }

    #[test]
    fn figures_in_columns_are_of_equal_width() {
        let width = |text| shape(text, FaceName::Regular, true).width(1.0);

        assert!((width("1111,11") - width("8888,88")).abs() < 1e-6);
    }
}
