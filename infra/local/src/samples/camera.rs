use anyhow::Context;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use rand::rngs::SmallRng;
use rand::{RngCore, SeedableRng};

use super::{HEIGHT, WIDTH};

/// Gives about 3 to 4 MB, as phones do.
const JPEG_QUALITY: u8 = 93;

/// An upright picture, rows of red, green and blue bytes.
pub(super) struct Picture(Vec<u8>);

impl Picture {
    /// Stone, asphalt and paint are never as even as a drawing: adds the same soft spots each time.
    pub(super) fn with_texture(mut rgb: Vec<u8>) -> Self {
        let mut random = SmallRng::seed_from_u64(1);
        let fine = Spots::new(9.0, 5.0, &mut random);
        let wide = Spots::new(70.0, 7.0, &mut random);
        for (pixel, (x, y)) in rgb.chunks_exact_mut(3).zip(places(WIDTH, HEIGHT)) {
            let change = fine.at(x, y) + wide.at(x, y);
            for channel in pixel {
                *channel = to_byte(f32::from(*channel) + change);
            }
        }
        Self(rgb)
    }

    fn at(&self, x: u32, y: u32) -> [f32; 3] {
        let at = (y as usize * WIDTH as usize + x as usize) * 3;
        [self.0[at], self.0[at + 1], self.0[at + 2]].map(f32::from)
    }
}

/// Takes the photo: light and grain from the seed, dark corners, stored as a phone held that way stores it.
///
/// Gives the stored width and height, and the pixels as rows of red, green and blue.
pub(super) fn expose(picture: &Picture, orientation: u8, seed: u64) -> (u32, u32, Vec<u8>) {
    let mut random = SmallRng::seed_from_u64(seed);
    let light = 1.0 + 0.05 * unit(random.next_u32());
    let warmth = 0.02 * unit(random.next_u32());
    let white = [light * (1.0 + warmth), light, light * (1.0 - warmth)];

    let (width, height) = if orientation > 4 { (HEIGHT, WIDTH) } else { (WIDTH, HEIGHT) };
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    for (column, row) in places(width, height) {
        let (x, y) = upright(orientation, column, row);
        let corners = vignette(x, y);
        let [bright, red, blue] = grain(random.next_u64());
        let colour = picture.at(x, y);
        for ((value, white), tint) in colour.into_iter().zip(white).zip([red, 0.0, blue]) {
            pixels.push(to_byte(value * white * corners + bright + tint));
        }
    }
    (width, height, pixels)
}

pub(super) fn develop(width: u32, height: u32, pixels: &[u8], exif: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut jpeg = Vec::with_capacity(5_000_000);
    let mut encoder = Encoder::new(&mut jpeg, JPEG_QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.add_exif_metadata(exif)?;
    encoder
        .encode(pixels, u16::try_from(width)?, u16::try_from(height)?, ColorType::Rgb)
        .context("encoding a sample photo")?;
    Ok(jpeg)
}

/// Where a stored pixel belongs in the upright picture (EXIF 2.32, tag 0x0112).
fn upright(orientation: u8, column: u32, row: u32) -> (u32, u32) {
    let (right, bottom) = (WIDTH - 1, HEIGHT - 1);
    match orientation {
        2 => (right - column, row),
        3 => (right - column, bottom - row),
        4 => (column, bottom - row),
        5 => (row, column),
        6 => (right - row, column),
        7 => (right - row, bottom - column),
        8 => (row, bottom - column),
        _ => (column, row),
    }
}

fn places(width: u32, height: u32) -> impl Iterator<Item = (u32, u32)> {
    (0..height).flat_map(move |row| (0..width).map(move |column| (column, row)))
}

#[expect(clippy::cast_precision_loss, reason = "picture sizes are far below 2^23")]
fn vignette(x: u32, y: u32) -> f32 {
    let (across, down) = (x as f32 / WIDTH as f32 - 0.5, y as f32 / HEIGHT as f32 - 0.5);
    1.0 - 0.3 * (across * across + down * down)
}

/// Noise of one pixel: brightness (nearly normal), and what is added to red and to blue.
fn grain(bits: u64) -> [f32; 3] {
    let byte = bits.to_le_bytes().map(|byte| f32::from(byte) - 127.5);
    let bright = (byte[0] + byte[1] + byte[2] + byte[3]) / 148.0;
    [bright * 3.0, byte[4] / 74.0 * 1.2, byte[5] / 74.0 * 1.6]
}

/// -1 to 1, evenly.
#[expect(clippy::cast_precision_loss, reason = "the last bits of a random number don't matter")]
fn unit(bits: u32) -> f32 {
    bits as f32 / u32::MAX as f32 * 2.0 - 1.0
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte's range")]
fn to_byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// Soft spots: random values on a grid, and between them what lies between.
struct Spots {
    size: f32,
    columns: usize,
    values: Vec<f32>,
}

impl Spots {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "grid sizes are small and positive"
    )]
    fn new(size: f32, strength: f32, random: &mut SmallRng) -> Self {
        let columns = (WIDTH as f32 / size) as usize + 2;
        let rows = (HEIGHT as f32 / size) as usize + 2;
        let values = (0..columns * rows).map(|_| unit(random.next_u32()) * strength).collect();
        Self { size, columns, values }
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "grid places are small and positive"
    )]
    fn at(&self, x: u32, y: u32) -> f32 {
        let (x, y) = (x as f32 / self.size, y as f32 / self.size);
        let (across, down) = (x.fract(), y.fract());
        let first = y as usize * self.columns + x as usize;
        let between = |row: usize| self.values[row] * (1.0 - across) + self.values[row + 1] * across;
        between(first) * (1.0 - down) + between(first + self.columns) * down
    }
}
