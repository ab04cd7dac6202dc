//! Pictures for the tests, and EXIF blocks written field by field.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use image::{DynamicImage, ImageEncoder, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

pub(crate) const RED: [u8; 3] = [200, 30, 30];
pub(crate) const GREEN: [u8; 3] = [30, 180, 40];
pub(crate) const BLUE: [u8; 3] = [30, 40, 200];
pub(crate) const YELLOW: [u8; 3] = [220, 210, 40];

/// Red and green above blue and yellow: no two of the eight orientations look the same.
pub(crate) fn four_corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => YELLOW,
        })
    })
}

/// The colours in the middle of the four quarters: top left, top right, bottom left, bottom right.
pub(crate) fn corners(jpeg: &[u8]) -> [[u8; 3]; 4] {
    let picture = image::load_from_memory(jpeg).unwrap().to_rgb8();
    let (right, bottom) = (picture.width() * 3 / 4, picture.height() * 3 / 4);
    let (left, top) = (picture.width() / 4, picture.height() / 4);
    [(left, top), (right, top), (left, bottom), (right, bottom)].map(|(x, y)| picture.get_pixel(x, y).0)
}

pub(crate) fn assert_looks_like(found: [[u8; 3]; 4], expected: [[u8; 3]; 4], what: &str) {
    for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
        assert!(found.abs_diff(*expected) <= 8, "{what}: {found} is not {expected}");
    }
}

pub(crate) fn jpeg_with(
    picture: &RgbImage,
    exif: Option<&[u8]>,
    change: impl Fn(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    if let Some(exif) = exif {
        encoder.add_exif_metadata(exif).unwrap();
    }
    change(&mut encoder);
    let (width, height) = (picture.width().try_into().unwrap(), picture.height().try_into().unwrap());
    encoder.encode(picture, width, height, ColorType::Rgb).unwrap();
    bytes
}

pub(crate) fn jpeg(picture: &RgbImage, exif: Option<&[u8]>) -> Vec<u8> {
    jpeg_with(picture, exif, |_| {})
}

pub(crate) fn jpeg_of(width: u32, height: u32) -> Vec<u8> {
    jpeg(&four_corners(width, height), None)
}

pub(crate) fn png(picture: &DynamicImage, exif: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif.to_vec()).unwrap();
    }
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

pub(crate) fn webp(picture: &DynamicImage, exif: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut bytes);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif.to_vec()).unwrap();
    }
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

pub(crate) fn field(tag: Tag, value: Value) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value }
}

pub(crate) fn ascii(tag: Tag, text: &str) -> Field {
    field(tag, Value::Ascii(vec![text.as_bytes().to_vec()]))
}

pub(crate) fn rationals(tag: Tag, numbers: &[(u32, u32)]) -> Field {
    let numbers = numbers.iter().map(|(num, denom)| Rational { num: *num, denom: *denom }).collect();
    field(tag, Value::Rational(numbers))
}

pub(crate) fn orientation(value: u16) -> Field {
    field(Tag::Orientation, Value::Short(vec![value]))
}

pub(crate) fn block(fields: &[Field]) -> Vec<u8> {
    let mut writer = Writer::new();
    for field in fields {
        writer.push_field(field);
    }
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).unwrap();
    bytes.into_inner()
}

/// 48°51′24″, 2°21′3″, with the letters given: the square before the Hôtel de Ville in Paris for N and E.
pub(crate) fn gps(latitude_letter: &str, longitude_letter: &str) -> Vec<Field> {
    vec![
        ascii(Tag::GPSLatitudeRef, latitude_letter),
        rationals(Tag::GPSLatitude, &[(48, 1), (51, 1), (2400, 100)]),
        ascii(Tag::GPSLongitudeRef, longitude_letter),
        rationals(Tag::GPSLongitude, &[(2, 1), (21, 1), (300, 100)]),
    ]
}
