use std::io::Cursor;

use image::{DynamicImage, Rgb, RgbImage};
use photos::{Inspected, MAX_BYTES, Refusal, Unreadable, inspect, renditions};

use crate::pictures::{four_corners, jpeg, jpeg_of, jpeg_with, png, webp};

/// Reproducible bytes (xorshift).
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn byte(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.to_le_bytes()[3]
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (usize::from(self.byte()) << 16 | usize::from(self.byte()) << 8 | usize::from(self.byte())) % limit
    }
}

fn look(file: &[u8]) -> Result<Inspected, Refusal> {
    inspect(&mut Cursor::new(file))
}

fn one_of_each_kind() -> Vec<(&'static str, Vec<u8>)> {
    let picture = four_corners(90, 70);
    let image = DynamicImage::from(picture.clone());
    vec![
        ("jpeg", jpeg(&picture, None)),
        ("progressive jpeg", jpeg_with(&picture, None, |encoder| encoder.set_progressive(true))),
        ("png", png(&image, None)),
        ("webp", webp(&image, None)),
        ("webp with exif", webp(&image, Some(&crate::pictures::block(&[crate::pictures::orientation(1)])))),
    ]
}

#[test]
fn what_is_no_picture_is_not_one_whatever_its_name() {
    let mut noise = Noise(3);
    let garbage: Vec<u8> = (0..65_536).map(|_| noise.byte()).collect();
    for file in [
        b"".as_slice(),
        b"\xFF",
        b"A text that somebody renamed to photo.jpg",
        b"BMW is a text too",
        b"<!doctype html><p>hello</p>",
        &garbage,
    ] {
        assert!(matches!(look(file), Err(Refusal::NotAPicture)), "{:?}", file.get(..10));
        assert!(matches!(renditions(file), Err(Unreadable::Refused(Refusal::NotAPicture))));
    }
}

#[test]
fn kinds_that_are_not_accepted_are_named() {
    for (file, expected) in [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice(), "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x1Cftypavif\0\0\0\0mif1avif", "AVIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0miafavif", "AVIF"),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "CR3"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "video"),
        (b"\0\0\0\x14ftyp", "video"),
        (b"GIF89a\x01\0\x01\0", "GIF"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"MM\0*\0\0\0\x08", "TIFF"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "BMP"),
        (b"%PDF-1.7", "PDF"),
        (b"8BPS\0\x01", "PSD"),
        (b"\xFF\x0A\xFA", "JPEG XL"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"),
        (b"\xEF\xBB\xBF <?xml version=\"1.0\"?><!-- drawn by hand --><svg/>", "SVG"),
        (b"<?xml version=\"1.0\"?><note/>", "XML"),
    ] {
        match look(file) {
            Err(Refusal::UnsupportedKind { kind }) => assert_eq!(kind, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_refused_and_never_panics() {
    for (what, whole) in one_of_each_kind() {
        assert!(look(&whole).is_ok(), "{what}");
        for length in 0..whole.len() {
            match look(&whole[..length]) {
                Err(Refusal::Truncated | Refusal::NotAPicture) => {}
                other => panic!("{what} cut at {length}: {other:?}"),
            }
            assert!(renditions(&whole[..length]).is_err(), "{what} cut at {length}");
        }
    }
}

#[test]
fn changed_bytes_anywhere_never_panic() {
    let mut noise = Noise(5);
    for (_, whole) in one_of_each_kind() {
        for _ in 0..400 {
            let mut changed = whole.clone();
            for _ in 0..3 {
                let at = noise.below(changed.len());
                changed[at] = noise.byte();
            }
            let _ = look(&changed);
            let _ = renditions(&changed);
        }
    }
}

#[test]
fn a_file_over_25_megabytes_is_refused_before_it_is_read() {
    let file = tempfile::tempfile().unwrap();
    file.set_len(MAX_BYTES + 1).unwrap();
    match inspect(&mut { file }) {
        Err(Refusal::TooLarge { bytes }) => assert_eq!(bytes, MAX_BYTES + 1),
        other => panic!("{other:?}"),
    }
}

/// Writes other dimensions into the frame header.
fn resized_jpeg(mut file: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let frame = file.windows(2).position(|marker| matches!(marker, [0xFF, 0xC0 | 0xC2])).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

/// Writes other dimensions into IHDR, with its checksum.
fn resized_png(mut file: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let checksum = checksum(&file[12..29]);
    file[29..33].copy_from_slice(&checksum.to_be_bytes());
    file
}

/// CRC-32 as PNG uses it (annex D of its specification).
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 },
        )
    })
}

/// Writes other dimensions into the VP8L header.
fn resized_webp(mut file: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
    let at = file.windows(4).position(|name| name == b"VP8L").unwrap() + 9;
    let kept = u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) & 0xF000_0000;
    let bits = kept | (height - 1) << 14 | (width - 1);
    file[at..at + 4].copy_from_slice(&bits.to_le_bytes());
    file
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let image = DynamicImage::from(four_corners(20, 20));
    for (file, size) in [
        (resized_jpeg(jpeg_of(20, 20), 65_000, 65_000), (65_000, 65_000)),
        (resized_png(png(&image, None), 2_000_000_000, 2_000_000_000), (2_000_000_000, 2_000_000_000)),
        (resized_webp(webp(&image, None), 16_384, 16_384), (16_384, 16_384)),
    ] {
        for refused in [look(&file).err(), renditions(&file).err().and_then(refusal)] {
            match refused {
                Some(Refusal::TooManyPixels { width, height }) => assert_eq!((width, height), size),
                other => panic!("{other:?}"),
            }
        }
    }
}

fn refusal(unreadable: Unreadable) -> Option<Refusal> {
    match unreadable {
        Unreadable::Refused(refusal) => Some(refusal),
        _ => None,
    }
}

#[test]
fn sixty_megapixels_are_not_too_many_and_one_row_more_is() {
    let seen = |height| look(&resized_jpeg(jpeg_of(20, 20), 10_000, height));
    // So few bytes are refused too, but for another reason.
    assert!(matches!(seen(6_000), Err(Refusal::Damaged { .. })));
    assert!(matches!(seen(6_001), Err(Refusal::TooManyPixels { width: 10_000, height: 6_001 })));
}

#[test]
fn a_header_that_lies_grossly_is_refused_without_decoding() {
    let image = DynamicImage::from(four_corners(40, 40));
    let picture = four_corners(40, 40);
    let progressive = jpeg_with(&picture, None, |encoder| encoder.set_progressive(true));
    for (what, file) in [
        ("jpeg", resized_jpeg(jpeg_of(40, 40), 8_000, 7_000)),
        ("progressive jpeg", resized_jpeg(progressive, 8_000, 7_000)),
        ("png", resized_png(png(&image, None), 8_000, 7_000)),
    ] {
        assert!(matches!(look(&file), Err(Refusal::Damaged { .. })), "{what}: {:?}", look(&file));
    }
}

#[test]
fn a_header_that_lies_a_little_is_found_when_decoding() {
    let detailed = |width| {
        let mut noise = Noise(9);
        RgbImage::from_fn(width, 64, |_, _| Rgb([noise.byte(), noise.byte(), noise.byte()]))
    };
    let image = DynamicImage::from(detailed(64));
    for (what, file) in [
        ("jpeg", resized_jpeg(jpeg(&detailed(64), None), 64, 90)),
        ("jpeg", resized_jpeg(jpeg(&detailed(64), None), 128, 64)),
        ("png", resized_png(png(&image, None), 64, 90)),
        ("webp", resized_webp(webp(&image, None), 64, 90)),
    ] {
        assert!(look(&file).is_ok(), "{what}");
        let error = renditions(&file).unwrap_err();
        assert!(matches!(error, Unreadable::Decoding(_)), "{what}: {error:?}");
    }
}

#[test]
fn a_jpeg_that_lacks_its_lower_half_but_not_its_end_marker_is_unreadable() {
    let mut noise = Noise(13);
    let picture = RgbImage::from_fn(320, 320, |_, _| Rgb([noise.byte(), noise.byte(), noise.byte()]));
    let mut file = jpeg(&picture, None);
    file.truncate(file.len() / 2);
    // A cut right after 0xFF would turn the end marker into data.
    while file.last() == Some(&0xFF) {
        file.pop();
    }
    file.extend_from_slice(b"\xFF\xD9");
    assert!(look(&file).is_ok());
    assert!(matches!(renditions(&file).unwrap_err(), Unreadable::Decoding(_)));
}

#[test]
fn a_canvas_that_differs_from_its_picture_is_damaged() {
    let exif = crate::pictures::block(&[crate::pictures::orientation(1)]);
    let file = webp(&DynamicImage::from(four_corners(40, 40)), Some(&exif));
    assert!(matches!(look(&resized_webp(file, 41, 40)), Err(Refusal::Damaged { .. })));
}

#[test]
fn a_picture_without_a_side_or_without_pixels_is_damaged() {
    let image = DynamicImage::from(four_corners(20, 20));
    let mut pixelless = b"\xFF\xD8\xFF\xD9".to_vec();
    assert!(matches!(look(&pixelless), Err(Refusal::Damaged { .. })));
    pixelless = resized_jpeg(jpeg_of(20, 20), 0, 20);
    assert!(matches!(look(&pixelless), Err(Refusal::Damaged { .. })));
    pixelless = resized_png(png(&image, None), 20, 0);
    assert!(matches!(look(&pixelless), Err(Refusal::Damaged { .. })));
}

#[test]
fn thousands_of_scans_are_refused() {
    let mut file = jpeg_of(20, 20);
    let scan = file.windows(2).position(|marker| marker == [0xFF, 0xDA]).unwrap();
    let header = file[scan..scan + 14].to_vec();
    for _ in 0..1_000 {
        file.splice(scan..scan, header.iter().copied());
    }
    assert!(matches!(look(&file), Err(Refusal::Damaged { .. })));
}
