//! MP3: frames one behind the other; the notes before and after them are cut off.

use domain::media::Fault;

use super::bytes::{no_smuggling, take};

/// Kilobits a second, by the number in a header: MPEG 1, then MPEG 2 and 2.5.
const RATES: [[usize; 15]; 2] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
/// Samples a second in MPEG 1; half of it in MPEG 2, a quarter in 2.5.
const SAMPLES: [usize; 3] = [44_100, 48_000, 32_000];
/// Fewer are no recording, and may be chance.
const FRAMES_MIN: usize = 3;
const TAG_AFTER: usize = 128;

/// The sound alone.
pub(super) fn cleaned(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let start = notes_before(bytes)?;
    let end = notes_after(bytes)?;
    let sound = bytes.get(start..end).ok_or(Fault::Truncated)?;
    let (mut at, mut frames) = (0, 0);
    while at < sound.len() {
        let length = frame(sound, at).ok_or(if frames == 0 { Fault::WrongType } else { Fault::Polyglot })?;
        at += length;
        frames += 1;
    }
    if at > sound.len() {
        return Err(Fault::Truncated);
    }
    if frames < FRAMES_MIN { Err(Fault::Truncated) } else { Ok(sound.to_vec()) }
}

/// How long the `ID3` before the sound is: its length has seven bits a byte.
fn notes_before(bytes: &[u8]) -> Result<usize, Fault> {
    if !bytes.starts_with(b"ID3") {
        return Ok(0);
    }
    let length = take(bytes, 6, 4)?.iter().fold(0, |length, byte| length << 7 | usize::from(byte & 0x7f));
    let footer = if take(bytes, 5, 1)?[0] & 0x10 == 0 { 0 } else { 10 };
    no_smuggling(take(bytes, 10, length + footer)?)?;
    Ok(10 + length + footer)
}

fn notes_after(bytes: &[u8]) -> Result<usize, Fault> {
    let Some(end) = bytes.len().checked_sub(TAG_AFTER) else { return Ok(bytes.len()) };
    if !bytes[end..].starts_with(b"TAG") {
        return Ok(bytes.len());
    }
    no_smuggling(&bytes[end..])?;
    Ok(end)
}

/// The length of the frame at a place, if one is there.
fn frame(sound: &[u8], at: usize) -> Option<usize> {
    let head = sound.get(at..at + 4)?;
    let version = head[1] >> 3 & 3;
    let is_layer_3 = head[1] >> 1 & 3 == 1;
    if head[0] != 0xff || head[1] & 0xe0 != 0xe0 || version == 1 || !is_layer_3 {
        return None;
    }
    let first = version == 3;
    let rate = RATES[usize::from(!first)].get(usize::from(head[2] >> 4)).copied().filter(|rate| *rate > 0)?;
    let samples = SAMPLES.get(usize::from(head[2] >> 2 & 3))?
        >> match version {
            3 => 0,
            2 => 1,
            _ => 2,
        };
    let padding = usize::from(head[2] >> 1 & 1);
    Some(if first { 144 } else { 72 } * rate * 1_000 / samples + padding)
}
