//! Real bytes of every format of rule 3, built here: honest ones pass without what they tell of a place, and each way
//! of lying is refused.

mod bombs;
mod honest;
mod liars;
mod photos;
mod sounds;

use domain::media::ContentType;

/// An honest file of a format.
fn honest(content_type: ContentType) -> Vec<u8> {
    match content_type {
        ContentType::Jpeg => photos::jpeg(),
        ContentType::Png => photos::png(),
        ContentType::Webp => photos::webp(),
        ContentType::Heic => photos::heic(4_032, 3_024),
        ContentType::M4a => sounds::m4a(*b"soun"),
        ContentType::Aac => sounds::aac(),
        ContentType::Mp3 => sounds::mp3(),
        ContentType::Ogg => sounds::ogg(b"OpusHead"),
        ContentType::Webm => sounds::webm(2),
    }
}

/// Whether these bytes are in those.
fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
