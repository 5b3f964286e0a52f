//! The boxes of ISO files (HEIC, MP4): a length, a name, a body.

use std::ops::Range;

use domain::media::Fault;

use super::bytes::{big, size, take};

/// More boxes beside each other than any recorder writes in 10 MB.
const BOXES_MAX: usize = 20_000;

/// A box, by its places in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Boxed {
    /// Its name.
    pub(super) kind: [u8; 4],
    /// Where its length begins.
    pub(super) at: usize,
    /// What is in it.
    pub(super) body: Range<usize>,
}

/// The boxes that fill a range exactly.
pub(super) fn boxes(bytes: &[u8], range: Range<usize>) -> Result<Vec<Boxed>, Fault> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let next = boxed(bytes, at, range.end)?;
        at = next.body.end;
        found.push(next);
        if found.len() > BOXES_MAX {
            return Err(Fault::Unreadable);
        }
    }
    Ok(found)
}

fn boxed(bytes: &[u8], at: usize, end: usize) -> Result<Boxed, Fault> {
    let kind = take(bytes, at + 4, 4)?;
    let (head, length) = match big(bytes, at, 4)? {
        0 => (8, end - at),
        1 => (16, size(big(bytes, at + 8, 8)?)?),
        length => (8, size(length)?),
    };
    let last = at.checked_add(length).ok_or(Fault::Truncated)?;
    if length < head {
        return Err(Fault::Unreadable);
    }
    if last > end {
        return Err(Fault::Truncated);
    }
    Ok(Boxed { kind: kind.try_into().map_err(|_| Fault::Truncated)?, at, body: at + head..last })
}

/// The one box of a name.
pub(super) fn only(found: &[Boxed], kind: [u8; 4]) -> Result<&Boxed, Fault> {
    let mut named = found.iter().filter(|one| one.kind == kind);
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one),
        (None, _) | (Some(_), Some(_)) => Err(Fault::Unreadable),
    }
}

/// The file says what it is: one of these brands leads, or is among those it is compatible with.
pub(super) fn is_brand(bytes: &[u8], brands: &[&[u8; 4]]) -> bool {
    let length =
        bytes.get(..4).map_or(0, |length| u32::from_be_bytes([length[0], length[1], length[2], length[3]]));
    let known = |brand: &[u8]| brands.iter().any(|known| *known == brand);
    let list = bytes.get(8..usize::try_from(length).unwrap_or(0)).unwrap_or_default();
    bytes.get(4..8) == Some(b"ftyp")
        && list.chunks_exact(4).enumerate().any(|(at, brand)| at != 1 && known(brand))
}

/// Makes a box one that nobody reads, with nothing in it.
pub(super) fn blank(bytes: &mut [u8], boxed: &Boxed) {
    bytes[boxed.at + 4..boxed.at + 8].copy_from_slice(b"free");
    bytes[boxed.body.clone()].fill(0);
}
