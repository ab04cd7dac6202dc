//! Thousands of small changes to real photos: refused, unreadable or shown, never a panic.

use std::io::Cursor;
use std::time::{Duration, Instant};

use image::DynamicImage;
use photos::{inspect, renditions};

use crate::pictures::{ascii, block, gps, jpeg, jpeg_with, orientation, png, webp};
use crate::refusing::Noise;
use crate::rendering::scene;

/// One of each kind as cameras and programs write it, with EXIF.
fn samples() -> Vec<Vec<u8>> {
    let mut fields = gps("N", "E");
    fields.push(orientation(6));
    fields.push(ascii(exif::Tag::DateTimeOriginal, "2026:11:24 12:44:00"));
    let exif = block(&fields);
    let photo = scene(160, 120, 0.0);
    let image = DynamicImage::from(photo.clone());
    vec![
        jpeg(&photo, Some(&exif)),
        jpeg_with(&photo, Some(&exif), |encoder| encoder.set_progressive(true)),
        jpeg_with(&photo, None, |encoder| encoder.set_restart_interval(4)),
        png(&image, Some(&exif)),
        png(&image.to_rgba16().into(), None),
        webp(&image, Some(&exif)),
    ]
}

/// One thing that happens to files: bytes changed, cut off, taken out, or there twice.
fn changed(sample: &[u8], noise: &mut Noise) -> Vec<u8> {
    let mut file = sample.to_vec();
    for _ in 0..=noise.below(3) {
        let at = noise.below(file.len());
        let length = noise.below(40).min(file.len() - at);
        match noise.below(6) {
            0 => file.truncate(at.max(1)),
            1 => drop(file.drain(at..at + length)),
            2 => {
                let twice = file[at..at + length].to_vec();
                file.splice(at..at, twice);
            }
            3 => file[at] = 0xFF,
            4 => file[at] ^= 1 << noise.below(8),
            _ => file[at] = noise.byte(),
        }
        if file.is_empty() {
            break;
        }
    }
    file
}

#[test]
fn no_change_of_a_photo_makes_us_panic() {
    let mut noise = Noise(2_026);
    let samples = samples();
    let began = Instant::now();
    let mut tried = 0;
    // A bounded count, and a bounded time on a slow machine.
    while tried < 4_000 && began.elapsed() < Duration::from_secs(10) {
        let file = changed(&samples[tried % samples.len()], &mut noise);
        let looked = inspect(&mut Cursor::new(&file));
        let made = renditions(&file);
        assert!(looked.is_ok() || made.is_err(), "what is refused when it is received is never shown");
        tried += 1;
    }
    assert!(tried > 500, "only {tried} files in ten seconds");
}
