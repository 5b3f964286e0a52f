//! What uploaded bytes must be: exactly one photo or voice note of the format that was said, whole, and nothing else.
//!
//! Each format is walked from its first byte to its last. What is not the picture or the sound itself (places, names,
//! comments, other files) is left out of what is kept; of the metadata of a photo only its orientation stays.

mod aac;
mod boxes;
mod bytes;
mod heic;
mod jpeg;
mod mp3;
mod mp4;
mod ogg;
mod orientation;
mod picture;
mod png;
mod webm;
mod webp;

use domain::media::{ContentType, Fault};

/// Bytes that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What is kept.
    pub bytes: Vec<u8>,
    /// A small JPEG of a photo. HEIC has none: nothing in pure Rust decodes it.
    pub thumbnail: Option<Vec<u8>>,
}

/// Checks bytes against the format that was said.
///
/// Should a decoder panic over them, they are damaged like any others.
pub fn check(bytes: Vec<u8>, content_type: ContentType) -> Result<Checked, Fault> {
    std::panic::catch_unwind(|| walked(bytes, content_type)).unwrap_or(Err(Fault::Unreadable))
}

fn walked(bytes: Vec<u8>, content_type: ContentType) -> Result<Checked, Fault> {
    match content_type {
        ContentType::Jpeg => pictured(jpeg::cleaned(&bytes)?, image::ImageFormat::Jpeg),
        ContentType::Png => pictured(png::cleaned(&bytes)?, image::ImageFormat::Png),
        ContentType::Webp => pictured(webp::cleaned(&bytes)?, image::ImageFormat::WebP),
        ContentType::Heic => heic::cleaned(bytes).map(heard),
        ContentType::M4a => mp4::cleaned(bytes).map(heard),
        ContentType::Aac => aac::cleaned(bytes).map(heard),
        ContentType::Mp3 => mp3::cleaned(&bytes).map(heard),
        ContentType::Ogg => ogg::cleaned(bytes).map(heard),
        ContentType::Webm => webm::cleaned(bytes).map(heard),
    }
}

fn pictured(bytes: Vec<u8>, format: image::ImageFormat) -> Result<Checked, Fault> {
    let thumbnail = picture::thumbnail(&bytes, format)?;
    Ok(Checked { bytes, thumbnail: Some(thumbnail) })
}

fn heard(bytes: Vec<u8>) -> Checked {
    Checked { bytes, thumbnail: None }
}
