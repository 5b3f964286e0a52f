//! Photos with a place, a maker and an orientation, as phones make them.

#![expect(clippy::trivially_copy_pass_by_ref, reason = "names of four bytes are written as byte strings")]

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// What nobody may read of a photo that is kept.
pub(crate) const PLACE: &[u8] = b"49.8947N 2.3022E";
/// The picture lies on its side.
pub(crate) const ORIENTATION: u8 = 6;

pub(crate) fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let point = |x: u32, y: u32| Rgb([x, y, x ^ y].map(|part| u8::try_from(part % 256).expect("a byte")));
    let mut bytes = Vec::new();
    let picture = RgbImage::from_fn(width, height, point);
    picture.write_to(&mut Cursor::new(&mut bytes), format).expect("a picture in memory");
    bytes
}

pub(crate) fn jpeg() -> Vec<u8> {
    let plain = encoded(640, 480, ImageFormat::Jpeg);
    let exif = segment(0xe1, &[b"Exif\0\0", &tiff()[..]].concat());
    let comment = segment(0xfe, PLACE);
    [&plain[..2], &exif, &comment, &plain[2..]].concat()
}

pub(crate) fn png() -> Vec<u8> {
    let plain = encoded(640, 480, ImageFormat::Png);
    let end = plain.len() - 12;
    let header = 8 + 25;
    [
        &plain[..header],
        &chunk(b"eXIf", &tiff()),
        &chunk(b"tEXt", &[b"Comment\0", PLACE].concat()),
        &plain[header..end],
        &plain[end..],
    ]
    .concat()
}

pub(crate) fn webp() -> Vec<u8> {
    let plain = encoded(640, 480, ImageFormat::WebP);
    let picture = plain[12..].to_vec();
    let mut header = vec![0x0c, 0, 0, 0];
    header.extend([127, 2, 0, 223, 1, 0]);
    riff(
        &[riff_chunk(b"VP8X", &header), picture, riff_chunk(b"EXIF", &tiff()), riff_chunk(b"XMP ", PLACE)]
            .concat(),
    )
}

/// Boxes around bytes that only a decoder of HEVC could tell from a picture.
pub(crate) fn heic(width: u32, height: u32) -> Vec<u8> {
    let picture = b"not really HEVC, which nobody here decodes".to_vec();
    let exif = [&[0, 0, 0, 0], &tiff()[..]].concat();
    let brand = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
    let meta = |start: usize| {
        let sizes = [&[0; 4], &width.to_be_bytes()[..], &height.to_be_bytes()].concat();
        let inner = [
            boxed(b"hdlr", b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            boxed(b"pitm", b"\0\0\0\0\0\x01"),
            boxed(b"iinf", &[b"\0\0\0\0\0\x02", &item(1, b"hvc1")[..], &item(2, b"Exif")].concat()),
            boxed(b"iprp", &boxed(b"ipco", &boxed(b"ispe", &sizes))),
            boxed(b"iloc", &places(&[(1, start, picture.len()), (2, start + picture.len(), exif.len())])),
        ];
        boxed(b"meta", &[&[0; 4], &inner.concat()[..]].concat())
    };
    let start = brand.len() + meta(0).len() + 8;
    [brand, meta(start), boxed(b"mdat", &[&picture[..], &exif].concat())].concat()
}

fn item(id: u8, kind: &[u8; 4]) -> Vec<u8> {
    boxed(b"infe", &[b"\x02\0\0\0\0", &[id][..], b"\0\0", kind, b"\0"].concat())
}

fn places(items: &[(u8, usize, usize)]) -> Vec<u8> {
    let mut table = b"\0\0\0\0\x44\0\0".to_vec();
    table.push(u8::try_from(items.len()).expect("few"));
    for (id, start, length) in items {
        table.extend([0, *id, 0, 0, 0, 1]);
        table.extend(u32::try_from(*start).expect("small").to_be_bytes());
        table.extend(u32::try_from(*length).expect("small").to_be_bytes());
    }
    table
}

pub(crate) fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len() + 8).expect("small").to_be_bytes()[..], kind, body].concat()
}

pub(crate) fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    [&[0xff, marker], &u16::try_from(body.len() + 2).expect("short").to_be_bytes()[..], body].concat()
}

pub(crate) fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let summed = [&kind[..], body].concat();
    let sum = crc32fast::hash(&summed).to_be_bytes();
    [&u32::try_from(body.len()).expect("small").to_be_bytes()[..], &summed, &sum].concat()
}

pub(crate) fn riff_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if body.len() % 2 == 1 { &[0] } else { &[] };
    [kind, &u32::try_from(body.len()).expect("small").to_le_bytes()[..], body, padding].concat()
}

pub(crate) fn riff(chunks: &[u8]) -> Vec<u8> {
    riff_chunk(b"RIFF", &[b"WEBP", chunks].concat())
}

/// Exif with an orientation, and a directory of places.
fn tiff() -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, ORIENTATION, 0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend([0, 1, 0, 0x1d, 0, 2, 0, 0, 0, 16, 0, 0, 0, 56, 0, 0, 0, 0]);
    tiff.extend(PLACE);
    tiff
}
