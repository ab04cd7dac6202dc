use std::io::Cursor;

use chrono::NaiveDate;
use exif::{Field, Tag, Value};
use photos::{Exif, Orientation, TakenAt, inspect};

use crate::pictures::{ascii, block, field, four_corners, gps, jpeg, orientation, rationals};

fn read_block(block: &[u8]) -> Exif {
    inspect(&mut Cursor::new(jpeg(&four_corners(16, 16), Some(block)))).unwrap().exif
}

fn read(fields: &[Field]) -> Exif {
    read_block(&block(fields))
}

fn replaced(tag: Tag, by: Option<Field>) -> Vec<Field> {
    let mut fields = gps("N", "E");
    fields.retain(|field| field.tag != tag);
    fields.extend(by);
    fields
}

#[test]
fn the_place_is_right_in_all_four_hemispheres() {
    for (letters, latitude, longitude) in [
        (("N", "E"), 48.856_666, 2.350_833),
        (("N", "W"), 48.856_666, -2.350_833),
        (("S", "E"), -48.856_666, 2.350_833),
        (("S", "W"), -48.856_666, -2.350_833),
        (("s", "w"), -48.856_666, -2.350_833),
    ] {
        let place = read(&gps(letters.0, letters.1)).place.unwrap();
        assert!((place.latitude - latitude).abs() < 1e-5, "{letters:?}: {place:?}");
        assert!((place.longitude - longitude).abs() < 1e-5, "{letters:?}: {place:?}");
        assert_eq!(place.accuracy_m, None);
    }
}

#[test]
fn the_phones_own_accuracy_is_kept_when_it_is_one() {
    for (written, expected) in [((475, 100), Some(4.75)), ((0, 1), None), ((5, 0), None), ((0, 0), None)] {
        let mut fields = gps("N", "E");
        fields.push(rationals(Tag::GPSHPositioningError, &[written]));
        assert_eq!(read(&fields).place.unwrap().accuracy_m, expected, "{written:?}");
    }
}

#[test]
fn a_place_that_is_not_certain_is_no_place() {
    let latitude = |numbers: &[(u32, u32)]| Some(rationals(Tag::GPSLatitude, numbers));
    let longitude = |numbers: &[(u32, u32)]| Some(rationals(Tag::GPSLongitude, numbers));
    for (what, fields) in [
        ("no letter for the latitude", replaced(Tag::GPSLatitudeRef, None)),
        ("no letter for the longitude", replaced(Tag::GPSLongitudeRef, None)),
        ("an unknown letter", replaced(Tag::GPSLatitudeRef, Some(ascii(Tag::GPSLatitudeRef, "X")))),
        ("letters exchanged", gps("E", "N")),
        ("an empty letter", replaced(Tag::GPSLongitudeRef, Some(ascii(Tag::GPSLongitudeRef, "")))),
        ("no latitude", replaced(Tag::GPSLatitude, None)),
        ("no longitude", replaced(Tag::GPSLongitude, None)),
        ("degrees over zero", replaced(Tag::GPSLatitude, latitude(&[(48, 0), (51, 1), (24, 1)]))),
        ("minutes over zero", replaced(Tag::GPSLatitude, latitude(&[(48, 1), (51, 0), (24, 1)]))),
        ("seconds zero over zero", replaced(Tag::GPSLatitude, latitude(&[(48, 1), (51, 1), (0, 0)]))),
        ("all zero over zero", replaced(Tag::GPSLongitude, longitude(&[(0, 0), (0, 0), (0, 0)]))),
        ("two numbers", replaced(Tag::GPSLatitude, latitude(&[(48, 1), (51, 1)]))),
        ("no numbers", replaced(Tag::GPSLatitude, latitude(&[]))),
        ("beyond the pole", replaced(Tag::GPSLatitude, latitude(&[(90, 1), (0, 1), (1, 1)]))),
        ("beyond the date line", replaced(Tag::GPSLongitude, longitude(&[(180, 1), (0, 1), (1, 1)]))),
        ("the largest number", replaced(Tag::GPSLongitude, longitude(&[(u32::MAX, 1), (0, 1), (0, 1)]))),
        ("61 minutes", replaced(Tag::GPSLongitude, longitude(&[(2, 1), (61, 1), (0, 1)]))),
        ("a text for a number", replaced(Tag::GPSLatitude, Some(ascii(Tag::GPSLatitude, "48.8566")))),
        (
            "not a number",
            replaced(Tag::GPSLatitude, Some(field(Tag::GPSLatitude, Value::Double(vec![f64::NAN; 3])))),
        ),
    ] {
        assert_eq!(read(&fields).place, None, "{what}");
    }
}

#[test]
fn the_place_of_a_camera_without_a_fix_is_no_place() {
    let zero = [(0, 1), (0, 1), (0, 1)];
    let mut fields = gps("N", "E");
    fields.retain(|field| matches!(field.tag, Tag::GPSLatitudeRef | Tag::GPSLongitudeRef));
    fields.push(rationals(Tag::GPSLatitude, &zero));
    fields.push(rationals(Tag::GPSLongitude, &zero));
    assert_eq!(read(&fields).place, None);
    // The equator alone is a place.
    let equator = read(&replaced(Tag::GPSLatitude, Some(rationals(Tag::GPSLatitude, &zero)))).place;
    assert!(equator.is_some_and(|place| place.latitude == 0.0));
}

fn at(hour: u32) -> chrono::NaiveDateTime {
    NaiveDate::from_ymd_opt(2025, 3, 9).unwrap().and_hms_opt(hour, 5, 6).unwrap()
}

#[test]
fn the_time_is_the_original_one_with_its_own_offset() {
    let fields = [
        ascii(Tag::DateTime, "2025:03:09 16:05:06"),
        ascii(Tag::DateTimeDigitized, "2025:03:09 15:05:06"),
        ascii(Tag::OffsetTimeDigitized, "-03:30"),
        ascii(Tag::DateTimeOriginal, "2025:03:09 14:05:06"),
        ascii(Tag::OffsetTimeOriginal, "+01:00"),
    ];
    assert_eq!(read(&fields).taken_at, Some(TakenAt { local: at(14), offset_minutes: Some(60) }));
    assert_eq!(read(&fields[..3]).taken_at, Some(TakenAt { local: at(15), offset_minutes: Some(-210) }));
    assert_eq!(read(&fields[..1]).taken_at, Some(TakenAt { local: at(16), offset_minutes: None }));
}

#[test]
fn an_absurd_date_is_no_date_and_the_next_credible_one_counts() {
    for absurd in [
        "0000:00:00 00:00:00",
        "2025:13:09 14:05:06",
        "2025:02:30 14:05:06",
        "2025:03:09 24:05:06",
        "2025:03:09 14:61:06",
        "1970:01:01 00:00:00",
        "9999:12:31 23:59:59",
        "2025-03-09 14:05:06",
        "2025:03:09",
        "    :  :     :  :  ",
        "yesterday afternoon",
        "",
        "éééé:éé:éé éé:éé:éé",
    ] {
        let original = ascii(Tag::DateTimeOriginal, absurd);
        assert_eq!(read(std::slice::from_ref(&original)).taken_at, None, "{absurd}");
        let fields = [original, ascii(Tag::DateTime, "2025:03:09 16:05:06")];
        assert_eq!(read(&fields).taken_at.map(|taken| taken.local), Some(at(16)), "{absurd}");
    }
}

#[test]
fn an_absurd_offset_leaves_the_time() {
    for absurd in ["+99:99", "+15:00", "-12:30", "01:00", "+1:00", "+01:60", "Z", "", "+é:00"] {
        let fields =
            [ascii(Tag::DateTimeOriginal, "2025:03:09 14:05:06"), ascii(Tag::OffsetTimeOriginal, absurd)];
        assert_eq!(read(&fields).taken_at, Some(TakenAt { local: at(14), offset_minutes: None }), "{absurd}");
    }
}

#[test]
fn an_orientation_outside_of_1_to_8_is_upright() {
    for value in [0, 9, u16::MAX] {
        assert_eq!(read(&[orientation(value)]).orientation, Orientation::Upright, "{value}");
    }
}

#[test]
fn a_photo_without_exif_says_nothing() {
    let file = jpeg(&four_corners(16, 16), None);
    assert_eq!(inspect(&mut Cursor::new(file)).unwrap().exif, Exif::default());
}

#[test]
fn an_exif_block_of_garbage_says_nothing() {
    let mut noise = crate::refusing::Noise(7);
    for length in [0, 1, 4, 8, 100, 65_000] {
        let mut garbage: Vec<u8> = (0..length).map(|_| noise.byte()).collect();
        assert_eq!(read_block(&garbage), Exif::default(), "{length}");
        // As if it were TIFF: the parser goes further into it.
        for (at, byte) in b"MM\0*\0\0\0\x08".iter().enumerate().take(garbage.len()) {
            garbage[at] = *byte;
        }
        let _ = read_block(&garbage);
    }
}

#[test]
fn a_damaged_exif_block_is_never_a_reason_to_refuse() {
    let mut fields = gps("N", "E");
    fields.push(orientation(6));
    fields.push(ascii(Tag::DateTimeOriginal, "2025:03:09 14:05:06"));
    let whole = block(&fields);
    for length in 0..whole.len() {
        let _ = read_block(&whole[..length]);
    }
    let mut noise = crate::refusing::Noise(11);
    for _ in 0..500 {
        let mut changed = whole.clone();
        for _ in 0..4 {
            let at = noise.below(changed.len());
            changed[at] = noise.byte();
        }
        let exif = read_block(&changed);
        assert!(
            exif.place.is_none_or(|place| place.latitude.abs() <= 90.0 && place.longitude.abs() <= 180.0)
        );
    }
}

/// The fields of an EXIF block whose directory points back to itself.
fn looping() -> Vec<u8> {
    let mut block = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    // The pointers to the EXIF and GPS directories lead to this directory, and so does "the next one".
    for tag in [0x8769_u16, 0x8825] {
        block.extend_from_slice(&tag.to_be_bytes());
        block.extend_from_slice(b"\0\x04\0\0\0\x01\0\0\0\x08");
    }
    block.extend_from_slice(b"\0\0\0\x08");
    block
}

#[test]
fn directories_that_point_to_themselves_end() {
    assert_eq!(read_block(&looping()), Exif::default());
}

#[test]
fn a_full_segment_of_garbage_says_nothing() {
    let mut noise = crate::refusing::Noise(17);
    // The longest that a JPEG segment holds, less its name and its length.
    for start in [b"MM\0*\0\0\0\x08".as_slice(), b"II*\0\x08\0\0\0", b""] {
        let mut garbage: Vec<u8> = (0..65_527).map(|_| noise.byte()).collect();
        garbage[..start.len()].copy_from_slice(start);
        let exif = read_block(&garbage);
        assert_eq!((exif.place, exif.taken_at), (None, None));
    }
}

#[test]
fn a_photo_from_the_future_has_no_time_and_one_from_a_clock_ahead_has_the_receipts() {
    use chrono::{FixedOffset, TimeDelta};
    let received = at(14).and_utc();
    let paris = FixedOffset::east_opt(3600).unwrap();
    let moment =
        |hour: u32, offset_minutes| TakenAt { local: at(hour), offset_minutes }.moment(&paris, received);
    assert_eq!(moment(13, Some(0)), Some(at(13).and_utc()));
    assert_eq!(moment(14, None), Some(at(13).and_utc()), "on the city's clocks");
    assert_eq!(moment(16, Some(60)), None, "an hour from now");
    let ahead = TakenAt { local: at(14) + TimeDelta::minutes(9), offset_minutes: Some(0) };
    assert_eq!(ahead.moment(&paris, received), Some(received));
    let far = NaiveDate::from_ymd_opt(2099, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
    assert_eq!(TakenAt { local: far, offset_minutes: None }.moment(&paris, received), None);
}
