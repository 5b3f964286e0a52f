//! The one thing that stays of a photo's metadata: which way is up (Exif, TIFF tag 0x0112).

use super::bytes::{big, little, size, take};

const TAG: u64 = 0x0112;
/// More entries than any camera writes.
const ENTRIES_MAX: u64 = 1_000;

/// The orientation that Exif tells, from 2 to 8; 1 is how a picture is anyway, and metadata that tell nothing sound
/// are as good as none.
pub(super) fn of_tiff(tiff: &[u8]) -> Option<u8> {
    let read = match tiff.get(..2)? {
        b"II" => little,
        b"MM" => big,
        _ => return None,
    };
    let directory = size(read(tiff, 4, 4).ok()?).ok()?;
    let count = read(tiff, directory, 2).ok().filter(|count| *count <= ENTRIES_MAX)?;
    let entries = take(tiff, directory + 2, 12 * size(count).ok()?).ok()?;
    let entry = entries.chunks_exact(12).find(|entry| read(entry, 0, 2) == Ok(TAG))?;
    let value = read(entry, 8, 2).ok().filter(|value| (2..=8).contains(value))?;
    u8::try_from(value).ok()
}

/// Metadata that tell the orientation and nothing else.
pub(super) fn tiff(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orientation_is_read_back_as_it_was_written() {
        for orientation in 2..=8 {
            assert_eq!(of_tiff(&tiff(orientation)), Some(orientation));
        }
        let upright = tiff(1);
        assert_eq!(of_tiff(&upright), None);
    }

    #[test]
    fn metadata_that_end_early_or_point_anywhere_tell_nothing() {
        let whole = tiff(6);
        for end in 0..whole.len() - 6 {
            assert_eq!(of_tiff(&whole[..end]), None, "{end}");
        }
        assert_eq!(of_tiff(b"II*\0\xff\xff\xff\xff"), None);
        assert_eq!(of_tiff(b"II*\0\x08\0\0\0\xff\xff"), None);
    }
}
