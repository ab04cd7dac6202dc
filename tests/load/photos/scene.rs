//! A house front as a telephone would photograph it: sky, stone, windows, railings, a painted sign, leaves, and the grain
//! of a small sensor. The same pixels every time.

/// Width of the upright scene, in pixels.
pub(crate) const WIDTH: u32 = 4032;
/// Height of the upright scene, in pixels: with [`WIDTH`], 12 megapixels.
pub(crate) const HEIGHT: u32 = 3024;

/// Rows of red, green and blue.
pub(crate) fn house_front() -> Vec<u8> {
    let mut pixels = Vec::with_capacity((WIDTH * HEIGHT * 3) as usize);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let grain = 4.0 * (noise(x, y, 90) + noise(x + 1, y, 90)) - 4.0;
            let tint = 5.0 * (noise(x / 2, y / 2, 91) - 0.5);
            let [red, green, blue] = colour(x, y);
            pixels.extend([red + grain + tint, green + grain, blue + grain - tint].map(to_byte));
        }
    }
    pixels
}

/// A quarter turn against the clock: what a telephone stores that says "turn me clockwise" (EXIF orientation 6).
pub(crate) fn sideways(upright: &[u8]) -> Vec<u8> {
    let (width, height) = (WIDTH as usize, HEIGHT as usize);
    let mut turned = Vec::with_capacity(upright.len());
    for row in 0..width {
        for column in 0..height {
            let at = (column * width + width - 1 - row) * 3;
            turned.extend_from_slice(&upright[at..at + 3]);
        }
    }
    turned
}

fn colour(x: u32, y: u32) -> [f32; 3] {
    if leaves(x, y) > 0.52 {
        let light = clouds(x, y, 14.0, 3) * 0.6 + clouds(x, y, 5.0, 4) * 0.4;
        return mix([22.0, 40.0, 18.0], [150.0, 178.0, 84.0], light);
    }
    match y {
        0..420 => mix([96.0, 150.0, 214.0], [236.0, 240.0, 244.0], clouds(x, y, 700.0, 1)),
        420..2250 => wall(x, y - 420),
        2250..2520 => sign(x, y - 2250),
        _ => pavement(x, y - 2520),
    }
}

/// How deep in the crown of the tree on the left.
fn leaves(x: u32, y: u32) -> f32 {
    let (across, down) = ((float(x) - 300.0) / 900.0, (float(y) - 1000.0) / 1100.0);
    let edge = clouds(x, y, 120.0, 2) * 0.7 + clouds(x, y, 25.0, 5) * 0.3;
    edge - (across * across + down * down) * 0.5 + 0.2
}

fn wall(x: u32, y: u32) -> [f32; 3] {
    let (in_x, in_y) = (x % 576, y % 610);
    let railing = (400..520).contains(&in_y) && (90..486).contains(&in_x);
    if railing && (in_x % 18 < 4 || (400..408).contains(&in_y) || (512..520).contains(&in_y)) {
        return [28.0, 29.0, 33.0];
    }
    if (120..456).contains(&in_x) && (60..500).contains(&in_y) {
        let frame = (132..144).contains(&(in_x % 168)) || in_y % 146 < 12;
        let glass = clouds(x, y, 260.0, 6);
        return if frame {
            [226.0, 224.0, 216.0]
        } else {
            mix([38.0, 46.0, 58.0], [150.0, 172.0, 196.0], glass)
        };
    }
    let course = y % 96 < 5 || (x + y / 96 % 2 * 130) % 260 < 4;
    let stone = clouds(x, y, 60.0, 7) * 0.6 + clouds(x, y, 7.0, 8) * 0.4;
    let stone = mix([176.0, 160.0, 132.0], [232.0, 218.0, 188.0], stone);
    if course { stone.map(|value| value * 0.72) } else { stone }
}

/// Letters of 5 by 7 squares, a row a byte.
const LETTERS: [[u8; 7]; 7] = [
    [0x1E, 0x11, 0x11, 0x1E, 0x14, 0x12, 0x11],
    [0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0E],
    [0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x1F],
    [0; 7],
    [0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11],
    [0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x1F],
    [0x1F, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04],
];

/// A red shop sign; its letters grow smaller from left to right, down to two pixels a stroke.
fn sign(x: u32, y: u32) -> [f32; 3] {
    let square = [22, 14, 8, 5, 3, 2][(x / 700).min(5) as usize];
    let (column, row) = (x % 700 / square, y.wrapping_sub(40) / square);
    let letter = LETTERS[(column / 6 % 7) as usize];
    let painted =
        y >= 40 && row % 9 < 7 && y < 230 && letter[(row % 9) as usize] >> (4 - (column % 6).min(4)) & 1 == 1;
    if painted && column % 6 < 5 { [250.0, 244.0, 226.0] } else { [168.0 - float(y) * 0.1, 26.0, 32.0] }
}

fn pavement(x: u32, y: u32) -> [f32; 3] {
    let depth = 1.0 + float(y) / 160.0;
    let along = (float(x) - 2016.0) / depth + 4000.0;
    let joint = along % 90.0 < 3.0 || (160.0 * depth.ln()) % 40.0 < 1.5;
    let grit = clouds(x, y, 9.0, 9) * 0.5 + clouds(x, y, 3.0, 10) * 0.5;
    let grey = mix([84.0, 84.0, 88.0], [172.0, 168.0, 160.0], grit);
    if joint { grey.map(|value| value * 0.6) } else { grey }
}

/// Soft noise, 0 to 1, with spots of `size` pixels and half as strong ones of a third of it.
fn clouds(x: u32, y: u32, size: f32, seed: u32) -> f32 {
    (soft(float(x) / size, float(y) / size, seed) * 2.0
        + soft(float(x) * 3.0 / size, float(y) * 3.0 / size, seed + 50))
        / 3.0
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in the picture are small"
)]
fn soft(x: f32, y: f32, seed: u32) -> f32 {
    let (column, row) = (x as u32, y as u32);
    let ease = |part: f32| part * part * (3.0 - 2.0 * part);
    let (across, down) = (ease(x.fract()), ease(y.fract()));
    let between = |row| noise(column, row, seed) * (1.0 - across) + noise(column + 1, row, seed) * across;
    between(row) * (1.0 - down) + between(row + 1) * down
}

/// 0 to 1, evenly; any two places differ.
fn noise(x: u32, y: u32, seed: u32) -> f32 {
    let mut bits = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ seed.wrapping_mul(0xC2B2_AE3D);
    bits = (bits ^ bits >> 15).wrapping_mul(0x2C1B_3C6D);
    bits = (bits ^ bits >> 12).wrapping_mul(0x297A_2D39);
    float((bits ^ bits >> 15) >> 8) / 16_777_216.0
}

fn mix(from: [f32; 3], to: [f32; 3], part: f32) -> [f32; 3] {
    std::array::from_fn(|channel| from[channel] + (to[channel] - from[channel]) * part)
}

#[expect(clippy::cast_precision_loss, reason = "picture places and 24-bit numbers are exact")]
fn float(number: u32) -> f32 {
    number as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte's range")]
fn to_byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}
