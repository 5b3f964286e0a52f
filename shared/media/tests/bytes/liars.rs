//! Wrong type, cut off, two files in one, scripts, noise.

use domain::media::{ContentType, Fault};
use media::check;
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, any, prop},
    prop_assert, proptest,
    strategy::Strategy,
};

use crate::{honest, photos, sounds};

const SVG: &[u8] =
    br#"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;

#[test]
fn a_file_of_one_format_is_refused_as_any_other() {
    for said in ContentType::ALL {
        for real in ContentType::ALL.into_iter().filter(|real| *real != said) {
            assert_eq!(check(honest(real), said), Err(Fault::WrongType), "{real:?} as {said:?}");
        }
    }
}

#[test]
fn a_drawing_with_a_script_is_refused_as_any_format() {
    for said in ContentType::ALL {
        assert_eq!(check(SVG.to_vec(), said), Err(Fault::WrongType), "{said:?}");
        assert!(check(Vec::new(), said).is_err(), "{said:?}");
    }
}

#[test]
fn a_file_that_is_cut_off_is_refused() {
    for format in ContentType::ALL {
        let whole = honest(format);
        for end in [whole.len() - 1, whole.len() - 50, whole.len() / 2 + 1, whole.len() / 3 + 1, 40] {
            let refused = check(whole[..end].to_vec(), format);

            assert!(refused.is_err(), "{format:?} cut at {end} of {}", whole.len());
        }
        assert_eq!(check(whole[..whole.len() - 1].to_vec(), format), Err(Fault::Truncated), "{format:?}");
    }
}

#[test]
fn another_file_behind_a_file_is_refused() {
    let zip = b"PK\x03\x04\x14\0\0\0\0\0 and so on PK\x05\x06\0\0\0\0\0\0".to_vec();
    let page = b"<html><script>alert(1)</script></html>".to_vec();
    let paper = b"%PDF-1.7 and so on %%EOF".to_vec();
    for format in ContentType::ALL {
        for more in [&zip, &page, &paper] {
            let refused = check([honest(format), more.clone()].concat(), format);

            assert!(refused.is_err(), "{format:?} with {}", String::from_utf8_lossy(more));
        }
    }
    let both = [photos::jpeg(), zip.clone()].concat();
    assert_eq!(check(both, ContentType::Jpeg), Err(Fault::Polyglot));
    assert_eq!(check([photos::png(), zip].concat(), ContentType::Png), Err(Fault::Polyglot));
}

#[test]
fn another_file_in_the_notes_of_a_file_is_refused() {
    let jpeg = photos::jpeg();
    let script = photos::segment(0xfe, b"<ScRiPt>alert(1)</script>");
    let png = photos::png();
    let php = photos::chunk(b"tEXt", b"Comment\0<?php system($_GET[0]); ?>");
    let webp = photos::webp();
    let paper = photos::riff_chunk(b"XMP ", b"%PDF-1.7");
    let sound = sounds::m4a(*b"soun");
    let page = photos::boxed(b"free", b"<html>");
    let liars = [
        ([&jpeg[..2], &script, &jpeg[2..]].concat(), ContentType::Jpeg),
        ([&png[..33], &php, &png[33..]].concat(), ContentType::Png),
        (photos::riff(&[&webp[12..], &paper].concat()), ContentType::Webp),
        ([&sound[..24], &page, &sound[24..]].concat(), ContentType::M4a),
        ([photos::heic(100, 100), page.clone()].concat(), ContentType::Heic),
    ];
    for (liar, format) in liars {
        assert_eq!(check(liar, format), Err(Fault::Polyglot), "{format:?}");
    }
}

#[test]
fn a_film_is_no_voice_note() {
    assert_eq!(check(sounds::m4a(*b"vide"), ContentType::M4a), Err(Fault::WrongType));
    assert_eq!(check(sounds::webm(1), ContentType::Webm), Err(Fault::WrongType));
    assert_eq!(check(sounds::ogg(b"\x80theora"), ContentType::Ogg), Err(Fault::WrongType));
}

fn any_format() -> impl Strategy<Value = ContentType> {
    prop::sample::select(ContentType::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn noise_is_no_file(bytes in vec(any::<u8>(), 0..2_000), format in any_format()) {
        prop_assert!(check(bytes, format).is_err());
    }

    #[test]
    fn a_damaged_file_is_refused_or_cleaned_but_never_breaks_the_check(
        format in any_format(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = honest(format);
        for (place, value) in damage {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if let Ok(kept) = check(bytes, format) {
            prop_assert!(check(kept.bytes, format).is_ok());
        }
    }
}
