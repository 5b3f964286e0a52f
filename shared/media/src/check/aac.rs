//! AAC without a container: ADTS frames one behind the other.

use domain::media::Fault;

use super::bytes::take;

const FRAMES_MIN: usize = 3;
const HEAD: usize = 7;

/// The sound, which has nothing but sound in it.
pub(super) fn cleaned(bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let (mut at, mut frames) = (0, 0);
    while at < bytes.len() {
        let length = frame(&bytes, at, frames)?;
        take(&bytes, at, length)?;
        at += length;
        frames += 1;
    }
    if frames < FRAMES_MIN { Err(Fault::Truncated) } else { Ok(bytes) }
}

fn frame(bytes: &[u8], at: usize, frames: usize) -> Result<usize, Fault> {
    let strange = if frames == 0 { Fault::WrongType } else { Fault::Polyglot };
    if bytes.get(at) != Some(&0xff) || bytes.get(at + 1).is_some_and(|byte| byte & 0xf6 != 0xf0) {
        return Err(strange);
    }
    let head = take(bytes, at, HEAD)?;
    let [high, middle, low] = [head[3], head[4], head[5]].map(usize::from);
    let length = (high & 3) << 11 | middle << 3 | low >> 5;
    if length < HEAD { Err(strange) } else { Ok(length) }
}
