//! Files and bodies that no honest phone sends, made from small honest ones.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, Rgb, RgbImage};

fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x % 251).to_le_bytes()[0], (y % 241).to_le_bytes()[0], 90]))
        .into()
}

/// A sound JPEG without EXIF.
///
/// # Panics
/// Never for these pictures.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture(width, height).write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 90)).expect("a JPEG");
    bytes
}

/// A sound PNG.
///
/// # Panics
/// Never for these pictures.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture(width, height).write_with_encoder(PngEncoder::new(&mut bytes)).expect("a PNG");
    bytes
}

/// A sound lossless WebP.
///
/// # Panics
/// Never for these pictures.
pub fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture(width, height).write_with_encoder(WebPEncoder::new_lossless(&mut bytes)).expect("a WebP");
    bytes
}

/// With other dimensions in the header, which is sound otherwise.
///
/// # Panics
/// For a file that is not of this kind.
pub fn jpeg_that_says(width: u16, height: u16) -> Vec<u8> {
    let mut file = jpeg(40, 40);
    let frame = file.windows(2).position(|marker| marker == [0xFF, 0xC0]).expect("a frame");
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

/// With other dimensions in IHDR, and its checksum.
pub fn png_that_says(width: u32, height: u32) -> Vec<u8> {
    let mut file = png(40, 40);
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = checksum(&file[12..29]);
    file[29..33].copy_from_slice(&sum.to_be_bytes());
    file
}

/// With other dimensions in the VP8L header.
///
/// # Panics
/// For sides of more than 14 bits.
pub fn webp_that_says(width: u32, height: u32) -> Vec<u8> {
    let mut file = webp(40, 40);
    let at = file.windows(4).position(|name| name == b"VP8L").expect("pixels") + 9;
    let kept = u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes")) & 0xF000_0000;
    file[at..at + 4].copy_from_slice(&(kept | (height - 1) << 14 | (width - 1)).to_le_bytes());
    file
}

/// A PNG with one chunk more, behind its header.
pub fn png_with(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let file = png(40, 40);
    let mut chunk = name.to_vec();
    chunk.extend_from_slice(content);
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
    let sum = checksum(&chunk).to_be_bytes();
    [&file[..33], &length, &chunk, &sum, &file[33..]].concat()
}

/// A whole PNG of one colour: very many pixels in very few bytes. 45 megapixels fit into some 50 KB.
///
/// # Panics
/// Never.
pub fn png_of_nothing(width: u32, height: u32) -> Vec<u8> {
    let grey = image::GrayImage::new(width, height);
    let mut bytes = Cursor::new(Vec::new());
    let best = PngEncoder::new_with_quality(
        &mut bytes,
        image::codecs::png::CompressionType::Best,
        image::codecs::png::FilterType::NoFilter,
    );
    DynamicImage::from(grey).write_with_encoder(best).expect("a PNG");
    bytes.into_inner()
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
