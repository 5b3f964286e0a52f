//! M4A: an MP4 file with sound in AAC and no picture.

use std::ops::Range;

use domain::media::Fault;

use super::{
    boxes::{Boxed, blank, boxes, is_brand, only},
    bytes::take,
};

const BRANDS: [&[u8; 4]; 9] =
    [b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash"];
/// What an MP4 file is made of, fragmented ones too.
const KNOWN: [&[u8; 4]; 9] =
    [b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"sidx", b"mfra", b"free", b"skip"];

/// The sound; notes of places and names beside it are blank.
pub(super) fn cleaned(mut bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    if !is_brand(&bytes, &BRANDS) || is_brand(&bytes, &[b"heic", b"avif", b"qt  "]) {
        return Err(Fault::WrongType);
    }
    let top = boxes(&bytes, 0..bytes.len())?;
    let film = boxes(&bytes, only(&top, *b"moov")?.body.clone())?;
    if !top.iter().any(|one| one.kind == *b"mdat") {
        return Err(Fault::Truncated);
    }
    let mut blanks: Vec<Boxed> =
        top.into_iter().filter(|one| !KNOWN.contains(&&one.kind) || is_empty(one)).collect();
    let mut tracks = 0;
    for one in film {
        match &one.kind {
            b"trak" => {
                let track = boxes(&bytes, one.body)?;
                is_sound(&bytes, only(&track, *b"mdia")?.body.clone())?;
                blanks.extend(track.into_iter().filter(is_note));
                tracks += 1;
            }
            _ if is_note(&one) => blanks.push(one),
            _ => {}
        }
    }
    if tracks == 0 {
        return Err(Fault::Unreadable);
    }
    for one in &blanks {
        super::bytes::no_smuggling(&bytes[one.body.clone()])?;
        blank(&mut bytes, one);
    }
    Ok(bytes)
}

fn is_empty(boxed: &Boxed) -> bool {
    matches!(&boxed.kind, b"free" | b"skip")
}

fn is_note(boxed: &Boxed) -> bool {
    matches!(&boxed.kind, b"udta" | b"meta" | b"uuid" | b"free" | b"skip")
}

/// A track of sound, spelt in AAC.
fn is_sound(bytes: &[u8], media: Range<usize>) -> Result<(), Fault> {
    let media = boxes(bytes, media)?;
    let handler = take(bytes, only(&media, *b"hdlr")?.body.start, 12)?;
    if &handler[8..12] != b"soun" {
        return Err(Fault::WrongType);
    }
    let inner = boxes(bytes, only(&media, *b"minf")?.body.clone())?;
    let table = boxes(bytes, only(&inner, *b"stbl")?.body.clone())?;
    let description = only(&table, *b"stsd")?.body.start;
    // Version and flags, the number of entries, the length of the first, then its name.
    if take(bytes, description + 12, 4)? == b"mp4a" { Ok(()) } else { Err(Fault::WrongType) }
}
