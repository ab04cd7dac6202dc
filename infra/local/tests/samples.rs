//! What the sample photos promise: a phone's size, upright when EXIF is obeyed, place and time readable.
#![expect(clippy::unwrap_used, reason = "a test's helpers may stop it")]

use std::io::Cursor;

use chrono::{NaiveDate, NaiveDateTime};
use exif::{Exif, In, Tag, Value};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader};
use local::samples::{HEIGHT, Shot, WIDTH, clean_street, dirty_street};

fn noon() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap().and_hms_opt(12, 45, 7).unwrap()
}

fn shot() -> Shot {
    Shot {
        longitude: 2.379_123,
        latitude: 48.865_321,
        accuracy_m: 6.5,
        taken_at: noon(),
        offset_minutes: 60,
        orientation: 1,
        seed: 1,
    }
}

fn decode(jpeg: &[u8]) -> (Orientation, DynamicImage) {
    let mut decoder =
        ImageReader::new(Cursor::new(jpeg)).with_guessed_format().unwrap().into_decoder().unwrap();
    (decoder.orientation().unwrap(), DynamicImage::from_decoder(decoder).unwrap())
}

fn exif(jpeg: &[u8]) -> Exif {
    exif::Reader::new().read_from_container(&mut Cursor::new(jpeg)).unwrap()
}

fn text(exif: &Exif, tag: Tag) -> String {
    let field = exif.get_field(tag, In::PRIMARY).unwrap();
    let Value::Ascii(lines) = &field.value else { panic!("{tag} is not text") };
    String::from_utf8(lines[0].clone()).unwrap()
}

fn numbers(exif: &Exif, tag: Tag) -> Vec<f64> {
    let field = exif.get_field(tag, In::PRIMARY).unwrap();
    let Value::Rational(parts) = &field.value else { panic!("{tag} is not a fraction") };
    parts.iter().map(exif::Rational::to_f64).collect()
}

fn degrees(exif: &Exif, tag: Tag) -> f64 {
    let parts = numbers(exif, tag);
    parts[0] + parts[1] / 60.0 + parts[2] / 3600.0
}

#[test]
fn every_orientation_is_twelve_megapixels_and_upright_when_obeyed() {
    for orientation in 1..=8 {
        let (told, mut picture) = decode(&dirty_street(&Shot { orientation, ..shot() }).unwrap());
        assert_eq!(told.to_exif(), orientation);
        picture.apply_orientation(told);
        assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT));
        let picture = picture.into_rgb8();
        let (plaque, door) = (picture.get_pixel(3150, 420).0, picture.get_pixel(700, 900).0);
        assert!(plaque[2] > 100 && plaque[0] < 60, "the plaque is not at the top right: {plaque:?}");
        assert!(door[1] > door[0] && door[1] < 90, "the door is not at the left: {door:?}");
    }
}

#[test]
fn place_and_time_are_readable() {
    let jpeg = clean_street(&shot()).unwrap();
    assert!((2_500_000..4_500_000).contains(&jpeg.len()), "{} bytes", jpeg.len());
    let exif = exif(&jpeg);
    assert!((degrees(&exif, Tag::GPSLatitude) - 48.865_321).abs() < 1e-7);
    assert!((degrees(&exif, Tag::GPSLongitude) - 2.379_123).abs() < 1e-7);
    assert_eq!(text(&exif, Tag::GPSLatitudeRef) + &text(&exif, Tag::GPSLongitudeRef), "NE");
    assert!((numbers(&exif, Tag::GPSHPositioningError)[0] - 6.5).abs() < 1e-9);
    assert_eq!(text(&exif, Tag::DateTimeOriginal), "2026:11:24 12:45:07");
    assert_eq!(text(&exif, Tag::OffsetTimeOriginal), "+01:00");
}

#[test]
fn south_west_and_behind_utc_are_not_lost() {
    let far = Shot { longitude: -179.999_999_9, latitude: -33.5, offset_minutes: -210, ..shot() };
    let exif = exif(&dirty_street(&far).unwrap());
    assert_eq!(text(&exif, Tag::GPSLatitudeRef) + &text(&exif, Tag::GPSLongitudeRef), "SW");
    assert!((degrees(&exif, Tag::GPSLatitude) - 33.5).abs() < 1e-7);
    assert!((degrees(&exif, Tag::GPSLongitude) - 180.0).abs() < 1e-6);
    assert_eq!(text(&exif, Tag::OffsetTimeOriginal), "-03:30");
}

#[test]
fn the_seed_alone_decides_the_grain() {
    let one = dirty_street(&shot()).unwrap();
    assert!(one == dirty_street(&shot()).unwrap());
    assert!(one != dirty_street(&Shot { seed: 2, ..shot() }).unwrap());
}

#[test]
fn a_shot_outside_its_limits_is_refused_by_name() {
    for (shot, field) in [
        (Shot { orientation: 0, ..shot() }, "orientation"),
        (Shot { orientation: 9, ..shot() }, "orientation"),
        (Shot { latitude: 90.1, ..shot() }, "latitude"),
        (Shot { longitude: f64::NAN, ..shot() }, "longitude"),
        (Shot { accuracy_m: -1.0, ..shot() }, "accuracy"),
        (Shot { offset_minutes: 900, ..shot() }, "offset"),
    ] {
        let refusal = dirty_street(&shot).unwrap_err().to_string();
        assert!(refusal.starts_with(field), "{refusal}");
    }
}
