//! JPEG, ISO/IEC 10918-1 annex B: segments by their lengths, entropy-coded data up to the next marker.

use std::io::BufRead;

use super::{Structure, check_size, read, read_exif, skip};
use crate::{Kind, Refusal};

/// Each scan of a progressive picture costs a pass over all its pixels: a small file with thousands of
/// empty ones is a bomb. Encoders write about ten.
const MAX_SCANS: u32 = 100;

/// Stray bytes between segments that decoders still step over.
const MAX_STRAY: u32 = 2;

const EXIF_NAME: &[u8; 6] = b"Exif\0\0";

pub(super) fn walk(file: &mut impl BufRead) -> Result<Structure, Refusal> {
    read::<2>(file)?;
    let (mut frame, mut exif, mut scans, mut data) = (None, None, 0, 0);
    let mut marker = next_marker(file)?;
    loop {
        match marker {
            0xD8 => return Err(damaged("a second picture begins inside the first")),
            0xD9 => break,
            // Markers without a segment: TEM and stray restarts.
            0x01 | 0xD0..=0xD7 => {}
            0xC0..=0xC2 if frame.is_some() => return Err(damaged("two frames")),
            0xC0..=0xC2 => frame = Some(Frame::read(file, marker)?),
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(Refusal::UnsupportedKind { kind: "lossless or arithmetic JPEG" });
            }
            0xDA => {
                scans += 1;
                if frame.is_none() || scans > MAX_SCANS {
                    return Err(damaged("a scan before its frame, or more than 100 scans"));
                }
                skip_segment(file)?;
                marker = marker_after_entropy_data(file, &mut data)?;
                continue;
            }
            0xE1 if exif.is_none() => exif = exif_segment(file)?,
            _ => skip_segment(file)?,
        }
        marker = next_marker(file)?;
    }
    let frame = frame.ok_or(damaged("no pixels"))?;
    if data < frame.least_data() {
        return Err(damaged("fewer bytes than so many pixels need"));
    }
    let one_pass = frame.sequential && scans == 1;
    Ok(Structure { kind: Kind::Jpeg, width: frame.width, height: frame.height, exif, one_pass })
}

fn damaged(reason: &'static str) -> Refusal {
    Refusal::Damaged { reason }
}

/// Length of the segment's content, without the length's own two bytes.
fn segment_length(file: &mut impl BufRead) -> Result<u64, Refusal> {
    u64::from(u16::from_be_bytes(read(file)?))
        .checked_sub(2)
        .ok_or(damaged("a segment shorter than its own length field"))
}

fn skip_segment(file: &mut impl BufRead) -> Result<(), Refusal> {
    let length = segment_length(file)?;
    Ok(skip(file, length)?)
}

/// The marker that follows a segment: 0xFF, fill bytes, code.
fn next_marker(file: &mut impl BufRead) -> Result<u8, Refusal> {
    let mut stray = 0;
    while read::<1>(file)? != [0xFF] {
        stray += 1;
        if stray > MAX_STRAY {
            return Err(damaged("bytes that belong to no segment"));
        }
    }
    loop {
        let [code] = read(file)?;
        if code != 0xFF {
            return Ok(code);
        }
    }
}

/// Inside entropy-coded data 0xFF is either stuffed with a zero, or a restart, or the next marker. Adds the bytes
/// of the data to `data`.
fn marker_after_entropy_data(file: &mut impl BufRead, data: &mut u64) -> Result<u8, Refusal> {
    loop {
        *data += file.skip_until(0xFF)? as u64;
        let code = loop {
            let [code] = read(file)?;
            if code != 0xFF {
                break code;
            }
        };
        if !matches!(code, 0x00 | 0xD0..=0xD7) {
            return Ok(code);
        }
    }
}

/// A frame header (B.2.2).
struct Frame {
    sequential: bool,
    width: u32,
    height: u32,
    /// Blocks of 8 × 8 samples, of all components.
    blocks: u64,
}

impl Frame {
    fn read(file: &mut impl BufRead, marker: u8) -> Result<Self, Refusal> {
        let length = segment_length(file)?;
        let [precision, h1, h0, w1, w0, components] = read(file)?;
        if length != 6 + 3 * u64::from(components) || !(1..=4).contains(&components) {
            return Err(damaged("a frame header of the wrong length"));
        }
        if precision != 8 {
            return Err(Refusal::UnsupportedKind { kind: "12-bit JPEG" });
        }
        let mut sampling = Vec::with_capacity(components.into());
        for _ in 0..components {
            let [_, factors, _] = read(file)?;
            sampling.push((u32::from(factors >> 4), u32::from(factors & 0xF)));
        }
        if !sampling.iter().all(|(h, v)| (1..=4).contains(h) && (1..=4).contains(v)) {
            return Err(damaged("an impossible sampling factor"));
        }
        let (width, height) = (u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into());
        check_size(width, height)?;
        let most = |factor: fn(&(u32, u32)) -> u32| sampling.iter().map(factor).max().unwrap_or(1);
        let (most_h, most_v) = (most(|(h, _)| *h), most(|(_, v)| *v));
        let blocks =
            |side: u32, factor: u32, most: u32| u64::from((side * factor).div_ceil(most).div_ceil(8));
        let blocks =
            sampling.iter().map(|(h, v)| blocks(width, *h, most_h) * blocks(height, *v, most_v)).sum();
        Ok(Self { sequential: marker != 0xC2, width, height, blocks })
    }

    /// Bytes below which the data cannot be complete, whatever the picture: no Huffman code is shorter than a bit,
    /// a sequential block has two of them, a progressive one may share all but the first.
    fn least_data(&self) -> u64 {
        let bits = if self.sequential { 2 } else { 1 };
        (self.blocks * bits).div_ceil(8)
    }
}

/// APP1 carries EXIF or XMP, told apart by the name at its beginning.
fn exif_segment(file: &mut impl BufRead) -> Result<Option<Vec<u8>>, Refusal> {
    let length = segment_length(file)?;
    let segment = read_exif(file, length)?;
    Ok(segment.and_then(|segment| segment.strip_prefix(EXIF_NAME).map(<[u8]>::to_vec)))
}
