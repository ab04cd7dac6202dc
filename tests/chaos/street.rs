//! What the tests report: small pictures and plain words, quick to make and to render.

use std::io::Cursor;

use harness::{Resident, Sent};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

/// A small JPEG; each seed gives another one.
pub(crate) fn picture(seed: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(320, 240, |x, y| {
        let [x, y] = [x, y].map(|at| at.to_le_bytes()[0]);
        Rgb([x.wrapping_mul(seed), y.wrapping_add(seed), x ^ y])
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new(Cursor::new(&mut jpeg)).encode_image(&picture).expect("a JPEG");
    jpeg
}

/// Bags at rue Oberkampf, reported by somebody.
pub(crate) fn bags(email: &str) -> [(&str, &str); 6] {
    [
        ("category", "bags"),
        ("place_longitude", "2.3783"),
        ("place_latitude", "48.8646"),
        ("channel", "api"),
        ("language", "fr"),
        ("email", email),
    ]
}

/// Reports with so many photos, and expects it to be accepted.
pub(crate) async fn report(resident: &Resident, key: &str, photos: u8) -> anyhow::Result<Sent> {
    let email = format!("{key}@example.org");
    let photos: Vec<_> = (1..=photos).map(picture).collect();
    resident.report(key, &bags(&email), &photos).await
}
