//! WebP: a RIFF file of chunks that is exactly as long as it says.

use domain::media::Fault;

use super::{
    bytes::{little, no_smuggling, size, take},
    orientation,
};

const EXIF_FLAG: u8 = 0x08;
const XMP_FLAG: u8 = 0x04;
const KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// The picture without all that is none of it.
pub(super) fn cleaned(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WEBP") {
        return Err(Fault::WrongType);
    }
    let length = size(little(bytes, 4, 4)?)?.saturating_add(8);
    if length > bytes.len() {
        return Err(Fault::Truncated);
    }
    if length + length % 2 < bytes.len() {
        return Err(Fault::Polyglot);
    }
    let mut kept = b"WEBP".to_vec();
    let (mut at, mut turned, mut has_header) = (12, None, false);
    while at < length {
        let (kind, body, end) = chunk(bytes, at)?;
        if KEPT.iter().any(|known| *known == kind) {
            has_header |= kind == b"VP8X";
            kept.extend(spelt(kind, body));
        } else {
            no_smuggling(body)?;
        }
        if kind == b"EXIF" {
            turned = orientation::of_tiff(body.strip_prefix(b"Exif\0\0").unwrap_or(body));
        }
        at = end;
    }
    if has_header {
        flagged(&mut kept, turned)?;
    }
    let length = u32::try_from(kept.len()).map_err(|_| Fault::Unreadable)?;
    Ok([b"RIFF", &length.to_le_bytes()[..], &kept].concat())
}

/// The header tells which metadata there are; without one there are none.
fn flagged(kept: &mut Vec<u8>, turned: Option<u8>) -> Result<(), Fault> {
    if kept.get(4..8) != Some(b"VP8X") {
        return Err(Fault::Unreadable);
    }
    let flags = kept.get_mut(12).ok_or(Fault::Unreadable)?;
    *flags &= !(EXIF_FLAG | XMP_FLAG);
    if let Some(turned) = turned {
        *flags |= EXIF_FLAG;
        kept.extend(spelt(b"EXIF", &orientation::tiff(turned)));
    }
    Ok(())
}

fn chunk(bytes: &[u8], at: usize) -> Result<(&[u8], &[u8], usize), Fault> {
    let kind = take(bytes, at, 4)?;
    let length = size(little(bytes, at + 4, 4)?)?;
    let body = take(bytes, at + 8, length)?;
    Ok((kind, body, at + 8 + length + length % 2))
}

fn spelt(kind: &[u8], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    let padding: &[u8] = if body.len() % 2 == 1 { &[0] } else { &[] };
    [kind, &length.to_le_bytes()[..], body, padding].concat()
}
