//! Small files that unpack to more than any memory holds: refused by their headers.

use domain::media::{ContentType, Fault};
use image::ImageFormat;
use media::check;

use crate::photos::{chunk, encoded, heic, jpeg, riff, riff_chunk};

#[test]
fn a_picture_with_more_points_than_a_camera_makes_is_refused() {
    let mut bomb = jpeg();
    let frame = (0..bomb.len()).find(|at| bomb[*at] == 0xff && bomb[at + 1] == 0xc0).expect("a frame");
    bomb[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);

    assert_eq!(check(bomb, ContentType::Jpeg), Err(Fault::TooManyPixels));
    assert_eq!(check(png(60_000, 60_000), ContentType::Png), Err(Fault::TooManyPixels));
    assert_eq!(check(png(16_000, 4_000), ContentType::Png), Err(Fault::TooManyPixels));
    assert_eq!(check(webp(), ContentType::Webp), Err(Fault::TooManyPixels));
    assert_eq!(check(heic(30_000, 30_000), ContentType::Heic), Err(Fault::TooManyPixels));
}

/// A tiny PNG whose header lies.
fn png(width: u32, height: u32) -> Vec<u8> {
    let plain = encoded(8, 8, ImageFormat::Png);
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [&plain[..8], &chunk(b"IHDR", &header), &plain[33..]].concat()
}

fn webp() -> Vec<u8> {
    let plain = encoded(8, 8, ImageFormat::WebP);
    let header = [0, 0, 0, 0, 0xfe, 0x3f, 0, 0xfe, 0x3f, 0];
    riff(&[riff_chunk(b"VP8X", &header), plain[12..].to_vec()].concat())
}
