//! How like a rendition is to the best one that could be made, in figures: blur or halos must not buy speed.

use anyhow::Context;
use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageDecoder, ImageReader, RgbImage};
use std::io::Cursor;

/// A rendition measured against the full picture, shrunk by Lanczos with three lobes and not compressed.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub(crate) struct Likeness {
    /// Peak signal-to-noise ratio over red, green and blue, in decibels.
    pub(crate) psnr_db: f64,
    /// Structural similarity of brightness, 1 for equal pictures (Wang, Bovik, Sheikh and Simoncelli 2004; fields of
    /// 8 by 8 pixels, every fourth).
    pub(crate) ssim: f64,
    /// Strength of the edges compared with the reference's: under 1 blurred, over 1 sharpened.
    pub(crate) edges: f64,
}

/// The reference: every pixel decoded and upright, then shrunk to exactly this size.
pub(crate) fn reference(photo: &[u8], width: u32, height: u32) -> anyhow::Result<RgbImage> {
    let mut decoder = ImageReader::new(Cursor::new(photo)).with_guessed_format()?.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut full = DynamicImage::from_decoder(decoder).context("the sample photo can't be decoded")?;
    full.apply_orientation(orientation);
    Ok(imageops::resize(&full.into_rgb8(), width, height, FilterType::Lanczos3))
}

pub(crate) fn likeness(rendition: &[u8], reference: &RgbImage) -> anyhow::Result<Likeness> {
    let rendition = image::load_from_memory(rendition)?.into_rgb8();
    anyhow::ensure!(rendition.dimensions() == reference.dimensions(), "a rendition has another size");
    let pairs = rendition.as_raw().iter().zip(reference.as_raw());
    let squares: f64 = pairs.map(|(one, other)| f64::from(one.abs_diff(*other)).powi(2)).sum();
    let error = squares / count(rendition.as_raw().len());
    let [rendition, reference] =
        [&rendition, reference].map(|picture| DynamicImage::from(picture.clone()).into_luma8());
    Ok(Likeness {
        psnr_db: 10.0 * (255.0 * 255.0 / error).log10(),
        ssim: ssim(&rendition, &reference),
        edges: edges(&rendition) / edges(&reference),
    })
}

/// Mean of the absolute differences of neighbours.
fn edges(picture: &GrayImage) -> f64 {
    let row = picture.width() as usize;
    let bytes = picture.as_raw();
    let steps = bytes.iter().zip(&bytes[1..]).chain(bytes.iter().zip(&bytes[row..]));
    steps.map(|(one, next)| f64::from(one.abs_diff(*next))).sum::<f64>() / count(bytes.len())
}

fn ssim(one: &GrayImage, other: &GrayImage) -> f64 {
    let (mut sum, mut fields) = (0.0, 0_usize);
    for top in (0..one.height().saturating_sub(8)).step_by(4) {
        for left in (0..one.width().saturating_sub(8)).step_by(4) {
            sum += field(one, other, left, top);
            fields += 1;
        }
    }
    sum / count(fields)
}

fn field(one: &GrayImage, other: &GrayImage, left: u32, top: u32) -> f64 {
    let (steady_mean, steady_spread) = ((0.01_f64 * 255.0).powi(2), (0.03_f64 * 255.0).powi(2));
    let mut sums = [0.0; 5];
    for (x, y) in (0..64).map(|pixel| (left + pixel % 8, top + pixel / 8)) {
        let (a, b) = (f64::from(one.get_pixel(x, y).0[0]), f64::from(other.get_pixel(x, y).0[0]));
        for (sum, value) in sums.iter_mut().zip([a, b, a * a, b * b, a * b]) {
            *sum += value / 64.0;
        }
    }
    let [a, b, aa, bb, ab] = sums;
    let (var_a, var_b, cov) = (aa - a * a, bb - b * b, ab - a * b);
    (2.0 * a * b + steady_mean) * (2.0 * cov + steady_spread)
        / ((a * a + b * b + steady_mean) * (var_a + var_b + steady_spread))
}

#[expect(clippy::cast_precision_loss, reason = "numbers of pixels are far below 2^52")]
fn count(pixels: usize) -> f64 {
    pixels as f64
}
