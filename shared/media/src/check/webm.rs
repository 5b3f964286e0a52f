//! `WebM`: elements (EBML) with tracks of sound and no picture; tags and attachments are blank.

use domain::media::Fault;

use super::bytes::{big, no_smuggling, size, take};

const HEADER: u64 = 0x1a45_dfa3;
const DOC_TYPE: u64 = 0x4282;
const SEGMENT: u64 = 0x1853_8067;
const CLUSTER: u64 = 0x1f43_b675;
const TRACKS: u64 = 0x1654_ae6b;
const TRACK: u64 = 0xae;
const TRACK_TYPE: u64 = 0x83;
const SOUND: u64 = 2;
const TAGS: u64 = 0x1254_c367;
const ATTACHMENTS: u64 = 0x1941_a469;
const CHAPTERS: u64 = 0x1043_a770;
const VOID: u64 = 0xec;
/// What else stands in a segment or a cluster of sound: where things are, how long it is, check sums, times, sound.
const KNOWN: [u64; 10] = [0x114d_9b74, 0x1549_a966, 0x1c53_bb6b, 0xbf, 0xe7, 0xa3, 0xa0, 0xab, 0xa7, 0x5854];

/// An element, by its places in the file; a recorder that does not know a length leaves it open.
struct Element {
    id: u64,
    at: usize,
    body: usize,
    end: Option<usize>,
}

/// The sound.
pub(super) fn cleaned(mut bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let head = element(&bytes, 0).map_err(|_| Fault::WrongType)?;
    if head.id != HEADER {
        return Err(Fault::WrongType);
    }
    let end = head.end.ok_or(Fault::Unreadable)?;
    let kind = children(&bytes, head.body, end)?.into_iter().find(|one| one.id == DOC_TYPE);
    let kind = kind.and_then(|one| bytes.get(one.body..one.end?)).unwrap_or_default();
    if kind.strip_suffix(b"\0").unwrap_or(kind) != b"webm" {
        return Err(Fault::WrongType);
    }
    let segment = element(&bytes, end)?;
    if segment.id != SEGMENT {
        return Err(Fault::Unreadable);
    }
    if segment.end.is_some_and(|end| end < bytes.len()) {
        return Err(Fault::Polyglot);
    }
    let parts = children(&bytes, segment.body, bytes.len())?;
    let foreign = |one: &Element| !matches!(one.id, TRACKS | CLUSTER | TAGS | ATTACHMENTS | CHAPTERS | VOID);
    if parts.iter().any(|one| foreign(one) && !KNOWN.contains(&one.id)) {
        return Err(Fault::Polyglot);
    }
    let tracks = parts.iter().find(|one| one.id == TRACKS).ok_or(Fault::Truncated)?;
    only_sound(&bytes, tracks)?;
    if !parts.iter().any(|one| one.id == CLUSTER) {
        return Err(Fault::Truncated);
    }
    for one in parts.iter().filter(|one| matches!(one.id, TAGS | ATTACHMENTS | CHAPTERS | VOID)) {
        blank(&mut bytes, one)?;
    }
    Ok(bytes)
}

/// The elements of a range; one that is open, as a cluster is while it is recorded, is left where its own begin.
fn children(bytes: &[u8], start: usize, end: usize) -> Result<Vec<Element>, Fault> {
    let mut found = Vec::new();
    let mut at = start;
    while at < end {
        let next = element(bytes, at)?;
        at = match next.end {
            Some(last) if last > end => return Err(Fault::Truncated),
            Some(last) => last,
            None if next.id == CLUSTER => next.body,
            None => return Err(Fault::Unreadable),
        };
        found.push(next);
    }
    Ok(found)
}

fn only_sound(bytes: &[u8], tracks: &Element) -> Result<(), Fault> {
    let mut sounds = 0;
    for track in children(bytes, tracks.body, tracks.end.ok_or(Fault::Unreadable)?)? {
        if track.id != TRACK {
            continue;
        }
        let parts = children(bytes, track.body, track.end.ok_or(Fault::Unreadable)?)?;
        let kind = parts.iter().find(|one| one.id == TRACK_TYPE).ok_or(Fault::Unreadable)?;
        let length = kind.end.ok_or(Fault::Unreadable)? - kind.body;
        if length > 8 || big(bytes, kind.body, length)? != SOUND {
            return Err(Fault::WrongType);
        }
        sounds += 1;
    }
    if sounds == 0 { Err(Fault::Unreadable) } else { Ok(()) }
}

fn element(bytes: &[u8], at: usize) -> Result<Element, Fault> {
    let first = take(bytes, at, 1)?[0];
    let length = first.leading_zeros() as usize + 1;
    if length > 4 {
        return Err(Fault::Unreadable);
    }
    let id = big(bytes, at, length)?;
    let size_at = at + length;
    let first = take(bytes, size_at, 1)?[0];
    let length = first.leading_zeros() as usize + 1;
    if length > 8 {
        return Err(Fault::Unreadable);
    }
    let mask = (1_u64 << (7 * length)) - 1;
    let number = big(bytes, size_at, length)? & mask;
    let body = size_at + length;
    if number == mask {
        return Ok(Element { id, at, body, end: None });
    }
    let end = body.checked_add(size(number)?).filter(|end| *end <= bytes.len()).ok_or(Fault::Truncated)?;
    Ok(Element { id, at, body, end: Some(end) })
}

/// Makes an element one that nobody reads, with nothing in it.
fn blank(bytes: &mut [u8], element: &Element) -> Result<(), Fault> {
    let end = element.end.ok_or(Fault::Unreadable)?;
    let place = bytes.get_mut(element.at..end).ok_or(Fault::Truncated)?;
    no_smuggling(place)?;
    let length = place.len();
    place.fill(0);
    place[0] = 0xec;
    if let Some(inside) = length.checked_sub(9) {
        place[1..9].copy_from_slice(&(inside as u64 | 1 << 56).to_be_bytes());
    } else if let Some(inside) = length.checked_sub(2) {
        place[1] = 0x80 | u8::try_from(inside).unwrap_or(0);
    }
    Ok(())
}
