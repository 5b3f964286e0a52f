//! Voice notes as recorders write them, with silence for a voice.

use crate::photos::{PLACE, boxed};

pub(crate) fn m4a(handler: [u8; 4]) -> Vec<u8> {
    let sample = boxed(b"stsd", &[b"\0\0\0\0\0\0\0\x01", &boxed(b"mp4a", &[0; 28])[..]].concat());
    let media = [
        boxed(b"hdlr", &[b"\0\0\0\0\0\0\0\0", &handler[..], &[0; 13]].concat()),
        boxed(b"minf", &boxed(b"stbl", &sample)),
    ];
    let track = boxed(b"trak", &boxed(b"mdia", &media.concat()));
    let notes = boxed(b"udta", &boxed(b"\xa9xyz", PLACE));
    [
        boxed(b"ftyp", b"M4A \0\0\0\0M4A mp42"),
        boxed(b"moov", &[track, notes].concat()),
        boxed(b"mdat", &[7; 2_000]),
    ]
    .concat()
}

/// Twenty frames of 128 kbit/s behind a note of where it was.
pub(crate) fn mp3() -> Vec<u8> {
    let note = [b"ID3\x04\0\0\0\0\0", &[u8::try_from(PLACE.len()).expect("short")][..], PLACE].concat();
    let frame = [&[0xff, 0xfb, 0x90, 0x00], &[0; 413][..]].concat();
    [note, frame.repeat(20)].concat()
}

pub(crate) fn aac() -> Vec<u8> {
    let length: u16 = 200;
    let [high, low] = (length << 5).to_be_bytes();
    let frame = [&[0xff, 0xf1, 0x50, 0x80, high, low | 0x1f, 0xfc], &[0; 193][..]].concat();
    frame.repeat(20)
}

pub(crate) fn ogg(codec: &[u8]) -> Vec<u8> {
    let page = |kind: u8, number: u8, body: &[u8]| {
        let length = u8::try_from(body.len()).expect("short");
        let head =
            [b"OggS\0", &[kind][..], &[0; 8], b"once", &[number, 0, 0, 0], &[0; 4], &[1, length]].concat();
        [head, body.to_vec()].concat()
    };
    let pages =
        (2..20).map(|number| page(if number == 19 { 4 } else { 0 }, number, &[0; 200])).collect::<Vec<_>>();
    [page(2, 0, codec), page(0, 1, b"OpusTags"), pages.concat()].concat()
}

/// As a browser records: segment and clusters are open at their ends.
pub(crate) fn webm(track_type: u8) -> Vec<u8> {
    let head = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
    let track = element(&[0xae], &[element(&[0xd7], &[1]), element(&[0x83], &[track_type])].concat());
    let tags = element(&[0x12, 0x54, 0xc3, 0x67], PLACE);
    let blocks = element(&[0xa3], &[0; 100]).repeat(10);
    let open = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    [
        &head[..],
        &[0x18, 0x53, 0x80, 0x67],
        &open,
        &element(&[0x16, 0x54, 0xae, 0x6b], &track),
        &tags,
        &[0x1f, 0x43, 0xb6, 0x75],
        &open,
        &element(&[0xe7], &[0]),
        &blocks,
    ]
    .concat()
}

fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    [id, &[0x80 | u8::try_from(body.len()).expect("short")], body].concat()
}
