use image::codecs::png::PngEncoder;
use image::{DynamicImage, GrayImage, ImageEncoder, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};
use moxcms::ColorProfile;
use photos::{PixelBudget, renditions};

use crate::pictures::{
    BLUE, GREEN, RED, YELLOW, assert_looks_like, block, corners, field, four_corners, gps, jpeg, jpeg_of,
    jpeg_with, orientation, png, webp,
};

const UPRIGHT: [[u8; 3]; 4] = [RED, GREEN, BLUE, YELLOW];

/// What a camera held so stores of an upright scene, by an implementation that is not ours.
fn as_stored(upright: &RgbImage, orientation: u16) -> RgbImage {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match orientation {
        2 => flip_horizontal(upright),
        3 => rotate180(upright),
        4 => flip_vertical(upright),
        5 => flip_horizontal(&rotate90(upright)),
        6 => rotate270(upright),
        7 => flip_horizontal(&rotate270(upright)),
        8 => rotate90(upright),
        _ => upright.clone(),
    }
}

#[test]
fn all_eight_orientations_become_upright() {
    let scene = four_corners(1800, 1200);
    for value in 1..=8 {
        let exif = block(&[orientation(value)]);
        let made = renditions(&jpeg(&as_stored(&scene, value), Some(&exif))).unwrap();
        assert_eq!((made.large_size, made.small_size), ((1600, 1067), (400, 267)), "{value}");
        assert_looks_like(corners(&made.large), UPRIGHT, &format!("large {value}"));
        assert_looks_like(corners(&made.small), UPRIGHT, &format!("small {value}"));
    }
}

#[test]
fn png_and_webp_are_turned_too() {
    let stored = DynamicImage::from(as_stored(&four_corners(90, 60), 6));
    let exif = block(&[orientation(6)]);
    for file in [png(&stored, Some(&exif)), webp(&stored, Some(&exif))] {
        let made = renditions(&file).unwrap();
        assert_eq!(made.large_size, (90, 60));
        assert_looks_like(corners(&made.large), UPRIGHT, "turned");
    }
}

/// The four corners in 64 × 48 pixels, as libwebp compresses them with loss.
const LOSSY: &[u8] = include_bytes!("lossy.webp");

#[test]
fn a_lossy_webp_shows_its_colours() {
    let made = renditions(LOSSY).unwrap();
    assert_eq!(made.large_size, (64, 48));
    assert_looks_like(corners(&made.large), UPRIGHT, "lossy");
}

/// [`UPRIGHT`] in Display P3, computed from both colour spaces' primaries (SMPTE EG 432-1, IEC 61966-2-1).
const WIDE: [[u8; 3]; 4] = [[184, 50, 42], [85, 177, 65], [32, 40, 192], [218, 210, 79]];

#[test]
fn wide_colours_are_shown_as_they_were_seen_and_a_profile_that_is_none_changes_nothing() {
    let stored =
        RgbImage::from_fn(1800, 1200, |x, y| Rgb(WIDE[usize::from(x >= 900) + 2 * usize::from(y >= 600)]));
    let profiled =
        |profile: &[u8]| jpeg_with(&stored, None, |encoder| encoder.add_icc_profile(profile).unwrap());
    let (wide, srgb) = (ColorProfile::new_display_p3(), ColorProfile::new_srgb());
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(wide.encode().unwrap()).unwrap();
    DynamicImage::from(stored.clone()).write_with_encoder(encoder).unwrap();
    for (file, seen, what) in [
        (profiled(&wide.encode().unwrap()), UPRIGHT, "wide JPEG"),
        (png, UPRIGHT, "wide PNG"),
        (profiled(&srgb.encode().unwrap()), WIDE, "sRGB"),
        (profiled(&wide.encode().unwrap()[..200]), WIDE, "broken profile"),
        (jpeg(&stored, None), WIDE, "no profile"),
    ] {
        let made = renditions(&file).unwrap();
        assert_looks_like(corners(&made.large), seen, what);
        assert_looks_like(corners(&made.small), seen, what);
    }
}

#[test]
fn sizes_follow_the_longest_side_and_nothing_is_enlarged() {
    for (stored, large, small) in [
        ((4000, 3000), (1600, 1200), (400, 300)),
        ((3000, 4000), (1200, 1600), (300, 400)),
        ((1600, 900), (1600, 900), (400, 225)),
        ((401, 300), (401, 300), (400, 299)),
        ((320, 240), (320, 240), (320, 240)),
        ((7, 5), (7, 5), (7, 5)),
        ((1, 1), (1, 1), (1, 1)),
        ((5000, 3), (1600, 1), (400, 1)),
    ] {
        let made = renditions(&jpeg_of(stored.0, stored.1)).unwrap();
        assert_eq!((made.large_size, made.small_size), (large, small), "{stored:?}");
        for (bytes, size) in [(&made.large, large), (&made.small, small)] {
            let seen = image::load_from_memory(bytes).unwrap();
            assert_eq!((seen.width(), seen.height()), size, "{stored:?}");
        }
    }
}

/// Markers of a JPEG before its entropy-coded data.
fn segments(jpeg: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    let mut at = 2;
    while jpeg[at + 1] != 0xDA {
        assert_eq!(jpeg[at], 0xFF);
        found.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    found
}

#[test]
fn renditions_hold_no_metadata() {
    let mut fields = gps("N", "E");
    fields.push(orientation(6));
    fields.push(field(exif::Tag::Artist, exif::Value::Ascii(vec![b"Marie Curie".to_vec()])));
    let exif = block(&fields);
    let file = jpeg_with(&four_corners(800, 600), Some(&exif), |encoder| {
        encoder.add_icc_profile(b"a colour profile").unwrap();
        encoder.add_app_segment(1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>".to_vec()).unwrap();
        encoder.add_app_segment(13, b"Photoshop 3.0\0".to_vec()).unwrap();
    });
    assert!(segments(&file).iter().filter(|marker| (0xE1..=0xEF).contains(*marker)).count() >= 4);
    let made = renditions(&file).unwrap();
    for rendition in [&made.large, &made.small] {
        // JFIF header, quantisation, frame, Huffman tables.
        let strange: Vec<_> = segments(rendition)
            .into_iter()
            .filter(|marker| !matches!(marker, 0xE0 | 0xDB | 0xC0 | 0xC4))
            .collect();
        assert!(strange.is_empty(), "{strange:02X?}");
        for word in [b"Exif".as_slice(), b"Marie", b"xmpmeta", b"profile"] {
            assert!(!rendition.windows(word.len()).any(|part| part == word));
        }
        // Chroma at half the resolution both ways: 4:2:0.
        let frame = rendition.windows(2).position(|marker| marker == [0xFF, 0xC0]).unwrap();
        assert_eq!([rendition[frame + 11], rendition[frame + 14], rendition[frame + 17]], [0x22, 0x11, 0x11]);
    }
}

#[test]
fn progressive_and_interrupted_jpegs_show_the_same() {
    let picture = four_corners(500, 300);
    for file in [
        jpeg_with(&picture, None, |encoder| encoder.set_progressive(true)),
        jpeg_with(&picture, None, |encoder| encoder.set_restart_interval(3)),
        jpeg_with(&picture, None, |encoder| encoder.set_optimized_huffman_tables(true)),
        [jpeg(&picture, None), b"behind the picture".to_vec()].concat(),
    ] {
        assert_looks_like(corners(&renditions(&file).unwrap().large), UPRIGHT, "jpeg");
    }
}

#[test]
fn grey_pictures_stay_grey() {
    let grey = GrayImage::from_fn(500, 300, |x, _| Luma([if x < 250 { 40 } else { 200 }]));
    let mut as_jpeg = Vec::new();
    Encoder::new(&mut as_jpeg, 90).encode(&grey, 500, 300, ColorType::Luma).unwrap();
    let alpha = DynamicImage::from(grey.clone()).to_luma_alpha8();
    for file in [as_jpeg, png(&grey.into(), None), png(&alpha.into(), None)] {
        let made = renditions(&file).unwrap();
        assert_looks_like(corners(&made.small), [[40; 3], [200; 3], [40; 3], [200; 3]], "grey");
    }
}

#[test]
fn a_printers_cmyk_jpeg_has_the_right_colours() {
    let picture = four_corners(200, 100);
    let inks: Vec<u8> = picture.pixels().flat_map(|Rgb([r, g, b])| [255 - r, 255 - g, 255 - b, 0]).collect();
    for colours in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let mut file = Vec::new();
        Encoder::new(&mut file, 92).encode(&inks, 200, 100, colours).unwrap();
        assert_looks_like(corners(&renditions(&file).unwrap().large), UPRIGHT, &format!("{colours:?}"));
    }
}

#[test]
fn transparency_is_laid_on_white() {
    let half = RgbaImage::from_fn(200, 100, |x, _| Rgba([0, 0, 0, if x < 100 { 0 } else { 128 }]));
    let half = DynamicImage::from(half);
    let deep = DynamicImage::from(half.to_rgba16());
    for file in [png(&half, None), png(&deep, None), webp(&half, None)] {
        let made = renditions(&file).unwrap();
        assert_looks_like(corners(&made.large), [[255; 3], [127; 3], [255; 3], [127; 3]], "on white");
    }
}

/// A scene with large soft forms, as photos have them.
pub(crate) fn scene(width: u32, height: u32, brighter: f32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        let form = ((x * 9.0).sin() + (y * 7.0 + x * 3.0).cos()) * 50.0 + 120.0;
        let form = form + f64::from(brighter);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let byte = form.clamp(0.0, 255.0) as u8;
        Rgb([byte, byte / 2 + 60, 255 - byte])
    })
}

#[test]
fn the_perceptual_hash_knows_a_photo_that_was_recompressed_scaled_or_turned() {
    let photo = scene(1500, 1000, 0.0);
    let first = renditions(&jpeg(&photo, None)).unwrap().perceptual_hash;
    let turned = jpeg(&as_stored(&photo, 6), Some(&block(&[orientation(6)])));
    for same in [
        jpeg(&scene(900, 600, 0.0), None),
        jpeg(&scene(1500, 1000, 9.0), None),
        jpeg_with(&photo, None, |encoder| encoder.set_quality(40)),
        png(&photo.clone().into(), None),
        turned,
    ] {
        let hash = renditions(&same).unwrap().perceptual_hash;
        assert!((hash ^ first).count_ones() <= 6, "{} bits", (hash ^ first).count_ones());
    }
    let other = renditions(&jpeg_of(1500, 1000)).unwrap().perceptual_hash;
    assert!((other ^ first).count_ones() >= 16);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_smaller_than_a_photo_still_renders_it_and_gives_its_room_back() {
    let budget = PixelBudget::new(1_000);
    let many: Vec<_> = (0..8)
        .map(|_| {
            let budget = budget.clone();
            tokio::spawn(async move { budget.render(jpeg_of(300, 200)).await })
        })
        .collect();
    for one in many {
        assert_eq!(one.await.unwrap().unwrap().large_size, (300, 200));
    }
    assert!(budget.render(b"not a picture".to_vec()).await.is_err());
    assert!(budget.render(jpeg_of(30, 20)).await.is_ok());
}
