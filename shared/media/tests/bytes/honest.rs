//! What passes, and what is left of it.

use domain::media::{ContentType, Kind};
use image::ImageFormat;
use media::check;

use crate::{holds, honest, photos, photos::PLACE};

#[test]
fn rule_3_every_format_passes_and_what_is_kept_passes_again_unchanged() {
    for format in ContentType::ALL {
        let kept = check(honest(format), format).unwrap_or_else(|fault| panic!("{format:?}: {fault}"));

        let again = check(kept.bytes.clone(), format);
        assert_eq!(again, Ok(kept), "{format:?}");
    }
}

#[test]
fn where_it_was_made_is_known_to_nobody_who_fetches_it() {
    for format in ContentType::ALL.into_iter().filter(|format| *format != ContentType::Aac) {
        let honest = honest(format);
        let has_place = holds(&honest, PLACE);

        let kept = check(honest, format).unwrap();

        assert!(!holds(&kept.bytes, PLACE), "{format:?}");
        assert_eq!(has_place, format != ContentType::Ogg, "{format:?} tells of a place before");
    }
}

#[test]
fn the_orientation_of_a_photo_stays_and_turns_its_thumbnail() {
    for format in [ContentType::Jpeg, ContentType::Png, ContentType::Webp] {
        let kept = check(honest(format), format).unwrap();

        let tells = [0x12, 0x01, 3, 0, 1, 0, 0, 0, photos::ORIENTATION];
        assert!(holds(&kept.bytes, &tells), "{format:?}");
        let thumbnail = kept.thumbnail.expect("a photo has one");
        let small = image::load_from_memory_with_format(&thumbnail, ImageFormat::Jpeg).unwrap();
        assert_eq!((small.width(), small.height()), (240, 320), "{format:?}");
        assert!(thumbnail.len() < 20_000, "{format:?}: {}", thumbnail.len());
    }
}

#[test]
fn a_photo_is_kept_point_by_point() {
    let format = [
        (ContentType::Jpeg, ImageFormat::Jpeg),
        (ContentType::Png, ImageFormat::Png),
        (ContentType::Webp, ImageFormat::WebP),
    ];
    for (content_type, format) in format {
        let kept = check(honest(content_type), content_type).unwrap().bytes;

        let point = |bytes: &[u8]| image::load_from_memory_with_format(bytes, format).unwrap().into_bytes();
        assert_eq!(point(&kept), point(&honest(content_type)), "{content_type:?}");
    }
}

#[test]
fn heic_and_sounds_have_no_thumbnail() {
    for format in
        ContentType::ALL.into_iter().filter(|one| one.kind() == Kind::Voice || *one == ContentType::Heic)
    {
        assert_eq!(check(honest(format), format).unwrap().thumbnail, None, "{format:?}");
    }
}

#[test]
fn more_pictures_behind_the_first_are_cut_off() {
    let second = photos::encoded(64, 48, ImageFormat::Jpeg);
    let both = [photos::jpeg(), second].concat();

    let kept = check(both, ContentType::Jpeg).unwrap();

    assert_eq!(kept, check(photos::jpeg(), ContentType::Jpeg).unwrap());
}
