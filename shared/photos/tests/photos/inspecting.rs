use std::io::{Cursor, Write};

use image::DynamicImage;
use photos::{Kind, Orientation, inspect};

use crate::pictures::{ascii, block, four_corners, gps, jpeg, jpeg_of, jpeg_with, orientation, png, webp};

#[test]
fn each_kind_tells_its_kind_size_hash_and_exif() {
    let picture = four_corners(60, 40);
    let image = DynamicImage::from(picture.clone());
    let mut fields = gps("N", "E");
    fields.push(orientation(6));
    fields.push(ascii(exif::Tag::DateTimeOriginal, "2025:03:09 14:05:06"));
    let exif = block(&fields);
    for (kind, file) in [
        (Kind::Jpeg, jpeg(&picture, Some(&exif))),
        (Kind::Jpeg, jpeg_with(&picture, Some(&exif), |encoder| encoder.set_progressive(true))),
        (Kind::Jpeg, jpeg_with(&picture, Some(&exif), |encoder| encoder.set_restart_interval(1))),
        (Kind::Png, png(&image, Some(&exif))),
        (Kind::WebP, webp(&image, Some(&exif))),
    ] {
        let found = inspect(&mut Cursor::new(&file)).unwrap();
        assert_eq!((found.kind, found.width, found.height), (kind, 60, 40));
        assert_eq!(found.bytes, file.len() as u64);
        let expected: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(&file).into();
        assert_eq!(found.sha256, expected, "{kind}");
        assert_eq!(found.exif.orientation, Orientation::QuarterTurn, "{kind}");
        assert!(found.exif.place.is_some() && found.exif.taken_at.is_some(), "{kind}");
    }
}

#[test]
fn a_file_on_disk_is_read_from_its_beginning_wherever_it_stands() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&jpeg_of(300, 200)).unwrap();
    let found = inspect(&mut file).unwrap();
    assert_eq!((found.width, found.height), (300, 200));
}

#[test]
fn bytes_behind_the_picture_are_tolerated_and_hashed() {
    let plain = jpeg_of(40, 30);
    let mut followed = plain.clone();
    followed.extend_from_slice(b"a video, as some phones put it here");
    let (plain, followed) =
        (inspect(&mut Cursor::new(plain)).unwrap(), inspect(&mut Cursor::new(followed)).unwrap());
    assert_eq!((plain.width, plain.height), (followed.width, followed.height));
    assert_ne!(plain.sha256, followed.sha256);
}

#[test]
fn the_thumbnail_inside_exif_is_not_the_picture() {
    let mut exif = block(&[orientation(1)]);
    exif.extend_from_slice(&jpeg_of(16, 16));
    let found = inspect(&mut Cursor::new(jpeg(&four_corners(200, 100), Some(&exif)))).unwrap();
    assert_eq!((found.width, found.height), (200, 100));
}
