//! From received bytes to pixels, within limits that hold whatever a file claims.

use std::io::Cursor;

use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, Limits};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::picture::{Colours, Picture};
use crate::profile::ToSrgb;
use crate::structure::Structure;
use crate::{Kind, MAX_PIXELS, Unreadable};

/// Most bytes that the pixels of one picture may take while it is decoded: four for each of the most pixels.
/// PNGs with 16 bits a channel reach it with half as many pixels.
const MAX_DECODED: u64 = MAX_PIXELS as u64 * 4;

/// The beginning of a row that no decoder has written: neighbours further apart than light and lens can make them.
const UNTOUCHED: [u8; 12] = [0, 255, 1, 254, 0, 253, 2, 255, 0, 254, 255, 3];

/// More bytes than the decoder reads ahead.
const READ_AHEAD: [u8; 16] = [0; 16];

/// Decodes the pixels as stored. The size that the walk found is the one that was accepted and budgeted, so a decoder
/// that sees another one is stopped before it allocates.
/// The pixels of a JPEG are laid on `desk`.
pub(crate) fn decode(photo: Vec<u8>, found: &Structure, desk: Vec<u8>) -> Result<Picture, Unreadable> {
    match found.kind {
        Kind::Jpeg => jpeg(photo, found, desk),
        Kind::Png => {
            let decoder = PngDecoder::with_limits(Cursor::new(photo), limits(found));
            other(decoder.map_err(Unreadable::decoding)?, found)
        }
        Kind::WebP => {
            let mut decoder = WebPDecoder::new(Cursor::new(photo)).map_err(Unreadable::decoding)?;
            decoder.set_limits(limits(found)).map_err(Unreadable::decoding)?;
            other(decoder, found)
        }
    }
}

fn check_size(found: &Structure, decoder: (u32, u32)) -> Result<(), Unreadable> {
    let header = (found.width, found.height);
    if decoder == header { Ok(()) } else { Err(Unreadable::Disagreement { header, decoder }) }
}

fn jpeg(mut photo: Vec<u8>, found: &Structure, desk: Vec<u8>) -> Result<Picture, Unreadable> {
    // Half a picture with a grey rest is no proof of anything, the person is asked for another. Besides being strict,
    // the decoder must not see the end marker: where it comes too early, the decoder would make the rest up.
    if found.one_pass {
        photo.truncate(photo.len().saturating_sub(2));
        photo.extend(READ_AHEAD);
    }
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(found.width as usize)
        .set_max_height(found.height as usize);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(photo), options);
    decoder.decode_headers().map_err(Unreadable::decoding)?;
    let info = decoder.info().ok_or(Unreadable::NoPixels)?;
    check_size(found, (info.width.into(), info.height.into()))?;

    let to_srgb = decoder.icc_profile().as_deref().and_then(ToSrgb::new);
    let (wanted, colours) = match decoder.input_colorspace() {
        Some(ColorSpace::YCbCr) if to_srgb.is_none() => (ColorSpace::YCbCr, Colours::YCbCr),
        Some(ColorSpace::Luma) => (ColorSpace::Luma, Colours::Grey),
        _ => (ColorSpace::RGB, Colours::Rgb),
    };
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(wanted));
    let expected = found.width as usize * found.height as usize * wanted.num_components();
    if decoder.output_buffer_size() != Some(expected) {
        return Err(Unreadable::NoPixels);
    }
    let row = expected / found.height as usize;
    let mut pixels = if found.one_pass { marked(desk, expected, row) } else { cleared(desk, expected) };
    decoder.decode_into(&mut pixels).map_err(Unreadable::decoding)?;
    if pixels.chunks_exact(row).any(|row| row.starts_with(&UNTOUCHED)) {
        return Err(Unreadable::NoPixels);
    }
    let to_srgb = to_srgb.filter(|_| colours == Colours::Rgb);
    Ok(Picture { colours, width: found.width, height: found.height, pixels, to_srgb })
}

/// The desk with room for `bytes`, and a mark at the beginning of each row: one that is still there afterwards means
/// that the decoder left the row out, and what lies behind it may be of the photo before. Clearing all of it would take
/// 7 % of a rendering.
fn marked(mut desk: Vec<u8>, bytes: usize, row: usize) -> Vec<u8> {
    if desk.capacity() < bytes || row < UNTOUCHED.len() {
        return cleared(desk, bytes);
    }
    desk.resize(bytes, 0);
    for row in desk.chunks_exact_mut(row) {
        row[..UNTOUCHED.len()].copy_from_slice(&UNTOUCHED);
    }
    desk
}

/// The desk with room for `bytes`, and nothing of the photo that lay on it before: whatever the decoder leaves out is
/// black, never somebody else's picture.
fn cleared(mut desk: Vec<u8>, bytes: usize) -> Vec<u8> {
    if desk.capacity() < bytes {
        return vec![0; bytes];
    }
    desk.clear();
    desk.resize(bytes, 0);
    desk
}

fn limits(found: &Structure) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(found.width);
    limits.max_image_height = Some(found.height);
    limits.max_alloc = Some(MAX_DECODED);
    limits
}

fn other(mut decoder: impl ImageDecoder, found: &Structure) -> Result<Picture, Unreadable> {
    check_size(found, decoder.dimensions())?;
    if decoder.total_bytes() > MAX_DECODED {
        return Err(Unreadable::TooMuchMemory { bytes: decoder.total_bytes() });
    }
    let profile = decoder.icc_profile().ok().flatten();
    let picture = DynamicImage::from_decoder(decoder).map_err(Unreadable::decoding)?;
    let (colours, pixels) = match picture {
        DynamicImage::ImageLuma8(grey) => (Colours::Grey, grey.into_raw()),
        DynamicImage::ImageLumaA8(grey) => (Colours::Grey, on_white::<2, 1>(grey.into_raw())),
        DynamicImage::ImageRgb8(rgb) => (Colours::Rgb, rgb.into_raw()),
        deep_or_transparent => (Colours::Rgb, on_white::<4, 3>(deep_or_transparent.into_rgba8().into_raw())),
    };
    let to_srgb = profile.as_deref().and_then(ToSrgb::new).filter(|_| colours == Colours::Rgb);
    Ok(Picture { colours, width: found.width, height: found.height, pixels, to_srgb })
}

/// Lays transparent pixels on white, as a page would show them; in place, because copies of 60 megapixels are large.
/// `WITH` is the bytes of a pixel with its alpha, `COLOURS` without it.
fn on_white<const WITH: usize, const COLOURS: usize>(mut pixels: Vec<u8>) -> Vec<u8> {
    let count = pixels.len() / WITH;
    for at in 0..count {
        let alpha = u32::from(pixels[at * WITH + COLOURS]);
        for channel in 0..COLOURS {
            let colour = u32::from(pixels[at * WITH + channel]);
            let mixed = (colour * alpha + 255 * (255 - alpha) + 127) / 255;
            pixels[at * COLOURS + channel] = mixed.to_le_bytes()[0];
        }
    }
    pixels.truncate(count * COLOURS);
    pixels
}

#[cfg(test)]
mod tests {
    use jpeg_encoder::{ColorType, Encoder};

    use super::*;
    use crate::renditions::survey;

    fn photo() -> Vec<u8> {
        let pixels: Vec<u8> = (0..160 * 120 * 3_u32)
            .map(|at| (at.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0] / 2)
            .collect();
        let mut file = Vec::new();
        Encoder::new(&mut file, 85).encode(&pixels, 160, 120, ColorType::Rgb).unwrap();
        file
    }

    /// The pixels as they come out when something else lay on the desk before.
    fn decoded_over(file: &[u8], before: u8) -> Option<Vec<u8>> {
        let found = survey(file).ok()?.found;
        decode(file.to_vec(), &found, vec![before; 160 * 120 * 3]).ok().map(|picture| picture.pixels)
    }

    #[test]
    fn nothing_of_the_photo_before_shines_through_however_a_file_is_broken() {
        let whole = photo();
        let (mut shown, mut noise) = (0, 7_u32);
        let mut below = |limit: usize| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 8) as usize % limit
        };
        for _ in 0..2_000 {
            let mut file = whole.clone();
            for _ in 0..=below(3) {
                let at = below(file.len());
                file[at] = [0xFF, 0xD9, 0xDA, 0x00, below(256).to_le_bytes()[0]][below(5)];
            }
            let seen = decoded_over(&file, 0);
            assert_eq!(seen, decoded_over(&file, 0xAA));
            shown += u32::from(seen.is_some());
        }
        assert!(shown > 100, "only {shown} of the broken files are shown at all");
    }

    #[test]
    fn a_row_that_was_left_out_is_no_picture() {
        let marked = marked(vec![0xAA; 48_000], 48_000, 480);
        assert!(marked.chunks(480).all(|row| row.starts_with(&UNTOUCHED)));
        assert_eq!(super::marked(vec![0xAA; 90], 90, 9), [0; 90], "too narrow for a mark: cleared");
    }
}
