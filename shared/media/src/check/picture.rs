//! Pictures as points: decoded within bounds, and made small.

use std::io::Cursor;

use domain::media::Fault;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder, metadata::Orientation,
};

/// The points of a 50-megapixel photo, the most that phones take without stitching.
pub(super) const PIXELS_MAX: u64 = 51_000_000;
/// The longest side that any of them has.
const SIDE_MAX: u32 = 16_384;
/// What decoding may take, of the 1.5 GB that the function has.
const MEMORY_MAX: u64 = 512 * 1_024 * 1_024;
/// The longest side of a thumbnail.
const SMALL: u32 = 320;
const QUALITY: u8 = 75;

/// A small JPEG of a picture, the right way up.
pub(super) fn thumbnail(bytes: &[u8], format: ImageFormat) -> Result<Vec<u8>, Fault> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    bounded(width, height)?;
    // An orientation is metadata: if it cannot be read, the picture is as it is.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let whole = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    let mut small = if width.max(height) > SMALL { whole.thumbnail(SMALL, SMALL) } else { whole };
    small.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    on_white(&small).write_with_encoder(encoder).map_err(|error| fault(&error))?;
    Ok(jpeg)
}

/// Refuses a picture by its header, before anything of it is decoded.
pub(super) fn bounded(width: u32, height: u32) -> Result<(), Fault> {
    let sound = width.max(height) <= SIDE_MAX && u64::from(width) * u64::from(height) <= PIXELS_MAX;
    if sound { Ok(()) } else { Err(Fault::TooManyPixels) }
}

/// JPEG knows no transparency.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let picture = picture.to_rgba8();
    let mix = |part: u8, alpha: u8| {
        let mixed = (u16::from(part) * u16::from(alpha) + 255 * (255 - u16::from(alpha))) / 255;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        Rgb([mix(red, alpha), mix(green, alpha), mix(blue, alpha)])
    })
}

fn fault(error: &ImageError) -> Fault {
    match error {
        ImageError::Limits(_) => Fault::TooManyPixels,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => Fault::Unreadable,
    }
}
