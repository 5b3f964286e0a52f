//! Photos: small pictures in plain PNG, made here so that no file of anybody's home is needed.

use std::io::Write;

use flate2::{Compression, Crc, write::ZlibEncoder};

const SIZE: u32 = 320;

/// A picture of pipes and a valve in the light of the hour.
///
/// # Panics
/// Never: a vector takes all bytes.
pub fn photo(place: usize) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..SIZE * 3 / 4 {
        rows.push(0);
        for x in 0..SIZE {
            rows.extend(pixel(x, y, u32::try_from(place).unwrap_or_default()));
        }
    }
    let mut header = Vec::new();
    header.extend(SIZE.to_be_bytes());
    header.extend((SIZE * 3 / 4).to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&rows).expect("a vector takes all");
    let mut png = vec![0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
    for (name, body) in
        [(b"IHDR", header), (b"IDAT", packed.finish().expect("a vector takes all")), (b"IEND", Vec::new())]
    {
        png.extend(u32::try_from(body.len()).expect("a small picture").to_be_bytes());
        let mut crc = Crc::new();
        crc.update(name);
        crc.update(&body);
        png.extend(name);
        png.extend(&body);
        png.extend(crc.sum().to_be_bytes());
    }
    png
}

fn pixel(x: u32, y: u32, place: u32) -> [u8; 3] {
    let byte = |value: u32| u8::try_from(value.min(255)).unwrap_or(u8::MAX);
    let (pipe, valve) = ((60 + 30 * place, 96), (160 + 10 * place, 120));
    let distance = x.abs_diff(valve.0).pow(2) + y.abs_diff(valve.1).pow(2);
    if distance < 1_600 {
        return [byte(180 + y / 6), byte(60 + place * 20), 50];
    }
    if y.abs_diff(pipe.1) < 14 || x.abs_diff(pipe.0) < 12 {
        return [byte(150 + y / 4), byte(110 + y / 5), byte(80 + x / 8)];
    }
    [byte(205 - y / 4), byte(212 - y / 5 + place * 4), byte(214 - x / 12)]
}
