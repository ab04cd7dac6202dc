//! WebP, RFC 9649: RIFF chunks by their lengths up to the end of the container.

use std::io::BufRead;

use super::{Structure, check_size, read, read_exif, skip};
use crate::{Kind, Refusal};

const EXIF_NAME: &[u8; 6] = b"Exif\0\0";

/// The animation bit of VP8X.
const ANIMATED: u8 = 0b0000_0010;

pub(super) fn walk(file: &mut impl BufRead) -> Result<Structure, Refusal> {
    read::<4>(file)?;
    let mut left = u64::from(u32::from_le_bytes(read(file)?))
        .checked_sub(4)
        .ok_or(damaged("a container too small for a picture"))?;
    read::<4>(file)?;
    let (mut canvas, mut frame, mut exif) = (None, None, None);
    while left > 0 {
        left = left.checked_sub(8).ok_or(damaged("a chunk without a length"))?;
        let name = read::<4>(file)?;
        let length = u64::from(u32::from_le_bytes(read(file)?));
        let padding = length % 2;
        // Some writers forget the last padding byte.
        let padding = if length == left { 0 } else { padding };
        left = left.checked_sub(length + padding).ok_or(damaged("a chunk longer than its container"))?;
        match &name {
            b"VP8X" if canvas.is_none() => canvas = Some(canvas_size(file, length)?),
            b"VP8 " if frame.is_none() => frame = Some(lossy_size(file, length)?),
            b"VP8L" if frame.is_none() => frame = Some(lossless_size(file, length)?),
            b"EXIF" if exif.is_none() => exif = read_exif(file, length)?,
            _ => skip(file, length)?,
        }
        skip(file, padding)?;
    }
    let (width, height) = frame.ok_or(damaged("no pixels"))?;
    if canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(damaged("two different sizes"));
    }
    // The name belongs to JPEG, but many writers copy the whole segment.
    let exif = exif.map(|block| block.strip_prefix(EXIF_NAME).map(<[u8]>::to_vec).unwrap_or(block));
    Ok(Structure { kind: Kind::WebP, width, height, exif, one_pass: true })
}

fn damaged(reason: &'static str) -> Refusal {
    Refusal::Damaged { reason }
}

fn rest(length: u64, read: u64) -> Result<u64, Refusal> {
    length.checked_sub(read).ok_or(damaged("a chunk too short for its header"))
}

fn canvas_size(file: &mut impl BufRead, length: u64) -> Result<(u32, u32), Refusal> {
    let rest = rest(length, 10)?;
    let [flags, _, _, _, w0, w1, w2, h0, h1, h2] = read(file)?;
    let (width, height) = (u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1);
    check_size(width, height)?;
    if flags & ANIMATED != 0 {
        return Err(Refusal::UnsupportedKind { kind: "animated WebP" });
    }
    skip(file, rest)?;
    Ok((width, height))
}

/// RFC 6386 section 9.1: a key frame's tag, start code, and 14 bits for each side.
fn lossy_size(file: &mut impl BufRead, length: u64) -> Result<(u32, u32), Refusal> {
    let rest = rest(length, 10)?;
    let [tag, _, _, a, b, c, w0, w1, h0, h1] = read(file)?;
    if tag & 1 != 0 || [a, b, c] != [0x9D, 0x01, 0x2A] {
        return Err(damaged("no key frame"));
    }
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
    let (width, height) = (side(w0, w1), side(h0, h1));
    check_size(width, height)?;
    skip(file, rest)?;
    Ok((width, height))
}

/// RFC 9649 section 3.4: a signature, then 14 bits for each side less one.
fn lossless_size(file: &mut impl BufRead, length: u64) -> Result<(u32, u32), Refusal> {
    let rest = rest(length, 5)?;
    let [signature, bits @ ..] = read::<5>(file)?;
    if signature != 0x2F {
        return Err(damaged("no lossless picture"));
    }
    let bits = u32::from_le_bytes(bits);
    let (width, height) = ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
    check_size(width, height)?;
    skip(file, rest)?;
    Ok((width, height))
}
