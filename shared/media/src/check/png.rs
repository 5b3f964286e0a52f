//! PNG: chunks, each with its check sum, from the header to the end, and nothing behind.

use domain::media::Fault;

use super::{
    bytes::{big, no_smuggling, size, take},
    orientation,
};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The picture and its colours.
const KEPT: [&[u8; 4]; 12] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD",
    b"pHYs",
];

/// The picture without all that is none of it.
pub(super) fn cleaned(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    if !bytes.starts_with(SIGNATURE) {
        return Err(Fault::WrongType);
    }
    let mut kept = SIGNATURE.to_vec();
    let mut at = SIGNATURE.len();
    while at < bytes.len() {
        let (kind, body, end) = chunk(bytes, at)?;
        if (at == SIGNATURE.len()) != (kind == b"IHDR") {
            return Err(Fault::Unreadable);
        }
        if KEPT.iter().any(|known| *known == kind) {
            kept.extend(&bytes[at..end]);
        } else {
            no_smuggling(body)?;
        }
        if kind == b"eXIf"
            && let Some(turned) = orientation::of_tiff(body)
        {
            kept.extend(spelt(*b"eXIf", &orientation::tiff(turned)));
        }
        at = end;
        if kind == b"IEND" {
            return if at == bytes.len() { Ok(kept) } else { Err(Fault::Polyglot) };
        }
    }
    Err(Fault::Truncated)
}

/// The kind and body of the chunk at a place, and where the next one begins.
fn chunk(bytes: &[u8], at: usize) -> Result<(&[u8], &[u8], usize), Fault> {
    let length = size(big(bytes, at, 4)?)?;
    let kind = take(bytes, at + 4, 4)?;
    let body = take(bytes, at + 8, length)?;
    let sum = big(bytes, at + 8 + length, 4)?;
    let summed = take(bytes, at + 4, 4 + length)?;
    if u64::from(crc32fast::hash(summed)) != sum {
        return Err(Fault::Unreadable);
    }
    Ok((kind, body, at + 12 + length))
}

fn spelt(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    let summed = [&kind[..], body].concat();
    let sum = crc32fast::hash(&summed);
    [&length.to_be_bytes()[..], &summed, &sum.to_be_bytes()].concat()
}
