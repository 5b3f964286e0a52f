//! HEIC: the boxes of an ISO file, walked but not decoded. Metadata are overwritten where they lie, so that no place
//! in the file moves; the orientation of such a picture is no metadata and stays.

use std::{collections::HashMap, ops::Range};

use domain::media::Fault;

use super::{
    boxes::{Boxed, blank, boxes, is_brand, only},
    bytes::{big, size, take},
    orientation, picture,
};

const BRANDS: [&[u8; 4]; 5] = [b"heic", b"heix", b"heim", b"heis", b"hevc"];
/// More things than any picture is made of: a photo of 50 megapixels is a grid of some 200 tiles.
const ITEMS_MAX: u64 = 2_000;

/// A thing in the file: the picture, a tile of it, metadata.
struct Item {
    kind: [u8; 4],
    is_metadata: bool,
}

/// The picture, with what is known of place and maker overwritten.
pub(super) fn cleaned(mut bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    if !is_brand(&bytes, &BRANDS) {
        return Err(Fault::WrongType);
    }
    let top = boxes(&bytes, 0..bytes.len())?;
    let meta = only(&top, *b"meta")?;
    let inner = boxes(&bytes, meta.body.start + 4..meta.body.end)?;
    within_bounds(&bytes, &inner)?;
    let data: Vec<Range<usize>> =
        top.iter().filter(|one| one.kind == *b"mdat").map(|one| one.body.clone()).collect();
    if data.is_empty() {
        return Err(Fault::Truncated);
    }
    let items = items(&bytes, only(&inner, *b"iinf")?.body.clone())?;
    let own_data = inner.iter().find(|one| one.kind == *b"idat").map(|one| one.body.clone());
    let places = places(&bytes, only(&inner, *b"iloc")?.body.clone(), own_data.as_ref())?;
    for (id, item) in items.iter().filter(|(_, item)| item.is_metadata) {
        for place in places.get(id).ok_or(Fault::Unreadable)? {
            let mut holders = data.iter().chain(&own_data);
            if !holders.any(|holder| holder.start <= place.start && place.end <= holder.end) {
                return Err(Fault::Unreadable);
            }
            overwrite(&mut bytes, place.clone(), item)?;
        }
    }
    for one in top.iter().filter(|one| !matches!(&one.kind, b"ftyp" | b"meta" | b"mdat")) {
        if one.kind == *b"moov" {
            return Err(Fault::WrongType);
        }
        super::bytes::no_smuggling(&bytes[one.body.clone()])?;
        blank(&mut bytes, one);
    }
    Ok(bytes)
}

/// The sizes of the picture and its tiles, as their properties tell.
fn within_bounds(bytes: &[u8], inner: &[Boxed]) -> Result<(), Fault> {
    let properties = boxes(bytes, only(inner, *b"iprp")?.body.clone())?;
    let properties = boxes(bytes, only(&properties, *b"ipco")?.body.clone())?;
    let mut sizes = 0;
    for one in properties.iter().filter(|one| one.kind == *b"ispe") {
        let side = |at: usize| Ok(u32::try_from(big(bytes, one.body.start + at, 4)?).unwrap_or(u32::MAX));
        picture::bounded(side(4)?, side(8)?)?;
        sizes += 1;
    }
    if sizes == 0 { Err(Fault::Unreadable) } else { Ok(()) }
}

/// What the file is made of, by number.
fn items(bytes: &[u8], list: Range<usize>) -> Result<HashMap<u64, Item>, Fault> {
    let wide = if take(bytes, list.start, 1)?[0] == 0 { 2 } else { 4 };
    let entries = boxes(bytes, list.start + 4 + wide..list.end)?;
    let mut items = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.kind == *b"infe") {
        let version = take(bytes, entry.body.start, 1)?[0];
        if !(2..=3).contains(&version) {
            return Err(Fault::Unreadable);
        }
        let wide = if version == 2 { 2 } else { 4 };
        let id = big(bytes, entry.body.start + 4, wide)?;
        let kind: [u8; 4] =
            take(bytes, entry.body.start + 6 + wide, 4)?.try_into().map_err(|_| Fault::Truncated)?;
        let is_metadata = matches!(&kind, b"Exif" | b"mime" | b"uri ");
        items.insert(id, Item { kind, is_metadata });
    }
    Ok(items)
}

/// Reads numbers one behind the other.
struct Numbers<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Numbers<'_> {
    fn next(&mut self, length: usize) -> Result<u64, Fault> {
        let number = big(self.bytes, self.at, length)?;
        self.at += length;
        Ok(number)
    }
}

/// Where each item's bytes are in the file.
fn places(
    bytes: &[u8],
    table: Range<usize>,
    own_data: Option<&Range<usize>>,
) -> Result<HashMap<u64, Vec<Range<usize>>>, Fault> {
    let mut numbers = Numbers { bytes: &bytes[..table.end], at: table.start };
    let version = numbers.next(4)? >> 24;
    let widths = size(numbers.next(2)?)?;
    let [offset_wide, length_wide, base_wide, index_wide] = [12, 8, 4, 0].map(|shift| widths >> shift & 15);
    if [offset_wide, length_wide, base_wide, index_wide].iter().any(|wide| *wide > 8) || version > 2 {
        return Err(Fault::Unreadable);
    }
    let id_wide = if version < 2 { 2 } else { 4 };
    let count = numbers.next(id_wide)?;
    if count > ITEMS_MAX {
        return Err(Fault::Unreadable);
    }
    let mut places = HashMap::new();
    for _ in 0..count {
        let id = numbers.next(id_wide)?;
        let method = if version == 0 { 0 } else { numbers.next(2)? & 15 };
        numbers.next(2)?;
        let base = numbers.next(base_wide)?;
        let origin = match (method, own_data) {
            (0, _) => 0,
            (1, Some(own)) => own.start,
            _ => return Err(Fault::Unreadable),
        };
        let mut extents = Vec::new();
        for _ in 0..numbers.next(2)? {
            if version > 0 {
                numbers.next(index_wide)?;
            }
            let (offset, length) = (numbers.next(offset_wide)?, numbers.next(length_wide)?);
            let start = origin.saturating_add(size(base.saturating_add(offset))?);
            take(bytes, start, size(length)?)?;
            extents.push(start..start + size(length)?);
        }
        places.insert(id, extents);
    }
    Ok(places)
}

/// Exif keeps its orientation, in the same number of bytes; the rest is blank.
fn overwrite(bytes: &mut [u8], place: Range<usize>, item: &Item) -> Result<(), Fault> {
    let metadata = &mut bytes[place];
    super::bytes::no_smuggling(metadata)?;
    let skipped =
        metadata.get(..4).map_or(0, |head| u32::from_be_bytes([head[0], head[1], head[2], head[3]]));
    let from = 4_usize.saturating_add(usize::try_from(skipped).unwrap_or(usize::MAX));
    let turned = metadata.get(from..).and_then(orientation::of_tiff).filter(|_| item.kind == *b"Exif");
    metadata.fill(if item.kind == *b"Exif" { 0 } else { b' ' });
    let tiff = orientation::tiff(turned.unwrap_or(1));
    if item.kind == *b"Exif"
        && let Some(room) = metadata.get_mut(4..4 + tiff.len())
    {
        room.copy_from_slice(&tiff);
    }
    Ok(())
}
