//! Ogg: pages of one stream of sound, one behind the other.

use domain::media::Fault;

use super::bytes::{little, no_smuggling, take};

const HEAD: usize = 27;
const IS_FIRST: u8 = 0x02;
/// How a stream of sound introduces itself: Opus, Vorbis, Speex.
const SOUNDS: [&[u8]; 3] = [b"OpusHead", b"\x01vorbis", b"Speex   "];

/// The sound.
pub(super) fn cleaned(bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    if !bytes.starts_with(b"OggS") {
        return Err(Fault::WrongType);
    }
    let stream = little(&bytes, 14, 4)?;
    let (mut at, mut pages) = (0, 0);
    while at < bytes.len() {
        let head = take(&bytes, at, HEAD)?;
        if !head.starts_with(b"OggS\0") || little(head, 14, 4)? != stream {
            return Err(Fault::Polyglot);
        }
        let lengths = take(&bytes, at + HEAD, usize::from(head[26]))?;
        let length = lengths.iter().map(|length| usize::from(*length)).sum();
        let start = at + HEAD + lengths.len();
        let body = take(&bytes, start, length)?;
        let is_first = head[5] & IS_FIRST != 0;
        if is_first != (pages == 0) {
            return Err(Fault::Polyglot);
        }
        if is_first && !SOUNDS.iter().any(|sound| body.starts_with(sound)) {
            return Err(Fault::WrongType);
        }
        // Comments have a page of their own behind the first.
        if pages == 1 {
            no_smuggling(body)?;
        }
        at = start + length;
        pages += 1;
    }
    if pages < 3 { Err(Fault::Truncated) } else { Ok(bytes) }
}
