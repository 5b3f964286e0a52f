//! JPEG: segments up to the scan, the scan, its end, and nothing behind.

use domain::media::Fault;

use super::{
    bytes::{big, no_smuggling, size, take},
    orientation,
};

const START: [u8; 2] = [0xff, 0xd8];
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const EXIF: &[u8] = b"Exif\0\0";

/// The picture without all that is none of it.
pub(super) fn cleaned(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    if !bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Err(Fault::WrongType);
    }
    let walk = Walk::through(bytes)?;
    nothing_behind(&bytes[walk.at..])?;
    let mut whole = START.to_vec();
    if let Some(turned) = walk.turned {
        whole.extend(segment(0xe1, &[EXIF, &orientation::tiff(turned)].concat()));
    }
    whole.extend(walk.kept);
    Ok(whole)
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    kept: Vec<u8>,
    turned: Option<u8>,
    frames: usize,
    scans: usize,
}

impl<'a> Walk<'a> {
    /// From the start of a picture to its end.
    fn through(bytes: &'a [u8]) -> Result<Self, Fault> {
        let kept = Vec::with_capacity(bytes.len());
        let mut walk = Self { bytes, at: START.len(), kept, turned: None, frames: 0, scans: 0 };
        while walk.step()? {}
        if walk.frames == 1 && walk.scans > 0 { Ok(walk) } else { Err(Fault::Unreadable) }
    }

    /// One segment; false at the end of the picture.
    fn step(&mut self) -> Result<bool, Fault> {
        if take(self.bytes, self.at, 1)?[0] != 0xff {
            return Err(Fault::Unreadable);
        }
        let marker = take(self.bytes, self.at + 1, 1)?[0];
        match marker {
            0xff => self.at += 1,
            END => {
                self.kept.extend([0xff, END]);
                self.at += 2;
                return Ok(false);
            }
            // Start of another picture, or what stands in scans alone.
            0x00..=0x01 | 0xd0..=0xd8 => return Err(Fault::Unreadable),
            _ => self.segment(marker)?,
        }
        Ok(true)
    }

    fn segment(&mut self, marker: u8) -> Result<(), Fault> {
        let length = size(big(self.bytes, self.at + 2, 2)?)?;
        if length < 2 {
            return Err(Fault::Unreadable);
        }
        let body = take(self.bytes, self.at + 4, length - 2)?;
        self.at += 2 + length;
        if is_picture(marker, body) {
            self.kept.extend(segment(marker, body));
        } else {
            no_smuggling(body)?;
        }
        if marker == 0xe1
            && let Some(tiff) = body.strip_prefix(EXIF)
        {
            self.turned = self.turned.or_else(|| orientation::of_tiff(tiff));
        }
        self.frames += usize::from(is_frame(marker));
        if marker == SCAN {
            self.scan()?;
        }
        Ok(())
    }

    /// The bytes of the picture itself: up to the next marker that is no part of them.
    fn scan(&mut self) -> Result<(), Fault> {
        let from = self.at;
        loop {
            let next = self.bytes[self.at..].iter().position(|byte| *byte == 0xff).ok_or(Fault::Truncated)?;
            self.at += next;
            match take(self.bytes, self.at + 1, 1)?[0] {
                0x00 | 0xd0..=0xd7 => self.at += 2,
                0xff => self.at += 1,
                _ => break,
            }
        }
        self.kept.extend(&self.bytes[from..self.at]);
        self.scans += 1;
        Ok(())
    }
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    // A body came out of a segment, or is the 32 bytes of an orientation.
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    [&[0xff, marker], &length.to_be_bytes()[..], body].concat()
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// Tables, frames and scans; the colours of a profile, and how Adobe mixed them.
fn is_picture(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xc0..=0xcf | 0xda..=0xdd => true,
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xee => body.starts_with(b"Adobe") && body.len() == 12,
        _ => false,
    }
}

/// Phones put more pictures behind the first (brightness for bright screens, a smaller one), Samsung a note of its
/// own; those are cut off. Anything else there is another file.
fn nothing_behind(mut rest: &[u8]) -> Result<(), Fault> {
    loop {
        let padding = rest.iter().take_while(|byte| **byte == 0).count();
        rest = &rest[padding..];
        if rest.is_empty() {
            return Ok(());
        }
        if rest.ends_with(b"SEFT") {
            return no_smuggling(rest);
        }
        if !rest.starts_with(&[0xff, 0xd8, 0xff]) {
            return Err(Fault::Polyglot);
        }
        rest = &rest[Walk::through(rest).map_err(|_| Fault::Polyglot)?.at..];
    }
}
