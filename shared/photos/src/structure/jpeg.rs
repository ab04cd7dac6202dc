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
    let mut size = None;
    let mut exif = None;
    let mut scans = 0;
    let mut marker = next_marker(file)?;
    loop {
        match marker {
            0xD8 => return Err(damaged("a second picture begins inside the first")),
            0xD9 => break,
            // Markers without a segment: TEM and stray restarts.
            0x01 | 0xD0..=0xD7 => {}
            0xC0..=0xC2 => {
                if size.replace(frame(file)?).is_some() {
                    return Err(damaged("two frames"));
                }
            }
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(Refusal::UnsupportedKind { kind: "lossless or arithmetic JPEG" });
            }
            0xDA => {
                if size.is_none() {
                    return Err(damaged("pixels before their dimensions"));
                }
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(damaged("more than 100 scans"));
                }
                skip_segment(file)?;
                marker = marker_after_entropy_data(file)?;
                continue;
            }
            0xE1 if exif.is_none() => exif = exif_segment(file)?,
            _ => skip_segment(file)?,
        }
        marker = next_marker(file)?;
    }
    match size {
        Some((width, height)) if scans > 0 => Ok(Structure { kind: Kind::Jpeg, width, height, exif }),
        _ => Err(damaged("no pixels")),
    }
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

/// Inside entropy-coded data 0xFF is either stuffed with a zero, or a restart, or the next marker.
fn marker_after_entropy_data(file: &mut impl BufRead) -> Result<u8, Refusal> {
    loop {
        file.skip_until(0xFF)?;
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

/// Width and height of a frame header (B.2.2).
fn frame(file: &mut impl BufRead) -> Result<(u32, u32), Refusal> {
    let length = segment_length(file)?;
    let [precision, h1, h0, w1, w0, components] = read(file)?;
    if length != 6 + 3 * u64::from(components) {
        return Err(damaged("a frame header of the wrong length"));
    }
    if precision != 8 {
        return Err(Refusal::UnsupportedKind { kind: "12-bit JPEG" });
    }
    skip(file, length - 6)?;
    let (width, height) = (u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into());
    check_size(width, height)?;
    Ok((width, height))
}

/// APP1 carries EXIF or XMP, told apart by the name at its beginning.
fn exif_segment(file: &mut impl BufRead) -> Result<Option<Vec<u8>>, Refusal> {
    let length = segment_length(file)?;
    let segment = read_exif(file, length)?;
    Ok(segment.and_then(|segment| segment.strip_prefix(EXIF_NAME).map(<[u8]>::to_vec)))
}
