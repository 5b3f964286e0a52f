//! Numbers inside bytes, and signs of other files among them; nothing here trusts a length.

use domain::media::Fault;

/// `length` bytes from `at`; a file that ends before is cut off.
pub(super) fn take(bytes: &[u8], at: usize, length: usize) -> Result<&[u8], Fault> {
    let end = at.checked_add(length).ok_or(Fault::Truncated)?;
    bytes.get(at..end).ok_or(Fault::Truncated)
}

/// A number of one to eight bytes, the greatest first.
pub(super) fn big(bytes: &[u8], at: usize, length: usize) -> Result<u64, Fault> {
    Ok(take(bytes, at, length)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// The same, the least first.
pub(super) fn little(bytes: &[u8], at: usize, length: usize) -> Result<u64, Fault> {
    Ok(take(bytes, at, length)?.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// A length of a file, as a length in memory.
pub(super) fn size(number: u64) -> Result<usize, Fault> {
    usize::try_from(number).map_err(|_| Fault::Truncated)
}

/// Where a file of another kind, or a script, would begin; long enough that chance does not write them.
const SIGNS: [&[u8]; 12] = [
    b"%PDF-",
    b"PK\x03\x04\x0a\0",
    b"PK\x03\x04\x14\0",
    b"PK\x05\x06\0\0\0\0",
    b"<script",
    b"<?php",
    b"<html",
    b"<svg ",
    b"<svg>",
    b"<!doctype",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
];

/// Whether something else hides among bytes that are no picture and no sound.
pub(super) fn smuggle(bytes: &[u8]) -> bool {
    let begins = |at: &[u8]| {
        SIGNS.iter().any(|sign| at.len() >= sign.len() && at[..sign.len()].eq_ignore_ascii_case(sign))
    };
    (0..bytes.len())
        .any(|at| matches!(bytes[at], b'%' | b'P' | b'p' | b'<' | b'R' | b'r' | b'7') && begins(&bytes[at..]))
}

/// Metadata that is left out is damaged at most; a file inside it is a fault.
pub(super) fn no_smuggling(bytes: &[u8]) -> Result<(), Fault> {
    if smuggle(bytes) { Err(Fault::Polyglot) } else { Ok(()) }
}
