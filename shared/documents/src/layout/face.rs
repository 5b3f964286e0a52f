//! The fonts in the binary: one face for European scripts in two weights, and what falls in where it has no glyph.

use std::{io::Read, sync::LazyLock};

use flate2::read::ZlibDecoder;
use krilla::text::Font;

/// A font, ready to shape text and to be embedded.
pub(crate) struct Face {
    /// For the document; a clone is cheap.
    pub(crate) font: Font,
    /// For shaping.
    pub(crate) shaper: rustybuzz::Face<'static>,
}

/// Which font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaceName {
    /// Latin, Greek, Cyrillic.
    Regular,
    /// The same, bolder.
    SemiBold,
    /// Arabic, Persian, Urdu.
    Arabic,
    /// Armenian.
    Armenian,
    /// Hindi, Marathi, Nepali.
    Devanagari,
    /// Georgian.
    Georgian,
    /// Hebrew.
    Hebrew,
    /// Tamil.
    Tamil,
    /// Thai.
    Thai,
    /// The 6,763 Chinese characters of GB 2312, kana.
    Han,
    /// Pictures, in one colour.
    Emoji,
}

static REGULAR: LazyLock<Face> = LazyLock::new(|| Face::of(include_bytes!("../../fonts/inter-regular.ttf")));
static SEMI_BOLD: LazyLock<Face> =
    LazyLock::new(|| Face::of(include_bytes!("../../fonts/inter-semibold.ttf")));
// All others travel compressed, which saves more than a megabyte, and are inflated by the first text that needs them.
static ARABIC: LazyLock<Face> =
    LazyLock::new(|| Face::inflated(include_bytes!("../../fonts/noto-arabic.ttf.zz")));
static ARMENIAN: LazyLock<Face> =
    LazyLock::new(|| Face::inflated(include_bytes!("../../fonts/noto-armenian.ttf.zz")));
static DEVANAGARI: LazyLock<Face> =
    LazyLock::new(|| Face::inflated(include_bytes!("../../fonts/noto-devanagari.ttf.zz")));
static GEORGIAN: LazyLock<Face> =
    LazyLock::new(|| Face::inflated(include_bytes!("../../fonts/noto-georgian.ttf.zz")));
static HEBREW: LazyLock<Face> =
    LazyLock::new(|| Face::inflated(include_bytes!("../../fonts/noto-hebrew.ttf.zz")));
static TAMIL: LazyLock<Face> =
    LazyLock::new(|| Face::inflated(include_bytes!("../../fonts/noto-tamil.ttf.zz")));
static THAI: LazyLock<Face> =
    LazyLock::new(|| Face::inflated(include_bytes!("../../fonts/noto-thai.ttf.zz")));
static HAN: LazyLock<Face> = LazyLock::new(|| Face::inflated(include_bytes!("../../fonts/noto-han.ttf.zz")));
static EMOJI: LazyLock<Face> =
    LazyLock::new(|| Face::inflated(include_bytes!("../../fonts/noto-emoji.ttf.zz")));

impl Face {
    fn of(bytes: &'static [u8]) -> Self {
        let font = Font::new(bytes.into(), 0).expect("the fonts in the binary are sound");
        let shaper = rustybuzz::Face::from_slice(bytes, 0).expect("the fonts in the binary are sound");
        Self { font, shaper }
    }

    fn inflated(bytes: &'static [u8]) -> Self {
        let mut font = Vec::new();
        ZlibDecoder::new(bytes).read_to_end(&mut font).expect("the fonts in the binary are sound");
        Self::of(font.leak())
    }
}

impl FaceName {
    /// The font itself; it stays for the life of the process.
    pub(crate) fn face(self) -> &'static Face {
        match self {
            Self::Regular => &REGULAR,
            Self::SemiBold => &SEMI_BOLD,
            Self::Arabic => &ARABIC,
            Self::Armenian => &ARMENIAN,
            Self::Devanagari => &DEVANAGARI,
            Self::Georgian => &GEORGIAN,
            Self::Hebrew => &HEBREW,
            Self::Tamil => &TAMIL,
            Self::Thai => &THAI,
            Self::Han => &HAN,
            Self::Emoji => &EMOJI,
        }
    }

    /// Whether it has a glyph for a character.
    pub(crate) fn covers(self, one: char) -> bool {
        self.face().shaper.glyph_index(one).is_some()
    }

    /// The font that shows a character where `preferred` is asked for; none where the binary has none.
    pub(crate) fn for_char(one: char, preferred: Self) -> Option<Self> {
        if preferred.covers(one) {
            return Some(preferred);
        }
        let other = match one {
            '\u{530}'..='\u{58f}' | '\u{fb13}'..='\u{fb17}' => Self::Armenian,
            '\u{900}'..='\u{97f}' => Self::Devanagari,
            '\u{b80}'..='\u{bff}' => Self::Tamil,
            '\u{e00}'..='\u{e7f}' => Self::Thai,
            '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' => Self::Georgian,
            '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => Self::Hebrew,
            '\u{600}'..='\u{77f}'
            | '\u{8a0}'..='\u{8ff}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' => Self::Arabic,
            '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' => Self::Han,
            '\u{2600}'..='\u{27bf}' | '\u{2b50}'..='\u{2b55}' | '\u{1f1e6}'..='\u{1faff}' => Self::Emoji,
            _ => return None,
        };
        Some(other).filter(|other| other.covers(one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_in_the_binary_is_sound_and_covers_its_script() {
        let scripts = [
            (FaceName::Regular, "Œuvre ŁódźŐrség Việt Ελλάς Київ 1\u{202f}234,56\u{a0}€ □ −"),
            (FaceName::SemiBold, "Œuvre Łódź Őrség Việt Ελλάς Київ 1\u{202f}234,56\u{a0}€ □ −"),
            (FaceName::Arabic, "فاطمةپچ"),
            (FaceName::Armenian, "Արմեն"),
            (FaceName::Devanagari, "अनिता"),
            (FaceName::Georgian, "გიორგი"),
            (FaceName::Hebrew, "שלום"),
            (FaceName::Tamil, "தமிழ்"),
            (FaceName::Thai, "สมชาย"),
            (FaceName::Han, "王小明さくら鑫"),
            (FaceName::Emoji, "🔧😀🚿🇫"),
        ];

        for (name, text) in scripts {
            for one in text.chars() {
                assert_eq!(FaceName::for_char(one, name), Some(name), "{one}");
            }
        }
    }

    #[test]
    fn what_no_font_covers_is_told() {
        assert_eq!(FaceName::for_char('𓀀', FaceName::Regular), None);
        assert_eq!(FaceName::for_char('王', FaceName::SemiBold), Some(FaceName::Han));
    }
}
